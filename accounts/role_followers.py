"""Who wants to hear of a role that was made or given: apps above register here when they load."""

from __future__ import annotations

from collections.abc import Callable

from accounts.models import Role, RoleGrant

RoleFollower = Callable[[Role], None]
GrantFollower = Callable[[RoleGrant], None]
_followers: list[RoleFollower] = []
_of_grants: list[GrantFollower] = []


def follow_roles(follower: RoleFollower) -> None:
    """Register a function that runs in the transaction of `create_role`; it may run again for the same role."""
    if follower not in _followers:
        _followers.append(follower)


def tell_followers(role: Role) -> None:
    for follower in _followers:
        follower(role)


def follow_grants(follower: GrantFollower) -> None:
    """Register a function that runs in the transaction in which somebody gets a role."""
    if follower not in _of_grants:
        _of_grants.append(follower)


def tell_of_grant(grant: RoleGrant) -> None:
    for follower in _of_grants:
        follower(grant)
