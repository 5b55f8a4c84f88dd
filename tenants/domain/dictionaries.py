"""Code lists as rows of a table: which lists there are, what a row must be, and how people ask for a code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tenants.domain.errors import Problem

#: The lists that forms may refer to, and the standard each one is.
DICTIONARIES: Final[Mapping[str, str]] = {
    "disciplines": "GB/T 13745",
    "industries": "GB/T 4754",
    "classification": "中国图书馆分类法",
    "divisions": "GB/T 2260",
}
PLATFORM: Final = "platform"

MOST_ROWS: Final = 60_000
MOST_PROBLEMS: Final = 200
CODE_CHARS: Final = 30
LABEL_CHARS: Final = 120
_CODE: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-/+:=<>()\[\]\"']*")
#: Headings under which the three columns are found, the first being what the template says.
HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("代码", "编码", "code"),
    "label": ("名称", "类目名称", "name", "label"),
    "parent": ("上级代码", "父级代码", "parent"),
}


@dataclass(frozen=True, slots=True)
class CodeRow:
    code: str
    label: str
    parent: str = ""


def read_rows(table: Sequence[Sequence[str]]) -> tuple[tuple[CodeRow, ...], tuple[Problem, ...]]:
    """The rows below the headings. Each problem's path is `row[n]`, n as a spreadsheet counts rows.

    A parent stands above its children, as in the printed lists.
    """
    places = _columns(table[0]) if table else {}
    if "code" not in places or "label" not in places:
        return (), (Problem("row[1]", "dictionary_headings"),)
    if len(table) - 1 > MOST_ROWS:
        return (), (Problem("row[1]", "dictionary_too_long", {"most": MOST_ROWS}),)
    rows: dict[str, CodeRow] = {}
    problems: list[Problem] = []
    for number, cells in enumerate(table[1:], start=2):
        code, label, parent = (_cell(cells, places.get(name)) for name in ("code", "label", "parent"))
        if not code and not label:
            continue
        wrong = _problem(code, label, parent, rows)
        if wrong is None:
            rows[code] = CodeRow(code, label, parent)
        elif len(problems) < MOST_PROBLEMS:
            problems.append(Problem(f"row[{number}]", *wrong))
    if not rows and not problems:
        problems.append(Problem("row[1]", "dictionary_empty"))
    return tuple(rows.values()), tuple(problems)


def _columns(headings: Sequence[str]) -> dict[str, int]:
    found = [_plain(heading).lower() for heading in headings]
    return {name: found.index(word) for name, words in HEADINGS.items() for word in words[::-1] if word in found}


def _cell(cells: Sequence[str], place: int | None) -> str:
    return _plain(cells[place]) if place is not None and place < len(cells) else ""


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).replace("\ufeff", "").split())


def _problem(
    code: str, label: str, parent: str, above: Mapping[str, CodeRow]
) -> tuple[str, dict[str, str | int]] | None:
    """The first thing that is wrong with a row."""
    wrong_code = len(code) > CODE_CHARS or not _CODE.fullmatch(code)
    findings: tuple[tuple[bool, str, dict[str, str | int]], ...] = (
        (not code, "dictionary_code_missing", {}),
        (wrong_code, "dictionary_code_wrong", {"code": code[:CODE_CHARS]}),
        (not label, "dictionary_label_missing", {"code": code}),
        (len(label) > LABEL_CHARS, "dictionary_label_long", {"most": LABEL_CHARS}),
        (code in above, "dictionary_code_repeated", {"code": code}),
        (bool(parent) and parent not in above, "dictionary_parent_unknown", {"code": parent}),
    )
    return next(((name, params) for is_wrong, name, params in findings if is_wrong), None)


def path_of(row: CodeRow, rows: Mapping[str, CodeRow]) -> str:
    """The words above a row, top first."""
    words: list[str] = []
    parent = rows.get(row.parent)
    while parent is not None:
        words.insert(0, parent.label)
        parent = rows.get(parent.parent)
    return " / ".join(words)


def search_key(words: str) -> str:
    """What was typed, as terms are written: width folded, no blanks, marks or capitals."""
    folded = unicodedata.normalize("NFKC", words).lower()
    return "".join(letter for letter in folded if letter.isalnum())


def asked_for(typed: str) -> tuple[str, str]:
    """A typed choice as the code and the label it may be: `460 机械工程` asks for 460, `机械工程` for the words."""
    line = _plain(unicodedata.normalize("NFKC", typed))
    return line.partition(" ")[0], line
