"""文书 of what the chain does: which event has a written form, and what is said in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from applications.models import Application
from applications.services.written import WrittenAct, make_written, void_written
from notifications.models import Message
from procedures.domain.chain_commands import Command, Resubmit, Start
from procedures.domain.chain_events import (
    AcceptanceRefused,
    Accepted,
    Decided,
    DecisionRevoked,
    Event,
    ReturnedToApplicant,
    SupplementRequested,
    TaskClosed,
    TaskVoided,
    Terminated,
)
from procedures.domain.chain_model import StepKind
from procedures.domain.text import DEFAULT_LANGUAGE
from procedures.domain.written import Occasion, WrittenKind
from procedures.queries.packages import compiled
from reviews.domain.places import remark_places
from reviews.domain.remarks import Remark
from reviews.services.chain_news import News

#: Whatever command led to them: a person's, another system's, a timer's.
_OF_EVENTS: Final[dict[type[Event], Occasion]] = {
    Accepted: Occasion.ACCEPTED,
    AcceptanceRefused: Occasion.ACCEPTANCE_REFUSED,
    SupplementRequested: Occasion.SUPPLEMENT_REQUESTED,
    ReturnedToApplicant: Occasion.RETURNED,
    Decided: Occasion.DECIDED,
    Terminated: Occasion.TERMINATED,
}
_OF_COMMANDS: Final[dict[type[Command], Occasion]] = {
    Start: Occasion.SUBMITTED,
    Resubmit: Occasion.RESUBMITTED,
}


def write_papers(
    news: News,
    command: Command,
    events: Sequence[Event],
    told: Sequence[Message],
    *,
    opinion: str,
    remarks: Sequence[Remark],
) -> None:
    """Make the papers of what happened, and void those of what was undone, in the command's transaction, as its last.

    `told` are the messages of the same act.
    """
    application, page = news.application, _page_of(news.application)
    told_ids = [message.id for message in told if message.url_path == page]
    first = _OF_COMMANDS.get(type(command))
    if first is not None:
        make_written(application, WrittenAct(first, news.actor, news.now, message_ids=told_ids))
    _void_undone(news, events, opinion=opinion)
    visit = ""
    for event in events:
        if isinstance(event, TaskClosed):
            visit = _visit(event)
        elif type(event) in _OF_EVENTS:
            act = _act(news, event, told_ids, visit=visit, opinion=opinion, remarks=remarks)
            if act is not None:
                make_written(application, act)


def _void_undone(news: News, events: Sequence[Event], *, opinion: str) -> None:
    """An acceptance that a return walked over, a decision that was revoked: their papers say what is no more."""
    kinds = frozenset({WrittenKind.DECISION} if any(isinstance(event, DecisionRevoked) for event in events) else ())
    visits = [_visit(event) for event in events if isinstance(event, TaskVoided) and _is_written(news, event)]
    if not kinds and not visits:
        return
    said = (str(getattr(event, "reason", "") or getattr(event, "opinion", "")) for event in events)
    with translation.override(DEFAULT_LANGUAGE):
        reason = opinion or next(filter(None, said), "") or _("所依据的办理已经失效。")
    void_written(news.application, kinds, visits=visits, reason=reason, actor=news.actor, at=news.now)


def _is_written(news: News, event: TaskVoided) -> bool:
    step = news.chain.step(event.step)
    return step is not None and step.kind in {StepKind.ACCEPT, StepKind.DECIDE}


def _visit(event: TaskClosed | TaskVoided) -> str:
    """One visit of one place of the chain, in words that a paper keeps."""
    return f"{event.step}@{event.branch}#{event.visit}"


def _act(
    news: News, event: Event, told_ids: Sequence[UUID], *, visit: str, opinion: str, remarks: Sequence[Remark]
) -> WrittenAct | None:
    """What a paper of this event says; None for what the applicant's own unit does, which is no act of the office."""
    step = news.chain.step(getattr(event, "step", ""))
    if step is not None and step.kind is StepKind.UNIT_EXAMINE:
        return None
    given = "" if remarks else str(getattr(event, "reason", ""))
    return WrittenAct(
        occasion=_OF_EVENTS[type(event)],
        actor=news.actor,
        at=news.now,
        step=step.applicant_name.in_language(DEFAULT_LANGUAGE) if step else "",
        result=event.result if isinstance(event, Decided) else "",
        reason=opinion or given,
        basis=str(getattr(event, "basis", "")),
        visit=visit,
        items=_items(news.application, remarks),
        message_ids=told_ids,
    )


def _items(application: Application, remarks: Sequence[Remark]) -> list[str]:
    """Each remark with the name of its place."""
    if not remarks:
        return []
    package = compiled(application.procedure_version)
    places = remark_places(package.form(application.variant), package.materials, application.variant)
    names = {place.path: place.label.in_language(DEFAULT_LANGUAGE) for place in places}
    return [f"{names.get(remark.path, remark.path)}：{remark.text}" for remark in remarks]


def _page_of(application: Application) -> str:
    """Where messages to the applicant's side lead, and no others."""
    return reverse("applications:application", args=[application.id])
