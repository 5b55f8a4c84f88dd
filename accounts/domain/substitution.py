"""Absence (外出代办): who stands in for whom, on which days, and what is lent.

A substitute answers to the business roles and the name of the absent person, for tasks only. What was lent to the
absent person is not lent on: whoever stands in for somebody stands in for that person alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from accounts.domain.principals import role_principal, user_principal
from accounts.domain.roles import HeldRole, RoleKind, conflicting_roles
from tenants.domain.errors import Problem

#: Longer than this somebody has left: 离岗移交 is for that.
MOST_DAYS = 180
MOST_REASON = 200


@dataclass(frozen=True, slots=True)
class LentRole:
    """A role that the absent person holds in a department."""

    key: str
    kind: RoleKind
    department_id: UUID


@dataclass(frozen=True, slots=True)
class StandIn:
    """One absent person as the substitute may act for: `procedures` narrow it, none of them means all."""

    substitution_id: UUID
    absent_id: UUID
    absent_name: str
    principals: frozenset[str]
    role_keys: frozenset[str]
    procedures: frozenset[UUID] = frozenset()

    def covers(self, procedure_id: UUID) -> bool:
        return not self.procedures or procedure_id in self.procedures


def stand_in(
    substitution_id: UUID, *, absent_id: UUID, absent_name: str, roles: Iterable[LentRole], procedures: Iterable[UUID]
) -> StandIn | None:
    """What is lent: business roles with the person's own name. None when there is no such role, so nothing to lend."""
    lent = [role for role in roles if role.kind is RoleKind.BUSINESS]
    if not lent:
        return None
    return StandIn(
        substitution_id,
        absent_id,
        absent_name,
        frozenset(role_principal(role.key, role.department_id) for role in lent) | {user_principal(absent_id)},
        frozenset(role.key for role in lent),
        frozenset(procedures),
    )


def may_stand_in(held: Iterable[HeldRole], lent: Iterable[LentRole]) -> bool:
    """Whether separation of duties lets somebody with these roles act in those: administrators never do."""
    own = tuple(held)
    return not any(conflicting_roles(own, HeldRole(role.key, role.kind)) for role in lent)


@dataclass(frozen=True, slots=True)
class Days:
    """A stretch of days, both ends within it."""

    first: date
    last: date

    def overlaps(self, other: Days) -> bool:
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True, slots=True)
class Wish:
    """A substitution as it is asked for, with what is known of both people."""

    days: Days
    reason: str
    absent_lends: bool
    substitute_is_absent: bool
    substitute_fits: bool
    absences: tuple[Days, ...]
    absences_of_substitute: tuple[Days, ...]


def problems_of(wish: Wish, today: date) -> list[Problem]:
    """Everything that forbids a substitution, each at its field."""
    return [*_problems_of_days(wish, today), *_problems_of_people(wish), *_problems_of_reason(wish.reason)]


def _problems_of_days(wish: Wish, today: date) -> list[Problem]:
    days = wish.days
    if days.last < days.first:
        return [Problem("ends_on", "absence_reversed")]
    if days.first < today:
        return [Problem("starts_on", "absence_past")]
    if (days.last - days.first).days >= MOST_DAYS:
        return [Problem("ends_on", "absence_too_long", {"most": MOST_DAYS})]
    if any(days.overlaps(other) for other in wish.absences):
        return [Problem("starts_on", "absence_overlaps")]
    return []


def _problems_of_people(wish: Wish) -> list[Problem]:
    if wish.substitute_is_absent:
        return [Problem("substitute", "substitute_is_oneself")]
    if not wish.absent_lends:
        return [Problem("substitute", "nothing_to_stand_in_for")]
    if not wish.substitute_fits:
        return [Problem("substitute", "substitute_is_administrator")]
    if any(wish.days.overlaps(other) for other in wish.absences_of_substitute):
        return [Problem("substitute", "substitute_is_away")]
    return []


def _problems_of_reason(reason: str) -> list[Problem]:
    if not reason:
        return [Problem("reason", "absence_reason_missing")]
    if len(reason) > MOST_REASON:
        return [Problem("reason", "absence_reason_too_long", {"most": MOST_REASON})]
    return []
