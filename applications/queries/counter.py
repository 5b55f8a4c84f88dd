"""代录: who enters paper for others, what they entered, and for whom; who may look at the mandate."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from accounts.access import Actor
from accounts.domain.principals import user_principal
from accounts.domain.roles import RoleKey
from accounts.models import Organisation, User
from accounts.queries.people import members_with_mobile
from applications.domain.counter import entry_problems
from applications.models import Application, ApplicationAccess, Channel, CounterEntry, Draft
from applications.policies import Action
from applications.queries.access import access_application, access_draft
from applications.queries.keyset import Page, keyset_page
from applications.queries.ownership import unit_problems
from documents.domain.file_states import FileState
from documents.models import StoredFile
from procedures.models import Procedure, ProcedureGroupPermission
from procedures.queries.packages import compiled, open_procedures
from tenants.domain.errors import NotAuthorised, Problem

EVIDENCE_FORMATS = ("pdf", "jpg", "png")
EVIDENCE_MEGABYTES = 20


def enters_at_counter(actor: Actor) -> bool:
    """Registration points take in paper, and enter it where a procedure lets them."""
    return RoleKey.REGISTRATION_POINT in actor.role_keys


def counter_procedures(actor: Actor) -> list[Procedure]:
    """Open procedures whose package lets staff enter paper, and which one's roles handle. Two queries.

    Raises NotAuthorised for whoever does not work at a registration point.
    """
    if not enters_at_counter(actor):
        raise NotAuthorised("not_authorised")
    handled = set(
        ProcedureGroupPermission.objects.filter(
            permission__codename="handle_procedure", group__role__key__in=actor.role_keys
        ).values_list("content_object_id", flat=True)
    )
    return [
        each
        for each in open_procedures()
        if each.id in handled and each.current_version and compiled(each.current_version).counter_entry is not None
    ]


def counter_procedure(actor: Actor, code: str) -> Procedure:
    """One of them. Raises NotAuthorised for unknown, closed and forbidden alike."""
    found = next((each for each in counter_procedures(actor) if each.code == code), None)
    if found is None:
        raise NotAuthorised("procedure_unknown")
    return found


def organisation_on_board(uscc: str) -> Organisation | None:
    """The organisation of a code, once city staff have confirmed it; only then its name is known to be true."""
    return Organisation.objects.filter(uscc=uscc, is_confirmed=True).first()


def counter_drafts(user: User, *, after: str = "") -> Page[Draft]:
    """What one is entering for others, last touched first. One query."""
    drafts = Draft.objects.filter(owner=user, channel=Channel.COUNTER).select_related(
        "procedure_version__procedure", "application", "counter_entry"
    )
    return keyset_page(
        drafts.defer("answers", "personal", "carried", "procedure_version__canonical"), at="updated_at", after=after
    )


def counter_applications(user: User, *, after: str = "") -> Page[ApplicationAccess]:
    """What one entered for others and submitted, newest first. One query."""
    rows = ApplicationAccess.objects.filter(
        grantee=user_principal(user.id), application__channel=Channel.COUNTER
    ).select_related("application__procedure")
    return keyset_page(rows.defer("application__chain_state"), at="sort_at", tie="application_id", after=after)


def access_counter_draft(user: User, draft_id: UUID) -> tuple[Draft, CounterEntry]:
    """One's own draft that is entered for somebody. Raises NotAuthorised for every other alike."""
    draft = access_draft(user, draft_id)
    entry = entry_of_draft(draft)
    if entry is None:
        raise NotAuthorised("draft_unknown")
    return draft, entry


def entry_of_draft(draft: Draft) -> CounterEntry | None:
    """For whom a draft is entered; None, without a query, for one that the applicant writes."""
    if draft.channel != Channel.COUNTER:
        return None
    return CounterEntry.objects.select_related("evidence", "entered_by").filter(draft=draft).first()


def entry_of(application: Application) -> CounterEntry | None:
    """For whom the last round was entered; None, without a query, for an application that came in online."""
    if application.channel != Channel.COUNTER:
        return None
    entries = CounterEntry.objects.filter(submission__application=application)
    return entries.select_related("evidence", "entered_by", "submission").order_by("-submission__round").first()


def entries_of(application: Application) -> list[CounterEntry]:
    """Of every round, the first one first."""
    if application.channel != Channel.COUNTER:
        return []
    entries = CounterEntry.objects.filter(submission__application=application)
    return list(entries.select_related("evidence", "entered_by", "submission").order_by("submission__round"))


def entered_by(
    people: frozenset[UUID], application: Application, entries: Sequence[CounterEntry] | None = None
) -> bool:
    """Whether one of them entered or submitted any round of an application, or answers its returns now.

    No query where `entries`, of every round, were read already.
    """
    if application.channel != Channel.COUNTER:
        return False
    if entries is not None:
        did = {each.entered_by_id for each in entries} | {e.submission.submitted_by for e in entries if e.submission}
        return application.leader_id in people or bool(people & did)
    mine = Q(entered_by__in=people) | Q(submission__submitted_by__in=people)
    rounds = CounterEntry.objects.filter(mine, submission__application=application)
    return application.leader_id in people or rounds.exists()


def person_of(application: Application) -> list[UUID]:
    """The account of the person who came, where the number belongs to a member of the organisation."""
    entry = entry_of(application)
    return members_with_mobile(entry.uscc, entry.person_mobile) if entry is not None and entry.uscc else []


def unit_name(draft: Draft) -> str:
    """As the application will be called after: of an organisation that is not on board, what the clerk wrote."""
    if draft.organisation is not None:
        return draft.organisation.name
    entry = entry_of_draft(draft)
    return entry.organisation_name if entry is not None else ""


def applicant_problems(draft: Draft) -> tuple[Problem, ...]:
    """What keeps a draft from being submitted in the name of its applicant, online or at the counter."""
    entry = entry_of_draft(draft)
    rule = compiled(draft.procedure_version).counter_entry
    if entry is None or rule is None:
        return unit_problems(draft)
    evidence = entry.evidence
    problems = entry_problems(
        has_evidence=evidence is not None,
        evidence_required=rule.evidence_required,
        stamp_seen=entry.stamp_seen,
        stamp_needed=bool(rule.stands_in) and bool(entry.uscc),
    )
    if evidence is not None and evidence.state != FileState.CLEAN:
        code = "file_refused" if evidence.state == FileState.REFUSED else "file_being_checked"
        problems = (*problems, Problem("counter.evidence", code, {"name": evidence.name}))
    return problems


def counter_evidence(user: User, application_id: UUID) -> StoredFile:
    """The mandate behind the last round, for everybody who sees the files. Raises NotAuthorised."""
    entry = entry_of(access_application(user, application_id, Action.VIEW_FILES))
    if entry is None or entry.evidence is None:
        raise NotAuthorised("application_unknown")
    return entry.evidence
