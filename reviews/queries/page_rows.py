"""What the page of one application shows a little of, in one query: what happened, notes, phrases, people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from accounts.access import Actor
from accounts.models import Role, User
from applications.models import Application, CorrectionItem, Submission, SubmissionMaterial, TimelineEntry
from applications.queries.corrections import unsettled_rows
from documents.models import NumberSequence
from documents.services.numbering import counters
from procedures.domain.package.compiled import NumberRule
from reviews.models import InternalNote, PaperReceipt, Phrase, StepAct, SupervisionNote, VerdictDraft
from reviews.queries.colleagues import colleagues_on, who_else
from reviews.queries.notes import internal_notes
from reviews.queries.phrases import phrases_for
from reviews.queries.scanned import receipts_of
from reviews.queries.supervision import supervision_notes
from reviews.queries.verdict_drafts import verdict_drafts
from tenants.packed_rows import Packed, attach, fetch_packed
from tenants.records.models import CalendarOverlay

_NAMED = ("id", "name")
#: What a page says of a file; where it lies and who brought it stays away.
_FILE = ("id", "name", "size", "pages", "sha256", "state", "malware_state")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What depends on who looks, and on what they may do. `number`: the rule whose counter offers the next one.

    `people` and `roles` are those to be named, `group` the principals among whom somebody else is looked for.
    """

    phrases: bool = False
    colleagues: bool = False
    unsettled: bool = False
    notes: bool = False
    supervision: bool = False
    number: NumberRule | None = None
    #: The open task whose materials the person judges.
    judged: UUID | None = None
    people: frozenset[UUID] = frozenset()
    roles: frozenset[str] = frozenset()
    group: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PageRows:
    """Everything the latest first, but rounds, `acts` and what was asked for, which stand in their order.

    The rounds hold their materials with the files.
    """

    submissions: list[Submission]
    timeline: list[TimelineEntry]
    acts: list[StepAct]
    receipts: list[PaperReceipt]
    phrases: list[Phrase]
    colleagues: list[User]
    unsettled: list[CorrectionItem]
    notes: list[InternalNote]
    supervision: list[SupervisionNote]
    people: list[User]
    roles: list[Role]
    others: list[User]
    local_days: list[CalendarOverlay]
    verdict_drafts: list[VerdictDraft]
    last_number: int


def page_rows(actor: Actor, application: Application, wanted: Wanted, *, day: date) -> PageRows:
    """One query. What is not wanted comes back empty."""
    parts: dict[str, Packed[Any]] = {
        "submissions": Packed(application.submissions.order_by("round")),
        "materials": Packed(
            SubmissionMaterial.objects.filter(submission__application=application).order_by("key", "ordinal", "id"),
            related={"file": _FILE, "kept_version": ("id", "valid_until")},
        ),
        "timeline": Packed(application.timeline.order_by("-at", "-id")),
        "acts": Packed(
            StepAct.objects.filter(application=application), related={"actor": _NAMED, "on_behalf_of": _NAMED}
        ),
        "receipts": Packed(receipts_of(application), related={"act": ("id", "at", "actor_id"), "act__actor": _NAMED}),
        "local_days": Packed(CalendarOverlay.objects.all(), columns=("day", "is_working", "from_above")),
    }
    parts |= _people(actor, wanted)
    if wanted.phrases:
        parts["phrases"] = Packed(phrases_for(actor))
    if wanted.colleagues:
        colleagues = colleagues_on(application.procedure_id)
        parts["colleagues"] = Packed(colleagues, columns=(*_NAMED, "department_id"), related={"department": _NAMED})
    if wanted.unsettled:
        parts["unsettled"] = Packed(unsettled_rows(application))
    if wanted.notes:
        parts["notes"] = Packed(internal_notes(application), related={"author": _NAMED})
    if wanted.supervision:
        by = {"author": _NAMED, "answered_by": _NAMED}
        parts["supervision"] = Packed(supervision_notes(application.id), related=by)
    if wanted.judged is not None:
        drafts = verdict_drafts(wanted.judged, actor.user_id)
        parts["verdict_drafts"] = Packed(drafts, columns=("id", "verdicts"))
    if wanted.number is not None:
        sequences = counters(wanted.number.scheme, day, wanted.number.restart)
        parts["sequences"] = Packed(sequences)
    found = fetch_packed(Application.objects.filter(pk=application.pk), parts)
    sequences_found: list[NumberSequence] = found.pop("sequences", [])
    attach(found["submissions"], "materials", found.pop("materials"), by="submission_id")
    return PageRows(
        **{name: found.get(name, []) for name in _LISTS},
        last_number=sequences_found[0].last if sequences_found else 0,
    )


def _people(actor: Actor, wanted: Wanted) -> dict[str, Packed[Any]]:
    parts: dict[str, Packed[Any]] = {}
    if wanted.people:
        parts["people"] = Packed(User.objects.filter(pk__in=wanted.people), columns=_NAMED)
    if wanted.roles:
        parts["roles"] = Packed(Role.objects.filter(key__in=wanted.roles), columns=("id", "key", "name"))
    if wanted.group:
        parts["others"] = Packed(who_else(actor, wanted.group)[:1], columns=_NAMED)
    return parts


_LISTS = (
    "submissions",
    "timeline",
    "acts",
    "receipts",
    "phrases",
    "colleagues",
    "unsettled",
    "notes",
    "supervision",
    "people",
    "roles",
    "others",
    "local_days",
    "verdict_drafts",
)
