"""What must never stand in a public text: identity numbers, mobile numbers, numbers of bank accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class PersonalKind(StrEnum):
    IDENTITY_NUMBER = "identity_number"
    MOBILE = "mobile"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Finding:
    """A number that may not be published. `start` counts characters of the text; `excerpt` shows it half covered."""

    kind: PersonalKind
    start: int
    excerpt: str


#: Digits as people write them in groups: one blank, hyphen or dot between two of them.
_RUN: Final = re.compile(r"\d(?:[ \u00a0\u3000.\-\u2010-\u2015]?\d){9,29}[ ]?[Xx]?")
_IDENTITY: Final = re.compile(r"\d{17}[\dX]")
_OLD_IDENTITY: Final = re.compile(r"[1-8]\d{14}")
_MOBILE: Final = re.compile(r"(?:(?:00)?86)?(1[3-9]\d{9})")
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
#: What has as many digits and is no secret: landline numbers, patents, dates and spans of dates.
_LANDLINE: Final = re.compile(r"0\d{9,11}")
_PATENT: Final = re.compile(r"(?:ZL|CN)\s*$", re.IGNORECASE)
_DATE: Final = re.compile(r"(?<!\d)(?:19|20)\d\d[./\-]\d{1,2}[./\-]\d{1,2}(?!\d)")
_SHORTEST_ACCOUNT: Final = 12
_SHOWN: Final = 3
_PRESENT_CENTURY: Final = 1900


def findings_in(text: str) -> tuple[Finding, ...]:
    """Every forbidden number in a text, in order. Full-width digits and grouped numbers are seen as well."""
    return tuple(_findings(_narrow(text)))


def _findings(text: str) -> Iterator[Finding]:
    text = _DATE.sub(lambda match: "/" * len(match[0]), text)
    for match in _RUN.finditer(text):
        digits = "".join(char for char in match[0].upper() if char.isdigit() or char == "X")
        kind = _kind_of(digits)
        if kind is PersonalKind.ACCOUNT and (_LANDLINE.fullmatch(digits) or _PATENT.search(text[: match.start()])):
            continue
        if kind is not None:
            yield Finding(kind, match.start(), f"{digits[:_SHOWN]}…{digits[-_SHOWN:]}")


def _kind_of(digits: str) -> PersonalKind | None:
    if _is_identity(digits):
        return PersonalKind.IDENTITY_NUMBER
    if _MOBILE.fullmatch(digits):
        return PersonalKind.MOBILE
    bare = digits.removesuffix("X")
    return PersonalKind.ACCOUNT if len(bare) >= _SHORTEST_ACCOUNT else None


def _is_identity(digits: str) -> bool:
    """Eighteen characters with a birthday in them, whatever the last one; or the fifteen of before 1999."""
    if _IDENTITY.fullmatch(digits):
        total = sum(int(digit) * weight for digit, weight in zip(digits[:17], _WEIGHTS, strict=True))
        return _CHECKS[total % 11] == digits[17] or _is_day(digits[6:14])
    return bool(_OLD_IDENTITY.fullmatch(digits)) and _is_day(f"19{digits[6:12]}")


def _is_day(text: str) -> bool:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])).year >= _PRESENT_CENTURY
    except ValueError:
        return False


def _narrow(text: str) -> str:
    """Full-width digits and letters as their ASCII ones: the positions stay."""
    first, last, shift = 0xFF01, 0xFF5E, 0xFEE0
    return "".join(chr(ord(char) - shift) if first <= ord(char) <= last else char for char in text)
