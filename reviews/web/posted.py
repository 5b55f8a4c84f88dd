"""What the decision forms post, kept as typed so that a refused form comes back unchanged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.http import HttpRequest

from reviews.domain.actions import Action
from reviews.domain.remarks import Remark
from reviews.queries.inbox import ListFilter

#: Stands in where no translation is active.
LANGUAGE = "zh-hans"
DIGITS = 9


@dataclass(frozen=True, slots=True)
class Posted:
    """One submission of a decision form, or the empty one that a fresh page shows."""

    action: Action | None = None
    key: str = ""
    version: int = 0
    opinion: str = ""
    remarks: tuple[Remark, ...] = ()
    copies: str = ""
    storage_place: str = ""
    code: str = ""
    older_reason: str = ""
    result: str = ""
    number: str = ""
    evidence: str = ""
    evidence_name: str = ""
    people: tuple[str, ...] = ()
    place: str = ""
    to: str = ""
    then: str = ""
    basis: str = ""
    #: People named for steps to come, as `step:person`.
    next: tuple[str, ...] = ()
    unfit_confirmed: bool = False
    #: A verdict on a material that was refused.
    material: str = ""
    fitness: str = ""
    remark: str = ""
    verdict_problem: str = ""
    problems: dict[str, str] = field(default_factory=dict)


def read_posted(request: HttpRequest, action: Action) -> Posted:
    """Texts as typed; a missing or senseless version is 0, which no application has."""
    post = request.POST
    paths, texts = post.getlist("item_path"), post.getlist("item_text")
    return Posted(
        action=action,
        key=post.get("idempotency_key", ""),
        version=whole(post.get("version", "")),
        opinion=post.get("opinion", ""),
        remarks=tuple(Remark(path, text) for path, text in zip(paths, texts, strict=False) if path or text.strip()),
        copies=post.get("copies", ""),
        storage_place=post.get("storage_place", ""),
        code=post.get("code", "")[:300],
        older_reason=post.get("older_reason", ""),
        result=post.get("result", ""),
        number=post.get("number", ""),
        evidence=post.get("evidence", ""),
        evidence_name=post.get("evidence_name", ""),
        people=tuple(post.getlist("people"))[:50],
        place=post.get("place", ""),
        to=post.get("to", "")[:300],
        then=post.get("then", ""),
        basis=post.get("basis", ""),
        next=tuple(post.getlist("next"))[:50],
        unfit_confirmed=post.get("unfit_confirmed") == "yes",
    )


def read_chosen(posted: Posted) -> dict[str, tuple[UUID, ...]]:
    """Who is named for which step to come."""
    chosen: dict[str, tuple[UUID, ...]] = {}
    for line in posted.next:
        step, _, person = line.partition(":")
        found = identifier(person)
        if found is not None:
            chosen[step] = (*chosen.get(step, ()), found)
    return chosen


def whole(text: str) -> int:
    """A whole number of at most nine digits, 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS else 0


@dataclass(frozen=True, slots=True)
class NoteForm:
    """A note as it was typed, with what is wrong at each field."""

    kind: str = "note"
    text: str = ""
    called: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AskForm:
    """A supervision note or an answer to one (`note` says which) as it was typed, with what is wrong at each field."""

    text: str = ""
    answer_by: str = ""
    note: str = ""
    answer: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)


def identifier(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def read_day(text: str) -> date | None:
    """A day as a browser posts it; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_filter(request: HttpRequest) -> ListFilter:
    """The list's filter from the address; what makes no sense is left out."""
    query = request.GET
    return ListFilter(
        procedure=identifier(query.get("procedure", "")),
        step=query.get("step", "")[:60],
        text=query.get("q", "").strip()[:100],
        overdue=query.get("overdue", "") == "1",
        claimed=query.get("claimed", "") == "1",
        status=query.get("status", "")[:20],
        department=query.get("department", "")[:36],
        person=query.get("person", "")[:36],
        light=query.get("light", "")[:10],
        limit=query.get("limit", "")[:10],
    )


_FILTERS = frozenset(
    {"procedure", "step", "q", "overdue", "claimed", "status", "department", "person", "light", "limit"}
)


def filter_query(request: HttpRequest, *names: str) -> str:
    """The filter part of the address, to carry along to a file and back, with `names` besides."""
    query = request.GET.copy()
    for name in list(query):
        if name not in _FILTERS.union(names) or not query[name]:
            del query[name]
    return query.urlencode()
