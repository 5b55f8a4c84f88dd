"""The scoring part of a package: sheets of groups of criteria, each criterion with one rule."""

from __future__ import annotations

from typing import Annotated, Self, TypeAlias

from pydantic import AfterValidator, Field, model_validator

from procedures.domain.package.document_base import Expression, Key, Part, Placeholder, Words
from procedures.domain.scoring_model import Comparison, RoundingMode

#: An exact amount: 18 digits before the point, six after it.
Exact: TypeAlias = Annotated[str, Field(pattern=r"^-?\d{1,18}(\.\d{1,6})?$")] | Placeholder
#: The same, or empty where there is none.
MaybeExact: TypeAlias = Annotated[str, Field(pattern=r"^$|^-?\d{1,18}(\.\d{1,6})?$")] | Placeholder


def _is_positive(amount: str) -> str:
    if not amount.startswith("$") and not amount.strip("0."):
        raise ValueError("must be more than 0")
    return amount


Positive: TypeAlias = Annotated[
    Annotated[str, Field(pattern=r"^\d{1,18}(\.\d{1,6})?$")] | Placeholder, AfterValidator(_is_positive)
]


class RoundingPart(Part):
    places: int = Field(default=2, ge=0, le=6)
    mode: RoundingMode = RoundingMode.HALF_UP


class InputPart(Part):
    """A number, or with `whole` the share `value / whole * scale` (scale "100": per cent)."""

    value: Expression
    whole: Expression | None = None
    scale: Positive = "1"
    unit: Words | None = None
    least: MaybeExact = Field(default="0", description="Less is impossible; empty: no such bound.")
    most: MaybeExact = ""
    counted: bool = Field(default=False, description="Only whole numbers are possible.")
    proper: bool = Field(default=False, description="A part above the whole is impossible.")


class SwitchCasePart(Part):
    when: Expression
    amount: Exact


class PerUnitPart(Part):
    input: InputPart
    points: Exact
    each: Positive = "1"
    parts: RoundingPart | None = Field(default=None, description="Parts of a unit count too, rounded so.")


class LadderPart(Part):
    input: InputPart
    start: Exact
    base: Exact
    step: Positive
    points: Exact
    below: Exact = "0"
    strict: bool = Field(default=False, description="`start` has to be exceeded.")


class BandPart(Part):
    """An interval; the lower end belongs to it, the upper does not, unless said otherwise."""

    points: Exact
    lower: MaybeExact = ""
    upper: MaybeExact = ""
    lower_closed: bool = True
    upper_closed: bool = False


class BandsPart(Part):
    input: InputPart
    bands: tuple[BandPart, ...] = Field(min_length=1)


class OptionPointsPart(Part):
    """`value` is the option's key in the field."""

    value: str
    points: Exact


class ChoicePart(Part):
    field: Key
    options: tuple[OptionPointsPart, ...] = Field(min_length=1)


class WeightedPart(Part):
    label: Words
    input: InputPart
    points: Exact


class WeightedCountPart(Part):
    items: tuple[WeightedPart, ...] = Field(min_length=1)


class KindPointsPart(Part):
    options: tuple[str, ...] = Field(min_length=1)
    points: Exact


class WeightedRowsPart(Part):
    """Rows of a table: points by the options of `columns`, times `count`, a column with a whole number."""

    table: Key
    columns: tuple[Key, ...] = Field(min_length=1)
    kinds: tuple[KindPointsPart, ...] = Field(min_length=1)
    count: str = ""
    otherwise: MaybeExact = Field(default="", description="Points of every other combination; empty: there is none.")


class ThresholdPart(Part):
    input: InputPart
    comparison: Comparison
    limit: Exact
    cases: tuple[SwitchCasePart, ...] = Field(default=(), description="Other limits where a fact holds, the first.")
    points: Exact
    otherwise: Exact = "0"


class BestOfPart(Part):
    rules: tuple[RulePart, ...] = Field(min_length=2)
    unanswered_left_out: bool = False


class ManualPart(Part):
    """A person's judgement. The points given are kept under the criterion's own key."""

    least: Exact = "0"
    most: Exact
    step: Positive = "1"


class RulePart(Part):
    """Exactly one kind of rule."""

    per_unit: PerUnitPart | None = None
    ladder: LadderPart | None = None
    bands: BandsPart | None = None
    choice: ChoicePart | None = None
    choices: ChoicePart | None = None
    weighted_count: WeightedCountPart | None = None
    weighted_rows: WeightedRowsPart | None = None
    threshold: ThresholdPart | None = None
    best_of: BestOfPart | None = None
    manual: ManualPart | None = None

    @model_validator(mode="after")
    def _is_one_kind(self) -> Self:
        if len(self.kinds()) != 1:
            raise ValueError("a rule is of exactly one kind")
        return self

    def kinds(self) -> list[str]:
        return [name for name in type(self).model_fields if getattr(self, name) is not None]


class CriterionPart(Part):
    """One row. Without a rule a person judges from nothing to the maximum, and the lint asks whether that is meant."""

    key: Key
    label: Words
    rule: RulePart | None = None
    stated: MaybeExact = Field(default="", description="The maximum as the table prints it.")
    most: MaybeExact = ""
    least: MaybeExact = ""
    when: Expression | None = None
    evidence: tuple[Key, ...] = ()
    note: Words | None = None


class ScoreGroupPart(Part):
    key: Key
    label: Words
    criteria: tuple[CriterionPart, ...] = ()
    groups: tuple[ScoreGroupPart, ...] = ()
    stated: MaybeExact = ""
    most: MaybeExact = ""
    least: MaybeExact = ""
    pass_mark: MaybeExact = ""


class VetoPart(Part):
    key: Key
    name: Words
    condition: Expression
    reason: Words


class SheetPart(Part):
    """A whole sheet. Deductions give nothing or less; a person gives `total` where the table has no formula."""

    key: Key
    label: Words
    base: tuple[ScoreGroupPart, ...] = Field(min_length=1)
    bonus: tuple[ScoreGroupPart, ...] = ()
    deductions: tuple[ScoreGroupPart, ...] = ()
    stated_base: MaybeExact = ""
    stated_bonus: MaybeExact = ""
    most_base: MaybeExact = ""
    most_bonus: MaybeExact = ""
    most: MaybeExact = ""
    least: MaybeExact = ""
    rounding: RoundingPart = RoundingPart()
    pass_mark: MaybeExact = ""
    vetoes: tuple[VetoPart, ...] = ()
    total: ManualPart | None = None
    variants: tuple[Key, ...] = ()


class ScoringPart(Part):
    sheets: tuple[SheetPart, ...] = ()
