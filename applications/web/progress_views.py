"""The way of an application and what happened on it, as the shared partials draw them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from applications.models import TimelineEntry
from applications.web.section_page import language
from applications.wording import TIMELINE
from procedures.domain.chain_view import PathItem
from procedures.limit_wording import limit_words


@dataclass(frozen=True, slots=True)
class StepView:
    label: str
    progress: str
    limit: str
    note: str


@dataclass(frozen=True, slots=True)
class EntryView:
    status: str
    title: str
    at: datetime
    who: str
    note: str


def step_views(items: Iterable[PathItem]) -> list[StepView]:
    words = language()
    return [
        StepView(
            item.step.applicant_name.in_language(words),
            item.progress.value,
            limit_words(item.step.limit),
            item.step.note.in_language(words) if item.step.note and item.progress.value == "current" else "",
        )
        for item in items
    ]


def entry_views(entries: Iterable[TimelineEntry]) -> list[EntryView]:
    """The timeline for the applicant: what an office did is told by its step, never by the officer's name."""
    return [_entry(entry) for entry in entries]


def _entry(entry: TimelineEntry) -> EntryView:
    status, title = TIMELINE[entry.kind]
    words = str(title)
    if result := entry.params.get("result"):
        words = f"{words}：{result}"
    notes = [entry.opinion] if entry.opinion else []
    if length := entry.params.get("length"):
        notes.insert(0, _("延长 %(length)s，至 %(due)s。") % {"length": length, "due": entry.params.get("due", "")})
    if number := entry.params.get("number"):
        notes.append(_("登记号 %(number)s") % {"number": number})
    return EntryView(status, words, entry.at, entry.step_label or entry.actor_label, "\n".join(notes))
