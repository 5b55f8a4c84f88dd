"""Scoring: from a sheet and facts to points with their working, or to what is missing or impossible.

A missing answer gives no total, never nothing; an impossible one is told at its field. Groups are capped after their
rows, base and bonus after their groups, the total last; the total alone is rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from procedures.domain.conditions import Outcome, evaluate
from procedures.domain.eligibility import GateOutcome, GateVerdict
from procedures.domain.package.compiled import GateEffect
from procedures.domain.scoring_model import Criterion, Group, Sheet, Veto
from procedures.domain.scoring_numbers import PLACES, Lack, Points, from_points, rounded, to_points
from procedures.domain.scoring_rules import Mark, Working, marker_of
from procedures.domain.values import Facts
from tenants.domain.errors import Problem


class ScoreStatus(StrEnum):
    OK = "ok"
    INCOMPLETE = "incomplete"
    INVALID = "invalid"


class CriterionScore(NamedTuple):
    """One row. `points` count, `reached` is what the rule gave before the row's bounds; both None while it lacks
    something, and where the row does not count (`applies` False).
    """

    key: str
    points: Decimal | None
    reached: Decimal | None
    working: Working | None
    missing: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    applies: bool = True


class GroupScore(NamedTuple):
    """One group, after its bounds and before them; None while a row of it lacks something."""

    key: str
    points: Decimal | None
    reached: Decimal | None
    passed: bool | None


@dataclass(frozen=True, slots=True)
class Score:
    """A sheet filled in. `total` is None unless `status` is ok; `missing` and `problems` say why."""

    status: ScoreStatus
    total: Decimal | None
    base: Decimal | None
    bonus: Decimal | None
    deductions: Decimal | None
    groups: tuple[GroupScore, ...]
    criteria: tuple[CriterionScore, ...]
    missing: frozenset[str]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class VetoOutcome:
    veto: Veto
    outcome: Outcome


class Verdict(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a score comes to. `because` names what failed, or while it is open what has to be known first."""

    verdict: Verdict
    because: tuple[Problem, ...] = ()


#: A group or row made ready adds what it found to the two lists and answers with its points.
class _Found(NamedTuple):
    criteria: list[CriterionScore]
    groups: list[GroupScore]


_Scorer = Callable[[Facts, _Found], Points | None]


