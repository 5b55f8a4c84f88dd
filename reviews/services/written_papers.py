"""文书 of what the chain does: which command has a written form, and what is said in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.urls import reverse

from applications.models import Application
from applications.services.written import WrittenAct, make_written, void_written
from notifications.models import Message
from procedures.domain.chain_commands import (
    Command,
    Decide,
    Resubmit,
    ReturnToApplicant,
    RevokeDecision,
    Start,
)
from procedures.domain.chain_model import Chain, Step, StepKind
from procedures.domain.text import DEFAULT_LANGUAGE
from procedures.domain.written import Occasion, WrittenKind
from procedures.queries.packages import compiled
from reviews.domain.places import remark_places
from reviews.domain.remarks import Remark
from reviews.services.chain_news import News

_OCCASIONS: Final[dict[type[Command], Occasion]] = {
    Start: Occasion.SUBMITTED,
    Resubmit: Occasion.RESUBMITTED,
    ReturnToApplicant: Occasion.RETURNED,
    Decide: Occasion.DECIDED,
}


def write_papers(
    news: News, command: Command, told: Sequence[Message], *, opinion: str, remarks: Sequence[Remark]
) -> None:
    """Make the papers of a command, or void those that it undoes, in the command's transaction. After all other locks.

    `told` are the messages of the same act.
    """
    application = news.application
    if isinstance(command, RevokeDecision):
        kinds = frozenset({WrittenKind.DECISION})
        void_written(application, kinds, reason=opinion, actor=news.actor, at=news.now)
        return
    occasion, step = _OCCASIONS.get(type(command)), _step_of(news.chain, command)
    if occasion is None or (step is not None and step.kind is StepKind.UNIT_EXAMINE):
        return
    act = WrittenAct(
        occasion=occasion,
        actor=news.actor,
        at=news.now,
        step=step.applicant_name.in_language(DEFAULT_LANGUAGE) if step else "",
        result=command.result if isinstance(command, Decide) else "",
        reason=opinion,
        items=_items(application, remarks),
        message_ids=_to_applicant(application, told),
    )
    make_written(application, act)


def _step_of(chain: Chain, command: Command) -> Step | None:
    """Where the command was given; what the applicant's own unit does has no paper of the office."""
    return chain.step(getattr(command, "step", ""))


def _items(application: Application, remarks: Sequence[Remark]) -> list[str]:
    """Each remark with the name of its place."""
    package = compiled(application.procedure_version)
    if not remarks:
        return []
    places = remark_places(package.form(application.variant), package.materials, application.variant)
    names = {place.path: place.label.in_language(DEFAULT_LANGUAGE) for place in places}
    return [f"{names.get(remark.path, remark.path)}：{remark.text}" for remark in remarks]


def _to_applicant(application: Application, told: Sequence[Message]) -> list[UUID]:
    """Which of the messages went to the applicant's side: those that lead to its page of the application."""
    page = reverse("applications:application", args=[application.id])
    return [message.id for message in told if message.url_path == page]
