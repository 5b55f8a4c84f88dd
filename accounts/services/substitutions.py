"""Naming a substitute for the days of an absence, and ending that early."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from accounts.access import Actor
from accounts.domain.substitution import Days, Wish, may_stand_in, problems_of, stand_in
from accounts.models import Substitution, User
from accounts.queries.locks import lock_substitution, lock_user
from accounts.queries.substitutions import access_absentee, roles_in_force, standing_days
from accounts.subjects import user_subject
from tenants.clock import now, today
from tenants.domain.clock import CHINA
from tenants.domain.errors import IllegalTransition, Problem, ValidationFailed
from tenants.domain.ids import new_id
from tenants.records.services.ledger import write_ledger

MOMENT = "%Y-%m-%d %H:%M"


@transaction.atomic
def name_substitute(
    actor: Actor, *, absent_id: UUID, substitute_id: UUID, days: Days, reason: str, procedures: Iterable[UUID] = ()
) -> Substitution:
    """Let one person act for another on some days; both rows are locked, so that two of them never overlap.

    Raises NotAuthorised, ValidationFailed at `substitute`, `starts_on`, `ends_on` or `reason`.
    """
    absent = access_absentee(actor, absent_id)
    locked = {user_id: lock_user(user_id) for user_id in sorted({absent_id, substitute_id})}
    substitute, words = locked[substitute_id], reason.strip()
    if not substitute.is_active or not substitute.is_staff_member:
        raise ValidationFailed([Problem("substitute", "substitute_unknown")])
    problems = problems_of(_wish(absent, substitute, days, words), today())
    if problems:
        raise ValidationFailed(problems)
    substitution = Substitution.objects.create(
        absent=absent,
        substitute=substitute,
        starts_on=days.first,
        ends_on=days.last,
        reason=words,
        procedures=sorted(set(procedures)),
        set_by_id=actor.user_id,
        set_at=now(),
    )
    _record("accounts.name_substitute", actor, substitution)
    return substitution


def _wish(absent: User, substitute: User, days: Days, reason: str) -> Wish:
    lent, _held = roles_in_force(absent.id)
    _roles, held = roles_in_force(substitute.id)
    return Wish(
        days=days,
        reason=reason,
        absent_lends=stand_in(new_id(), absent_id=absent.id, absent_name="", roles=lent, procedures=()) is not None,
        substitute_is_absent=absent.id == substitute.id,
        substitute_fits=may_stand_in(held, lent),
        absences=standing_days(absent.id),
        absences_of_substitute=standing_days(substitute.id),
    )


@transaction.atomic
def end_substitution(actor: Actor, *, substitution_id: UUID) -> Substitution:
    """From this moment the substitute acts for nobody; what he did stays what it was.

    Raises NotAuthorised, IllegalTransition `substitution_ended_already` (who was first) or `substitution_over`.
    """
    substitution = lock_substitution(substitution_id)
    access_absentee(actor, substitution.absent_id)
    if substitution.ended_at is not None and substitution.ended_by is not None:
        at = substitution.ended_at.astimezone(CHINA).strftime(MOMENT)
        raise IllegalTransition("substitution_ended_already", by=substitution.ended_by.display_name, at=at)
    if substitution.ends_on < today():
        raise IllegalTransition("substitution_over")
    substitution.ended_at, substitution.ended_by_id = now(), actor.user_id
    substitution.save(update_fields=["ended_at", "ended_by"])
    _record("accounts.end_substitution", actor, substitution)
    return substitution


def _record(command: str, actor: Actor, substitution: Substitution) -> None:
    write_ledger(
        command,
        actor_id=actor.user_id,
        subject=user_subject(substitution.absent),
        data={
            "substitution": str(substitution.id),
            "substitute": str(substitution.substitute_id),
            "from": substitution.starts_on.isoformat(),
            "until": substitution.ends_on.isoformat(),
            "procedures": [str(each) for each in substitution.procedures],
        },
    )
