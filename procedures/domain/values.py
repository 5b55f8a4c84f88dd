"""Types that cross between the engines: JSON as stored, and typed values as conditions see them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

#: What JSON can hold, without floats: amounts travel as decimal strings.
Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"

#: One stored answer, and all of them by field key. A field that was not answered is absent.
Answer: TypeAlias = Json
Answers: TypeAlias = Mapping[str, Json]

Scalar: TypeAlias = bool | int | Decimal | Fraction | date | str
Row: TypeAlias = Mapping[str, Scalar | tuple[str, ...]]
Value: TypeAlias = Scalar | tuple[str, ...] | tuple[Row, ...]

#: Typed answers by field key. Absent means unknown, which is neither 0 nor empty.
Facts: TypeAlias = Mapping[str, Value]
