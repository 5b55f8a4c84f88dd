"""What the page of an absence shows beside the substitutions themselves."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from accounts.models import User
from accounts.queries.substitutions import roles_in_force
from applications.queries.keyset import Page, keyset_page
from procedures.models import Procedure, ProcedureGroupPermission
from reviews.models import StepAct
from reviews.queries.grants import HANDLE


def procedures_handled_by(person: User) -> list[tuple[UUID, str]]:
    """What somebody handles by his roles, for narrowing an absence to some of it. Two queries."""
    lent, _held = roles_in_force(person.id)
    handled = ProcedureGroupPermission.objects.filter(
        permission__codename=HANDLE, group__role__key__in={role.key for role in lent}
    )
    rows = Procedure.objects.filter(pk__in=handled.values("content_object")).order_by("name")
    return list(rows.values_list("id", "name"))


def procedure_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """One query; none for nothing."""
    wanted = set(ids)
    return dict(Procedure.objects.filter(pk__in=wanted).values_list("id", "name")) if wanted else {}


def acts_done_for(person: User, *, after: str = "") -> Page[StepAct]:
    """What others did for somebody who was away, the latest first. One query."""
    acts = StepAct.objects.filter(on_behalf_of=person).select_related("application", "task", "actor")
    return keyset_page(acts, at="at", after=after)