class Scorer:
    """A sheet made ready: made once per package, asked for every application. Safe to share."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._parts = tuple([_group(group) for group in part] for part in sheet.parts())
        self._base_bound = _bound(None, sheet.most_base)
        self._bonus_bound = _bound(None, sheet.most_bonus)
        self._bound = _bound(sheet.least, sheet.most)
        self._person = None if sheet.total is None else marker_of(sheet.total)

    def __call__(self, facts: Facts) -> Score:
        """Score a sheet. Never raises, whatever the facts."""
        found = _Found([], [])
        base, bonus, deductions = (_sum(part, facts, found) for part in self._parts)
        base, bonus = self._base_bound(base), self._bonus_bound(bonus)
        total, lack = self._total((base, bonus, deductions), facts)
        missing = lack.missing.union(*(row.missing for row in found.criteria))
        problems = (*(problem for row in found.criteria for problem in row.problems), *lack.problems)
        status = ScoreStatus.INVALID if problems else ScoreStatus.INCOMPLETE if missing else ScoreStatus.OK
        return Score(
            status,
            _shown(total) if status is ScoreStatus.OK else None,
            _shown(base),
            _shown(bonus),
            _shown(deductions),
            tuple(found.groups),
            tuple(found.criteria),
            missing,
            problems,
        )

    def _total(self, parts: tuple[Points | None, ...], facts: Facts) -> tuple[Points | None, Lack]:
        if self._person is not None:
            mark = self._person(facts)
            return (None, mark) if isinstance(mark, Lack) else (mark.points, Lack())
        known = [part for part in parts if part is not None]
        total = self._bound(sum(known)) if len(known) == len(parts) else None
        return (None if total is None else rounded(total, 10**PLACES, self.sheet.rounding)), Lack()


def score(sheet: Sheet, facts: Facts) -> Score:
    """Score one sheet, for once; who scores many keeps a `Scorer`."""
    return Scorer(sheet)(facts)


def check_vetoes(sheet: Sheet, facts: Facts) -> tuple[VetoOutcome, ...]:
    return tuple(VetoOutcome(veto, evaluate(veto.condition, facts)) for veto in sheet.vetoes)


def decide(sheet: Sheet, result: Score, vetoes: Iterable[VetoOutcome], gates: Iterable[GateOutcome] = ()) -> Decision:
    """What gates, vetoes and score come to. One failure settles it, also while something else is still missing.

    Gates that only warn decide nothing.
    """
    told, blocking = tuple(vetoes), [each for each in gates if each.gate.effect is GateEffect.BLOCK]
    failed = [Problem(each.gate.key, "score_gate_failed") for each in blocking if each.verdict is GateVerdict.FAILED]
    failed += [Problem(each.veto.key, "score_vetoed") for each in told if each.outcome.value]
    failed += [Problem(group.key, "score_group_below_mark") for group in result.groups if group.passed is False]
    if result.total is not None and sheet.pass_mark is not None and result.total < sheet.pass_mark:
        failed.append(Problem(sheet.key, "score_below_mark", {"mark": f"{sheet.pass_mark:f}"}))
    if failed:
        return Decision(Verdict.FAILED, tuple(failed))
    open_yet = [each.outcome for each in told] + [each.outcome for each in blocking]
    unknown = result.missing.union(*(each.unknown for each in open_yet if each.value is None))
    waits = (*result.problems, *(Problem(field, "score_missing") for field in sorted(unknown)))
    return Decision(Verdict.OPEN, waits) if waits else Decision(Verdict.PASSED)


def _group(group: Group) -> _Scorer:
    scorers: list[_Scorer] = [_criterion(each) for each in group.criteria]
    scorers += [_group(each) for each in group.groups]
    bound, key = _bound(group.least, group.most), group.key
    mark = None if group.pass_mark is None else to_points(group.pass_mark)

    def scored(facts: Facts, found: _Found) -> Points | None:
        reached = _sum(scorers, facts, found)
        points = bound(reached)
        passed = None if mark is None or points is None else points >= mark
        found.groups.append(GroupScore(key, _shown(points), _shown(reached), passed))
        return points

    return scored


def _criterion(criterion: Criterion) -> _Scorer:
    mark_it, bound = marker_of(criterion.rule), _bound(criterion.least, criterion.most)
    key, when = criterion.key, criterion.when

    def scored(facts: Facts, found: _Found) -> Points | None:
        if when is not None:
            applies = evaluate(when, facts)
            if applies.value is None:
                found.criteria.append(CriterionScore(key, None, None, None, applies.unknown))
                return None
            if not applies.value:
                found.criteria.append(CriterionScore(key, None, None, None, applies=False))
                return 0
        mark: Mark | Lack = mark_it(facts)
        if isinstance(mark, Lack):
            found.criteria.append(CriterionScore(key, None, None, None, mark.missing, mark.problems))
            return None
        points = bound(mark.points)
        found.criteria.append(CriterionScore(key, _shown(points), from_points(mark.points), mark.working))
        return points

    return scored


def _sum(scorers: Iterable[_Scorer], facts: Facts, found: _Found) -> Points | None:
    """All points together; None as soon as one of them has none. Every one is asked, to know all that is missing."""
    points = [each(facts, found) for each in scorers]
    known = [each for each in points if each is not None]
    return sum(known) if len(known) == len(points) else None


def _bound(least: Decimal | None, most: Decimal | None) -> Callable[[Points | None], Points | None]:
    floor, cap = (None if each is None else to_points(each) for each in (least, most))

    def bounded(points: Points | None) -> Points | None:
        if points is None:
            return None
        if cap is not None and points > cap:
            return cap
        return floor if floor is not None and points < floor else points

    return bounded


def _shown(points: Points | None) -> Decimal | None:
    return None if points is None else from_points(points)
