"""Announcements of the office: kinds, states, what makes one fit to be written, and how long a call still runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tenants.domain.errors import Problem

TITLE_LENGTH = 200
BODY_LENGTH = 20_000


class AnnouncementKind(StrEnum):
    NOTICE = "notice"
    POLICY = "policy"
    CALL = "call"


class AnnouncementState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    TAKEN_DOWN = "taken_down"


@dataclass(frozen=True, slots=True)
class AnnouncementText:
    """What a person writes. `procedure_code` and `closes_on` belong to calls only."""

    kind: str
    title: str
    body: str
    procedure_code: str = ""
    closes_on: date | None = None


def check_text(text: AnnouncementText, *, today: date) -> list[Problem]:
    """Every problem at its field."""
    problems = []
    if text.kind not in set(AnnouncementKind):
        problems.append(Problem("kind", "announcement_kind_unknown"))
    for field, words, most in (("title", text.title, TITLE_LENGTH), ("body", text.body, BODY_LENGTH)):
        if not words.strip():
            problems.append(Problem(field, "required"))
        elif len(words) > most:
            problems.append(Problem(field, "too_long", {"most": most, "count": len(words)}))
    if text.kind == AnnouncementKind.CALL:
        if text.closes_on is None:
            problems.append(Problem("closes_on", "required"))
        elif text.closes_on < today:
            problems.append(Problem("closes_on", "call_already_closed"))
    return problems


def days_until(closes_on: date, today: date) -> int:
    """Calendar days a call still runs, 0 on its last day; negative once it is over."""
    return (closes_on - today).days
