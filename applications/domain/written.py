"""文书: what is frozen of a written notice, and how it reached somebody."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum

from tenants.domain.errors import Problem

RECIPIENT_LENGTH = 40
NOTE_LENGTH = 300


class WrittenState(StrEnum):
    """A paper whose act is undone is void and stays on record."""

    VALID = "valid"
    VOID = "void"


class DeliveryChannel(StrEnum):
    """How a paper reached somebody: opened in the platform, or handed over on paper."""

    VIEWED = "viewed"
    PAPER = "paper"


class DocumentKind(StrEnum):
    """What the person showed who took the paper."""

    RESIDENT_CARD = "resident_card"
    PASSPORT = "passport"
    LETTER = "letter"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class WrittenContent:
    """The words as they were written, and never otherwise. `rectification` says what 更正 changed, a line each."""

    addressee: str
    paragraphs: tuple[str, ...]
    basis: str
    remedy: str
    issuer: str
    rectification: str = ""

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


def read_content(stored: str) -> WrittenContent:
    """What `as_json` wrote."""
    raw = json.loads(stored)
    return WrittenContent(
        addressee=raw["addressee"],
        paragraphs=tuple(raw["paragraphs"]),
        basis=raw["basis"],
        remedy=raw["remedy"],
        issuer=raw["issuer"],
        rectification=raw.get("rectification", ""),
    )


@dataclass(frozen=True, slots=True)
class HandOver:
    """送达回证: who took the paper, on which day, what they showed."""

    recipient: str
    document: str
    day: date | None
    note: str = ""

    def problems(self, *, made: date, today: date) -> tuple[Problem, ...]:
        """What is wrong, each at its field; nobody takes a paper before it is made, or tomorrow."""
        found = []
        if not self.recipient:
            found.append(Problem("recipient", "handover_recipient_missing"))
        elif len(self.recipient) > RECIPIENT_LENGTH:
            found.append(Problem("recipient", "handover_too_long", {"most": RECIPIENT_LENGTH}))
        if self.document not in set(DocumentKind):
            found.append(Problem("document", "handover_document_unknown"))
        if self.day is None:
            found.append(Problem("day", "handover_day_missing"))
        elif not made <= self.day <= today:
            found.append(Problem("day", "handover_day_impossible"))
        if len(self.note) > NOTE_LENGTH:
            found.append(Problem("note", "handover_too_long", {"most": NOTE_LENGTH}))
        return tuple(found)


def day_words(day: date) -> str:
    """A day as it stands under a letter."""
    return f"{day.year}年{day.month}月{day.day}日"
