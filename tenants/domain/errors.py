"""The three ways in which a command can fail, and the shape of a problem with input.

Codes, never words: the edge (`tenants/wording.py`) chooses the text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

ParamValue = str | int | date


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one place of the input.

    `path` names the place as the form names it (`completers[2].identity_number`, `materials.contract`).
    """

    path: str
    code: str
    params: Mapping[str, ParamValue] = field(default_factory=dict)


class DomainError(Exception):
    """A refusal that belongs to the domain; never a programming error."""

    def __init__(self, code: str, **params: ParamValue) -> None:
        super().__init__(code)
        self.code = code
        self.params: dict[str, ParamValue] = params


class NotAuthorised(DomainError):
    """May not: the actor lacks the grant. Shown like an unknown id (404)."""


class IllegalTransition(DomainError):
    """Cannot now: the actor may do this, but not in the state the thing is in (409)."""


class ValidationFailed(DomainError):
    """Wrong input: every problem found, each at its place (422)."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("validation_failed", count=len(problems))
        self.problems: tuple[Problem, ...] = tuple(problems)
