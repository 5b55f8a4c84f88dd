"""Drafts as their owner and as those reach them who help with some sections. Every other way is the owner's alone."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from accounts.queries.people import people_by_id
from applications.domain.helping import Help, read_helps
from applications.models import Draft
from applications.queries.access import access_draft
from applications.queries.locks import lock_draft, lock_helped_draft
from tenants.clock import today
from tenants.domain.errors import NotAuthorised

#: A draft's columns that tell which form it is, and who helps with which sections.
_OF_THE_FORM = ("variant", "helps", "procedure_version__content_hash")

#: How many drafts one's list of those to help with shows.
MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class Reach:
    """A draft and the sections of it that somebody may see and write; None: all of them, as its owner."""

    draft: Draft
    sections: frozenset[str] | None

    @property
    def is_help(self) -> bool:
        return self.sections is not None

    def require(self, section_key: str) -> None:
        """Raises NotAuthorised for a section that is not among them, as for an unknown one."""
        if self.sections is not None and section_key not in self.sections:
            raise NotAuthorised("section_unknown")


@dataclass(frozen=True, slots=True)
class Helping:
    """A draft that somebody is asked to help with."""

    draft: Draft
    asked: Help


def reach_draft(user: User, draft_id: UUID) -> Reach:
    """One's own draft, or one that somebody helps with now. Raises NotAuthorised for ended, unknown and foreign alike.

    One query for its owner, two for a helper.
    """
    try:
        return Reach(access_draft(user, draft_id), None)
    except NotAuthorised:
        return _as_helper(_helped(user.id).filter(pk=draft_id).first(), user.id)


def reach_form(user: User, draft_id: UUID) -> Reach:
    """The same with nothing loaded but what tells the form: for a save, which locks and loads the draft itself."""
    drafts = Draft.objects.filter(pk=draft_id).select_related("procedure_version").only(*_OF_THE_FORM)
    own = drafts.filter(owner=user).first()
    if own is not None:
        return Reach(own, None)
    return _as_helper(drafts.filter(helper_ids__contains=[str(user.id)]).first(), user.id)


def lock_reached(draft_id: UUID, *, actor_id: UUID) -> Reach:
    """The same, locked until the transaction ends."""
    try:
        return Reach(lock_draft(draft_id, owner_id=actor_id), None)
    except NotAuthorised:
        return _as_helper(lock_helped_draft(draft_id, helper_id=actor_id), actor_id)


def _as_helper(draft: Draft | None, user_id: UUID) -> Reach:
    asked = _asked_now(draft, user_id) if draft is not None else None
    if draft is None or asked is None:
        raise NotAuthorised("draft_unknown")
    return Reach(draft, frozenset(asked.sections))


def _asked_now(draft: Draft, user_id: UUID) -> Help | None:
    mine = (each for each in helps_of(draft) if each.helper == user_id)
    return next((each for each in mine if not each.is_over(today())), None)


def _helped(user_id: UUID) -> QuerySet[Draft]:
    return Draft.objects.filter(helper_ids__contains=[str(user_id)]).select_related(
        "procedure_version__procedure", "organisation", "organisation_department", "application", "owner"
    )


def helping(user: User) -> list[Helping]:
    """What somebody is asked to help with, last touched first. One query."""
    drafts = (
        _helped(user.id).defer("answers", "personal", "procedure_version__canonical").order_by("-updated_at", "-id")
    )
    found = ((draft, _asked_now(draft, user.id)) for draft in drafts[:MOST_LISTED])
    return [Helping(draft, asked) for draft, asked in found if asked is not None]


def helps_of(draft: Draft) -> tuple[Help, ...]:
    """Who helps with a draft, the last asked first; also those whose day has passed."""
    return read_helps(draft.helps)


def last_writers(draft: Draft) -> dict[str, str]:
    """Who wrote last in each section: the owner's own word for a helper, else the name. At most one query."""
    by_section = {key: UUID(each["by"]) for key, each in draft.section_writers.items()}
    named = {each.helper: each.name for each in helps_of(draft)}
    unknown = [user_id for user_id in set(by_section.values()) if user_id not in named]
    people = people_by_id(unknown) if unknown else {}
    return {
        key: named.get(user_id) or (people[user_id].display_name if user_id in people else "")
        for key, user_id in by_section.items()
    }
