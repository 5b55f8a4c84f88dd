"""Marks of classification (密级) in what people type and in names of files: such content must not be here at all.

A mark, not a word: "不涉及国家秘密" and "商业秘密" are lawful sentences; "机密★10年" and "【秘密】" are marks.
"""

from __future__ import annotations

import re
from typing import Final

_DEGREE: Final = "(?:绝密|机密|秘密)"
_GAP: Final = r"[\s\u3000]*"
_MARK: Final = re.compile(
    f"{_DEGREE}{_GAP}[★☆]"
    f"|密{_GAP}级{_GAP}[:：]{_GAP}{_DEGREE}"
    rf"|[\[【〔(（]{_GAP}{_DEGREE}{_GAP}[\]】〕)）]"
)


def classification_mark(text: str) -> str:
    """The first mark of classification in a text; empty where there is none."""
    found = _MARK.search(text)
    return found[0] if found else ""
