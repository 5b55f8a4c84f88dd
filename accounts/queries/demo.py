"""Accounts of the demonstration: those marked as such, never anybody real."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch

from accounts.models import Membership, MembershipState, User
from accounts.queries.people import grants_in_force


@dataclass(frozen=True, slots=True)
class DemoAccount:
    login: str
    name: str
    role: str


def demo_accounts() -> list[DemoAccount]:
    """In the order they were made, each with what it is."""
    people = (
        User.objects.filter(is_demo=True, is_active=True)
        .order_by("id")
        .prefetch_related(
            Prefetch("grants", grants_in_force().select_related("role", "department"), to_attr="demo_grants"),
            Prefetch(
                "memberships",
                Membership.objects.filter(state=MembershipState.ACTIVE).select_related("organisation"),
                to_attr="demo_memberships",
            ),
        )
    )
    return [DemoAccount(person.mobile or person.email, person.name, _role(person)) for person in people]


def _role(person: User) -> str:
    grants = [f"{grant.role.name}（{grant.department.name}）" for grant in getattr(person, "demo_grants", [])]
    memberships = [
        f"{membership.get_role_display()}（{membership.organisation.name}）"
        for membership in getattr(person, "demo_memberships", [])
    ]
    return "、".join(grants + memberships) or str(person.get_kind_display())
