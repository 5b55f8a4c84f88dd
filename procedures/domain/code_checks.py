"""Formats with rules of their own: identity number, unified social credit code, telephone, mail, postal code."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_IDENTITY: Final = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
_IDENTITY_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_IDENTITY_CHECK: Final = "10X98765432"
#: GB 32100-2015: no I, O, S, V, Z; the check character weighs powers of three, modulo 31.
_USCC_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC: Final = re.compile(rf"[0-9A-HJ-NPQRTUWXY]{{2}}\d{{6}}[{_USCC_ALPHABET}]{{10}}", re.ASCII)
_MOBILE: Final = re.compile(r"1[3-9]\d{9}", re.ASCII)
_PHONE: Final = re.compile(r"(?:0\d{2,3}-?)?[1-9]\d{6,7}(?:-\d{1,6})?|1[3-9]\d{9}|[48]00-?\d{3}-?\d{4}", re.ASCII)
_POSTAL_CODE: Final = re.compile(r"\d{6}", re.ASCII)
_EMAIL: Final = re.compile(
    r"[^@\s]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}", re.ASCII | re.IGNORECASE
)
_EMAIL_LENGTH: Final = 254


def identity_birth(number: str) -> date | None:
    """The birth date in an 18-character identity number (GB 11643); None when the number cannot be right."""
    if not _IDENTITY.fullmatch(number):
        return None
    total = sum(weight * int(digit) for weight, digit in zip(_IDENTITY_WEIGHTS, number, strict=False))
    if _IDENTITY_CHECK[total % 11] != number[17]:
        return None
    try:
        return date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
    except ValueError:
        return None


def is_uscc(code: str) -> bool:
    """Whether an 18-character unified social credit code has the right shape and check character (GB 32100)."""
    if not _USCC.fullmatch(code):
        return False
    total = sum(_USCC_ALPHABET.index(character) * pow(3, at, 31) for at, character in enumerate(code[:17]))
    return _USCC_ALPHABET[-total % 31] == code[17]


def is_mobile(number: str) -> bool:
    return _MOBILE.fullmatch(number) is not None


def is_phone(number: str) -> bool:
    """A fixed line with or without area code and extension, a mobile, or a 400/800 number."""
    return _PHONE.fullmatch(number) is not None


def is_postal_code(code: str) -> bool:
    return _POSTAL_CODE.fullmatch(code) is not None


def is_email(address: str) -> bool:
    return len(address) <= _EMAIL_LENGTH and _EMAIL.fullmatch(address) is not None
