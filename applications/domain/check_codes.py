"""The short check code of a submitted version: on every printed page, typed or scanned back at a counter."""

from __future__ import annotations

from typing import Final

#: Crockford's alphabet: no I, L, O, U, which are read and typed wrongly.
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
LENGTH: Final = 12
_GROUP: Final = 4
_BITS: Final = 5
#: As long as an address with a code in it may be.
LONGEST_INPUT: Final = 300


def check_code(digest: str) -> str:
    """The code of a digest in hexadecimal: its first sixty bits."""
    number = int(digest, 16) >> (len(digest) * 4 - LENGTH * _BITS)
    return "".join(_ALPHABET[number >> _BITS * place & 31] for place in reversed(range(LENGTH)))


def grouped(code: str) -> str:
    """As people read it: `AB12-CD34-EF56`."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def read_code(typed: str) -> str:
    """The code in what was typed or scanned, empty where there is none.

    Takes the address in a QR code as well, small letters, hyphens, blanks, full-width characters of a Chinese
    keyboard, and the letters that are mistaken for digits.
    """
    text = _narrow(typed[:LONGEST_INPUT]).strip().rstrip("/").rpartition("/")[2]
    code = "".join(text.upper().translate(_READ_AS).replace("-", "").split())
    return code if len(code) == LENGTH and set(code) <= set(_ALPHABET) else ""


def _narrow(text: str) -> str:
    """Full-width forms as their ASCII ones."""
    first, last, shift = 0xFF01, 0xFF5E, 0xFEE0
    return "".join(chr(ord(char) - shift) if first <= ord(char) <= last else char for char in text)
