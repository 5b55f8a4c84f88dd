"""Absences with their news: both people hear of it, whoever did it does not."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from accounts.access import Actor
from accounts.domain.substitution import Days
from accounts.models import Substitution
from accounts.queries.substitutions import access_absentee
from accounts.services.substitutions import end_substitution, name_substitute
from accounts.subjects import user_subject
from notifications.services.notify import notify
from reviews.queries.absences import procedures_handled_by
from tenants.domain.errors import Problem, ValidationFailed

NAMED, ENDED = "substitute_named", "substitution_ended"


@transaction.atomic
def begin_absence(
    actor: Actor, *, absent_id: UUID, substitute_id: UUID, days: Days, reason: str, procedures: Collection[UUID]
) -> Substitution:
    """`name_substitute`, narrowed to what the absent person handles, and the news of it.

    Raises NotAuthorised, ValidationFailed at `substitute`, `starts_on`, `ends_on`, `reason` or `procedures`.
    """
    handled = {procedure_id for procedure_id, _name in procedures_handled_by(access_absentee(actor, absent_id))}
    if not set(procedures) <= handled:
        raise ValidationFailed([Problem("procedures", "absence_procedure_unknown")])
    row = name_substitute(
        actor, absent_id=absent_id, substitute_id=substitute_id, days=days, reason=reason, procedures=procedures
    )
    _tell(NAMED, actor, row)
    return row


@transaction.atomic
def end_absence(actor: Actor, *, substitution_id: UUID) -> Substitution:
    """Raises NotAuthorised, IllegalTransition when it has ended already."""
    row = end_substitution(actor, substitution_id=substitution_id)
    _tell(ENDED, actor, row)
    return row


def _tell(event: str, actor: Actor, row: Substitution) -> None:
    words = {
        "absent": row.absent.display_name,
        "substitute": row.substitute.display_name,
        "from": row.starts_on.isoformat(),
        "until": row.ends_on.isoformat(),
    }
    notify(
        event,
        recipients={row.absent_id, row.substitute_id} - {actor.user_id},
        subject=user_subject(row.absent),
        url_path=reverse("workbench:absences"),
        params=words,
    )
