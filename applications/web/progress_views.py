"""The way of an application and what happened on it, as the shared partials draw them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from applications.models import TimelineEntry
from applications.web.chain_views import Box, Reading, VisitView, chain_boxes
from applications.web.section_page import language
from applications.web.undone_words import undone_words
from applications.wording import TIMELINE
from procedures.domain.chain_drawing import Drawn, DrawnStep, Progress
from procedures.domain.chain_view import on_the_way

#: What lets an application go past a step, and what else is told of the step itself.
_FORWARD = frozenset({"approved", "accepted", "paper_received", "decided"})
_AT_STEP = _FORWARD | {"returned", "supplement_requested", "acceptance_refused"}


@dataclass(frozen=True, slots=True)
class EntryView:
    status: str
    title: str
    at: datetime
    who: str
    note: str
    undone: str = ""


def applicant_boxes(drawn: Sequence[Drawn], timeline: Sequence[TimelineEntry], labels: Mapping[str, str]) -> list[Box]:
    """The drawing for the applicant: what was done at a step and when, never by whom or with which words."""
    words = language()
    names = [str(item.step.applicant_name) for item in on_the_way(drawn)]

    def behind(step: DrawnStep) -> list[VisitView]:
        name = str(step.step.applicant_name)
        return _visits(step, [each for each in timeline if each.step_label == name]) if names.count(name) == 1 else []

    reading = Reading(
        name=lambda step: step.applicant_name.in_language(words),
        text=lambda text: text.in_language(words),
        visits=behind,
        labels=labels,
    )
    return chain_boxes(drawn, reading)


def _visits(step: DrawnStep, entries: Sequence[TimelineEntry]) -> list[VisitView]:
    """`entries` are of this step alone; what was passed before a step is asked again does not count any more."""
    there = [entry for entry in entries if entry.kind in _AT_STEP]
    passed = [entry for entry in there if entry.kind in _FORWARD]
    lasting = passed[-1] if passed and step.progress is Progress.DONE else None
    return [
        VisitView(str(TIMELINE[each.kind][1]), each.at, is_void=each.kind in _FORWARD and each is not lasting)
        for each in there
    ]


def entry_views(
    entries: Sequence[TimelineEntry], void: frozenset[tuple[str, str, int]] = frozenset()
) -> list[EntryView]:
    """The timeline for the applicant: what an office did is told by its step, never by the officer's name.

    `void` are the visits whose acts no longer count.
    """
    undone = undone_words(entries, void)
    return [_entry(entry, undone.get(entry.id, "")) for entry in entries]


def _entry(entry: TimelineEntry, undone: str) -> EntryView:
    status, title = TIMELINE[entry.kind]
    words = str(title)
    if result := entry.params.get("result"):
        words = f"{words}：{result}"
    notes = [entry.opinion] if entry.opinion else []
    if length := entry.params.get("length"):
        notes.insert(0, _("延长 %(length)s，至 %(due)s。") % {"length": length, "due": entry.params.get("due", "")})
    if number := entry.params.get("number"):
        notes.append(_("登记号 %(number)s") % {"number": number})
    return EntryView(status, words, entry.at, entry.step_label or entry.actor_label, "\n".join(notes), undone)
