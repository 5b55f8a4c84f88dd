"""What a score sheet is: groups of criteria, each with one typed rule over what was answered.

Amounts are `Decimal` and never rounded but where a rule divides and names its rounding. Plain data; `scoring.score`
takes a sheet and facts to a score with its working.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from procedures.domain.conditions import Expr
from procedures.domain.text import Text

ZERO = Decimal(0)
ONE = Decimal(1)


class RoundingMode(StrEnum):
    """四舍五入, 四舍六入五成双, 舍去, 进一; halves and what is cut off by size, whatever the sign."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    DOWN = "down"
    UP = "up"


@dataclass(frozen=True, slots=True)
class Rounding:
    places: int = 2
    mode: RoundingMode = RoundingMode.HALF_UP


@dataclass(frozen=True, slots=True)
class Input:
    """One number: `value`, or where there is a `whole` the share `value / whole * scale` (scale 100: per cent).

    Outside `least` to `most` it is impossible, as is a `counted` one that is not whole, and a `proper` share above
    the whole.
    """

    value: Expr
    unit: Text | None = None
    whole: Expr | None = None
    scale: Decimal = ONE
    least: Decimal | None = ZERO
    most: Decimal | None = None
    counted: bool = False
    proper: bool = False


class Comparison(StrEnum):
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"


@dataclass(frozen=True, slots=True)
class Switch:
    """An amount that depends on a fact: that of the first case that holds, else `otherwise`."""

    otherwise: Decimal
    cases: tuple[tuple[Expr, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class PerUnit:
    """`points` for every `each`. Only whole ones count, or parts of one too, rounded as named."""

    input: Input
    points: Decimal
    each: Decimal = ONE
    parts: Rounding | None = None


@dataclass(frozen=True, slots=True)
class Ladder:
    """`base` once `start` is reached, `points` more for every further full `step`; `below` before it."""

    input: Input
    start: Decimal
    base: Decimal
    step: Decimal
    points: Decimal
    below: Decimal = ZERO
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """An interval with its points. None: no bound on that side. A closed end belongs to the band."""

    points: Decimal
    lower: Decimal | None = None
    upper: Decimal | None = None
    lower_closed: bool = True
    upper_closed: bool = False


@dataclass(frozen=True, slots=True)
class Bands:
    """The points of the first band that the number lies in."""

    input: Input
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The points of the option that was chosen (很完善 3 / 较完善 2 …)."""

    value: Expr
    points: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Choices:
    """The points of all options that hold, summed."""

    value: Expr
    points: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Weighted:
    label: Text
    input: Input
    points: Decimal


@dataclass(frozen=True, slots=True)
class WeightedCount:
    """Counts of several kinds, each with points of its own (主持 / 参与 × 国际 / 国家 / 行业 …), summed."""

    items: tuple[Weighted, ...]


@dataclass(frozen=True, slots=True)
class WeightedRows:
    """The same from the rows of a table: points by the options in `columns`, times the number in `count` if named.

    A combination without points gets `otherwise`; None: there must be none.
    """

    table: str
    columns: tuple[str, ...]
    points: Mapping[tuple[str, ...], Decimal]
    count: str = ""
    otherwise: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Threshold:
    """`points` where the number meets a limit, strictly or not, `otherwise` where it does not."""

    input: Input
    comparison: Comparison
    limit: Switch
    points: Decimal
    otherwise: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class BestOf:
    """The most that one of several rules gives. With `unanswered_left_out`, rules nobody answered are passed over."""

    rules: tuple[Rule, ...]
    unanswered_left_out: bool = False


@dataclass(frozen=True, slots=True)
class Manual:
    """A person's judgement, in steps within a range."""

    value: Expr
    least: Decimal
    most: Decimal
    step: Decimal


Rule: TypeAlias = (
    PerUnit | Ladder | Bands | Choice | Choices | WeightedCount | WeightedRows | Threshold | BestOf | Manual
)


def inputs_of(rule: Rule) -> tuple[Input, ...]:
    """The numbers that a rule itself looks at; those of a `BestOf` belong to its rules."""
    match rule:
        case PerUnit(input=given) | Ladder(input=given) | Bands(input=given) | Threshold(input=given):
            return (given,)
        case WeightedCount(items=items):
            return tuple(item.input for item in items)
        case _:
            return ()


@dataclass(frozen=True, slots=True)
class Criterion:
    """One row of a sheet. `least` and `most` bound its points; where `when` is false it does not count.

    `stated` is the maximum that the printed table gives, here as in groups and sheets: it bounds nothing, the lint
    compares it. `evidence` are keys of materials, `has_scale` False where the table prints none.
    """

    key: str
    label: Text
    rule: Rule
    stated: Decimal | None = None
    most: Decimal | None = None
    least: Decimal | None = None
    when: Expr | None = None
    evidence: tuple[str, ...] = ()
    note: Text | None = None
    has_scale: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """Criteria and further groups under one heading, with a cap and a floor. Below `pass_mark` the whole fails."""

    key: str
    label: Text
    criteria: tuple[Criterion, ...] = ()
    groups: tuple[Group, ...] = ()
    stated: Decimal | None = None
    most: Decimal | None = None
    least: Decimal | None = None
    pass_mark: Decimal | None = None

    def with_inner(self) -> Iterator[Group]:
        yield self
        for group in self.groups:
            yield from group.with_inner()

    def all_criteria(self) -> Iterator[Criterion]:
        yield from self.criteria
        for group in self.groups:
            yield from group.all_criteria()


@dataclass(frozen=True, slots=True)
class Veto:
    """一票否决: where `condition` holds the application fails, whatever its points."""

    key: str
    name: Text
    condition: Expr
    reason: Text


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole sheet. `bonus` and `deductions` stand apart from the base; deductions give points below nothing.

    `most` bounds base, bonus and deductions together. `total` is what a person gives where the sheet has no formula.
    """

    key: str
    label: Text
    base: tuple[Group, ...]
    bonus: tuple[Group, ...] = ()
    deductions: tuple[Group, ...] = ()
    stated_base: Decimal | None = None
    stated_bonus: Decimal | None = None
    most_base: Decimal | None = None
    most_bonus: Decimal | None = None
    most: Decimal | None = None
    least: Decimal | None = None
    rounding: Rounding = Rounding()
    pass_mark: Decimal | None = None
    vetoes: tuple[Veto, ...] = ()
    total: Manual | None = None
    variants: frozenset[str] = frozenset()

    def parts(self) -> tuple[tuple[Group, ...], tuple[Group, ...], tuple[Group, ...]]:
        return self.base, self.bonus, self.deductions

    def all_groups(self) -> Iterator[Group]:
        """Every group, inner ones after the one around them."""
        for part in self.parts():
            for group in part:
                yield from group.with_inner()

    def criteria(self) -> Iterator[Criterion]:
        """Every criterion, in reading order."""
        for part in self.parts():
            for group in part:
                yield from group.all_criteria()
