"""The one `authorize`, and who acts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from accounts.domain.substitution import StandIn
from accounts.domain.verdict import RefusalKind, Verdict
from accounts.models import User
from accounts.queries.people import principals_of, role_keys_of, stand_ins_of
from tenants.domain.errors import IllegalTransition, NotAuthorised


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever gives a command, as policies and services see them."""

    user_id: UUID
    principals: frozenset[str]
    role_keys: frozenset[str]
    name: str
    #: For whom this person acts today (外出代办). It counts for tasks alone: `reviews.queries.standing`.
    standing_in: tuple[StandIn, ...] = ()

    def on_behalf_of(self, absent: StandIn) -> Actor:
        """The same person under the name that people read of what is done for somebody who is away."""
        return replace(self, name=_("%(name)s（代 %(absent)s）") % {"name": self.name, "absent": absent.absent_name})

    @property
    def account_id(self) -> UUID | None:
        """The person's account; None when the platform itself acts."""
        return None if self.user_id == _NOBODY else self.user_id


_NOBODY = UUID(int=0)


def platform_actor(name: str) -> Actor:
    """The platform acting by itself, under the name that people read in the timeline. It holds nothing."""
    return Actor(_NOBODY, frozenset(), frozenset(), name)


def actor_of(user: User | AnonymousUser) -> Actor:
    """The actor behind `request.user`; NotAuthorised for nobody."""
    if not isinstance(user, User) or not user.is_active:
        raise NotAuthorised("not_signed_in")
    return Actor(user.id, principals_of(user), role_keys_of(user), user.display_name, stand_ins_of(user))


def authorize(verdict: Verdict) -> None:
    """Raise what the verdict means: "may not" is hidden (404), "not now" is said (409)."""
    if verdict.allowed:
        return
    if verdict.refusal is RefusalKind.NOT_NOW:
        raise IllegalTransition(verdict.reason)
    raise NotAuthorised(verdict.reason)
