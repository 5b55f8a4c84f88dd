"""Verdicts: whether an action is allowed, and if not, whether nobody here may or only not now.

A policy table maps an action to a rule; a rule is a predicate on the app's own situation dataclass. Rules combine
with `&` and `|`, so that a grant (who) and a predicate (when) read as one line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

Situation = TypeVar("Situation")


class RefusalKind(StrEnum):
    NOT_AUTHORISED = "not_authorised"
    NOT_NOW = "not_now"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of a policy. `reason` is a code the interface can say beside a disabled button."""

    allowed: bool
    reason: str = ""
    refusal: RefusalKind = RefusalKind.NOT_AUTHORISED

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Verdict(allowed=True)


def may_not(reason: str = "not_authorised") -> Verdict:
    return Verdict(allowed=False, reason=reason)


def not_now(reason: str) -> Verdict:
    return Verdict(allowed=False, reason=reason, refusal=RefusalKind.NOT_NOW)


@dataclass(frozen=True, slots=True)
class Rule(Generic[Situation]):
    """A judgement of a situation that can be combined with others."""

    judge: Callable[[Situation], Verdict]

    def __call__(self, situation: Situation) -> Verdict:
        return self.judge(situation)

    def __and__(self, other: Rule[Situation]) -> Rule[Situation]:
        """Both must allow; the left refusal is the one reported, so write the grant first."""
        return Rule(lambda situation: self(situation) and other(situation))

    def __or__(self, other: Rule[Situation]) -> Rule[Situation]:
        """One suffices. When both refuse, "not now" is reported before "may not": it tells the person more."""

        def judge(situation: Situation) -> Verdict:
            left = self(situation)
            right = left or other(situation)
            if not right and left.refusal is RefusalKind.NOT_NOW:
                return left
            return right

        return Rule(judge)


def grant(holds: Callable[[Situation], bool], reason: str = "not_authorised") -> Rule[Situation]:
    """Who: refused as "may not"."""
    return Rule(lambda situation: ALLOWED if holds(situation) else may_not(reason))


def predicate(holds: Callable[[Situation], bool], reason: str) -> Rule[Situation]:
    """When: refused as "not now"."""
    return Rule(lambda situation: ALLOWED if holds(situation) else not_now(reason))
