"""Who wants to hear of a role that was made or changed: apps above register here when they load."""

from __future__ import annotations

from collections.abc import Callable

from accounts.models import Role

RoleFollower = Callable[[Role], None]
_followers: list[RoleFollower] = []


def follow_roles(follower: RoleFollower) -> None:
    """Register a function that runs in the transaction of `create_role`; it may run again for the same role."""
    if follower not in _followers:
        _followers.append(follower)


def tell_followers(role: Role) -> None:
    for follower in _followers:
        follower(role)
