"""督办: who supervises, what is overdue or about to be, and what a note that asks for an answer must hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from accounts.domain.principals import PrincipalKind, parse_principal
from accounts.domain.roles import RoleKey
from tenants.domain.errors import Problem

SUPERVISING = frozenset({RoleKey.SUPERVISING_DEPARTMENT, RoleKey.DEPARTMENT_HEAD})
MOST_TEXT = 1000
MOST_DAYS = 60


class Light(StrEnum):
    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    IN_TIME = "in_time"


class Measure(StrEnum):
    """Which limits count: those of the step that is open, those of the whole, or whichever is nearest."""

    ANY = ""
    STEP = "step"
    WHOLE = "whole"


class Grouping(StrEnum):
    DEPARTMENT = "department"
    PROCEDURE = "procedure"
    STEP = "step"
    PERSON = "person"


def supervising_principals(principals: Iterable[str]) -> tuple[str, ...]:
    """Those under which somebody supervises; the way to what he may look at."""
    prefix = f"{PrincipalKind.ROLE}:"
    return tuple(
        sorted(each for each in principals if each.startswith(prefix) and parse_principal(each).role_key in SUPERVISING)
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """How many tasks have which light."""

    overdue: int = 0
    due_soon: int = 0
    in_time: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(self.overdue + other.overdue, self.due_soon + other.due_soon, self.in_time + other.in_time)

    @property
    def total(self) -> int:
        return self.overdue + self.due_soon + self.in_time


def note_problems(text: str, answer_by: date | None, today: date) -> list[Problem]:
    problems = []
    if not text:
        problems.append(Problem("text", "supervision_text_missing"))
    elif len(text) > MOST_TEXT:
        problems.append(Problem("text", "supervision_text_too_long", {"most": MOST_TEXT}))
    if answer_by is None:
        problems.append(Problem("answer_by", "supervision_day_missing"))
    elif not today <= answer_by <= today + timedelta(days=MOST_DAYS):
        problems.append(Problem("answer_by", "supervision_day_out_of_range", {"most": MOST_DAYS}))
    return problems


def answer_problems(text: str) -> list[Problem]:
    if not text:
        return [Problem("answer", "supervision_answer_missing")]
    return [Problem("answer", "supervision_text_too_long", {"most": MOST_TEXT})] if len(text) > MOST_TEXT else []
