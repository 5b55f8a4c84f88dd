"""Asking somebody to write some sections of one's draft, and ending it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from accounts.access import Actor
from accounts.domain.login_names import LoginKind, LoginName
from accounts.models import User, UserKind
from accounts.services.invitations import invite
from accounts.services.people import create_user
from applications.domain.helping import MOST_HELPERS, Help, HelpWanted, helper_ids, write_helps
from applications.messages import HELP_WANTED
from applications.models import Channel, Draft
from applications.queries.helping import helps_of
from applications.queries.locks import lock_draft
from notifications.services.notify import notify
from procedures.queries.packages import compiled
from tenants.clock import today
from tenants.domain.errors import IllegalTransition, NotAuthorised, Problem, ValidationFailed
from tenants.domain.ids import new_id
from tenants.domain.subjects import SubjectRef
from tenants.records.services.ledger import write_ledger


@transaction.atomic
def ask_for_help(draft_id: UUID, *, wanted: HelpWanted, actor: Actor) -> None:
    """Let somebody write the sections from now on. Asked again, the same person gets what is asked for now.

    Somebody new gets an account and its invitation, somebody known a message; the owner learns nothing of accounts.

    Raises NotAuthorised, IllegalTransition `helpers_too_many`, ValidationFailed with every problem.
    """
    draft = lock_draft(draft_id, owner_id=actor.user_id)
    if draft.channel != Channel.ONLINE:
        raise NotAuthorised("draft_unknown")
    words = wanted.tidied()
    form = compiled(draft.procedure_version).form(draft.variant)
    problems = list(words.problems(known=frozenset(each.key for each in form.sections), today=today()))
    if problems:
        raise ValidationFailed(problems)
    helper = _helper(words, actor)
    if helper.id == draft.owner_id:
        raise ValidationFailed([Problem("mobile", "helper_is_owner")])
    others = [each for each in helps_of(draft) if each.helper != helper.id]
    if len(others) >= MOST_HELPERS:
        raise IllegalTransition("helpers_too_many", most=MOST_HELPERS)
    asked = Help(new_id(), helper.id, words.name, words.mobile, words.role, words.sections, words.until)
    _keep(draft, [asked, *others])
    _record("applications.ask_for_help", actor, draft, helper.id, list(words.sections))
    _tell(draft, helper, actor)


def _helper(words: HelpWanted, actor: Actor) -> User:
    known = User.objects.find_by_login(LoginName(LoginKind.MOBILE, words.mobile))
    if known is not None:
        return known
    return create_user(name=words.name, kind=UserKind.APPLICANT, mobile=words.mobile, actor_id=actor.user_id)


def _tell(draft: Draft, helper: User, actor: Actor) -> None:
    """Whoever cannot sign in yet gets the way in; what they are asked for stands there."""
    if helper.must_set_password:
        invite(helper, invited_by=actor.user_id)
        return
    procedure = draft.procedure_version.procedure
    notify(
        HELP_WANTED,
        recipients=[helper.id],
        subject=SubjectRef("applications.draft", draft.id, procedure.name),
        url_path=reverse("applications:draft", args=[draft.id]),
        params={"owner": actor.name},
    )


@transaction.atomic
def end_help(draft_id: UUID, *, help_id: UUID, actor: Actor) -> None:
    """From now on the helper finds nothing; what was written stays. Raises NotAuthorised."""
    draft = lock_draft(draft_id, owner_id=actor.user_id)
    helps = helps_of(draft)
    ended = next((each for each in helps if each.id == help_id), None)
    if ended is None:
        raise NotAuthorised("help_unknown")
    _keep(draft, [each for each in helps if each is not ended])
    _record("applications.end_help", actor, draft, ended.helper, list(ended.sections))


def _keep(draft: Draft, helps: Sequence[Help]) -> None:
    draft.helps, draft.helper_ids = write_helps(helps), helper_ids(helps)
    draft.save(update_fields=["helps", "helper_ids"])


def _record(command: str, actor: Actor, draft: Draft, helper_id: UUID, sections: list[str]) -> None:
    write_ledger(
        command,
        actor_id=actor.user_id,
        subject=SubjectRef("applications.draft", draft.id, draft.procedure_version.procedure.name),
        data={"helper": str(helper_id), "sections": sections},
    )
