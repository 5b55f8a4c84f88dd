"""The two states of a number that was given out."""

from __future__ import annotations

from enum import StrEnum


class NumberState(StrEnum):
    ISSUED = "issued"
    VOID = "void"
