"""整改清单: what was asked for at each place of a returned application, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tenants.domain.errors import Problem, ValidationFailed

MAX_ANSWER = 500


class Finding(StrEnum):
    """What the office found when the application came back."""

    NONE = ""
    SETTLED = "settled"
    UNSETTLED = "unsettled"


@dataclass(frozen=True, slots=True)
class Progress:
    done: int
    total: int

    @property
    def open(self) -> int:
        return self.total - self.done


def progress_of(done: Sequence[bool]) -> Progress:
    return Progress(sum(done), len(done))


def checked_answer(answer: str) -> str:
    """The applicant's words without surrounding blanks. Raises ValidationFailed at `answer`."""
    answer = answer.strip()
    if len(answer) > MAX_ANSWER:
        raise ValidationFailed([Problem("answer", "correction_answer_too_long", {"most": MAX_ANSWER})])
    return answer
