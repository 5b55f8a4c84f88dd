"""For whom somebody may apply."""

from __future__ import annotations

from accounts.models import Membership, MembershipState, User


def memberships_of(user: User) -> list[Membership]:
    """The units that somebody may draft for, with the second-level department, oldest first. One query."""
    active = Membership.objects.filter(user=user, state__in=[MembershipState.ACTIVE, MembershipState.PENDING])
    return list(active.select_related("organisation", "department").order_by("id"))
