"""统一社会信用代码 (GB 32100-2015): 18 characters, the last a check character modulo 31."""

from __future__ import annotations

import unicodedata

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18


def normalise_uscc(text: str) -> str | None:
    """The code in upper case when its alphabet and check character are right, else None."""
    code = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if len(code) != LENGTH or any(character not in ALPHABET for character in code):
        return None
    return code if code[-1] == check_character(code[:-1]) else None


def check_character(body: str) -> str:
    """The 18th character of the first 17: weights 3^i modulo 31."""
    total = sum(ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(body))
    return ALPHABET[(31 - total) % 31]
