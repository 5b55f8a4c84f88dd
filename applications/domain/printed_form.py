"""A submission as the official table: every question of the form with its options, answered or not, in plain JSON.

Reads the form's own description, so that what a package adds appears without a change here; a type that is not known
is printed as its wording.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from accounts.domain.masking import HIDDEN
from procedures.domain.answer_types import is_blank
from procedures.domain.form import condition_facts, visible_fields
from procedures.domain.form_reading import display_value
from procedures.domain.form_schema import CHOICES, Field, FieldType, FormSchema, OfficeLine, Option, Privacy, Section
from procedures.domain.values import Answers, Json

Block = dict[str, object]

#: More options than this are not drawn as boxes: the chosen ones are printed in words.
MOST_BOXES: Final = 60
#: Answers that take half a line; everything else gets the whole one.
_SHORT: Final = frozenset(
    {
        FieldType.NUMBER,
        FieldType.MONEY,
        FieldType.INTEGER,
        FieldType.DATE,
        FieldType.YEAR_MONTH,
        FieldType.YEAR,
        FieldType.IDENTITY_NUMBER,
        FieldType.MOBILE,
        FieldType.PHONE,
        FieldType.EMAIL,
        FieldType.POSTAL_CODE,
        FieldType.USCC,
        FieldType.COMPUTED,
    }
)
#: A one-line text that is longer takes the whole line.
_HALF_LINE: Final = 18


def printed_sections(form: FormSchema, answers: Answers, *, language: str) -> list[Block]:
    """Heading and blocks of every section of the form; questions that were not asked stay empty."""
    shown = visible_fields(form, answers)
    computed = condition_facts(form, answers)
    known = {key: answer for key, answer in answers.items() if key in shown}
    known |= {
        item.key: str(computed[item.key])
        for item in form.fields()
        if item.type is FieldType.COMPUTED and computed.get(item.key) is not None
    }
    return [_section(section, known, language) for section in form.sections]


def _section(section: Section, answers: Mapping[str, Json], language: str) -> Block:
    label = section.label.in_language(language)
    return {
        "heading": f"{section.number}、{label}" if section.number else label,
        "note": section.note.in_language(language) if section.note else "",
        "blocks": _paired([_block(item, answers.get(item.key), language) for item in section.fields]),
    }


def _block(item: Field, answer: Json, language: str) -> Block:
    draw = _DRAWN.get(item.type)
    if item.privacy is Privacy.SECRET and not is_blank(answer):
        return _words(item, HIDDEN, language)
    if draw is None or (item.type in CHOICES and len(item.choices()) > MOST_BOXES):
        return _words(item, display_value(item, answer), language)
    return draw(item, answer, language)


def _words(item: Field, words: str, language: str) -> Block:
    short = item.type in _SHORT or (item.type is FieldType.TEXT and len(words) <= _HALF_LINE)
    return {"kind": "words", "label": item.label.in_language(language), "words": words, "short": short}


def _paired(blocks: Sequence[Block]) -> list[Block]:
    """Short neighbours side by side, as on the paper form."""
    rows: list[Block] = []
    waiting: Block | None = None
    for block in blocks:
        if block["kind"] != "words" or not block["short"]:
            rows += [waiting] if waiting else []
            rows.append(block)
            waiting = None
        elif waiting is None:
            waiting = block
        else:
            rows.append({"kind": "pair", "left": waiting, "right": block})
            waiting = None
    return [*rows, waiting] if waiting else rows


def _choice(item: Field, answer: Json, language: str) -> Block:
    chosen = {str(key) for key in (answer if isinstance(answer, list) else [answer]) if not is_blank(key)}
    groups: list[dict[str, object]] = []
    loose: list[dict[str, object]] = []
    for option in item.options:
        if option.children:
            groups += [{"name": "", "boxes": loose}] if loose else []
            boxes = [_box(leaf, chosen, language) for leaf in option.leaves()]
            groups.append({"name": option.label.in_language(language), "boxes": boxes})
            loose = []
        else:
            loose.append(_box(option, chosen, language))
    groups += [{"name": "", "boxes": loose}] if loose else []
    return {"kind": "choice", "label": item.label.in_language(language), "groups": groups}


def _box(option: Option, chosen: set[str], language: str) -> dict[str, object]:
    return {"label": option.label.in_language(language), "ticked": option.key in chosen}


def _long(item: Field, answer: Json, language: str) -> Block:
    return {
        "kind": "long",
        "label": item.label.in_language(language),
        "points": [point.in_language(language) for point in item.required_points],
        "words": display_value(item, answer),
    }


def _numbered(item: Field, answer: Json, language: str) -> Block:
    """Several short texts: ① … ② …, with empty places up to what the form asks for."""
    given = [str(each) for each in answer] if isinstance(answer, list) else []
    circled = (chr(0x2460 + place) for place in range(20))
    places = max(len(given), min(item.max_items or 1, 3))
    texts = [*given, *[""] * (places - len(given))]
    return _words(item, "　".join(f"{mark} {text}" for mark, text in zip(circled, texts, strict=False)), language)


def _table(item: Field, answer: Json, language: str) -> Block:
    rows = [row for row in answer if isinstance(row, dict)] if isinstance(answer, list) else []
    return {
        "kind": "table",
        "label": item.label.in_language(language),
        "columns": [column.label.in_language(language) for column in item.columns],
        "rows": [[_cell(column, row.get(column.key)) for column in item.columns] for row in rows],
    }


def _office(item: Field, _answer: Json, language: str) -> Block:
    """Written by hand: room for an opinion, a line for everything else."""
    if item.office is OfficeLine.OPINION:
        return {"kind": "long", "label": item.label.in_language(language), "points": [], "words": ""}
    return {"kind": "words", "label": item.label.in_language(language), "words": "", "short": True}


def _cell(column: Field, answer: Json) -> str:
    return HIDDEN if column.privacy is Privacy.SECRET and not is_blank(answer) else display_value(column, answer)


def _matrix(item: Field, answer: Json, language: str) -> Block:
    """Cells under their upper headers; neighbours with the same header share it."""
    amounts = answer if isinstance(answer, dict) else {}
    groups: list[tuple[str, list[dict[str, str]]]] = []
    for group, label, words in _matrix_cells(item, amounts, language):
        if not group or not groups or groups[-1][0] != group:
            groups.append((group, []))
        groups[-1][1].append({"label": label, "words": words})
    unit = f"（{item.unit}）" if item.unit else ""
    return {
        "kind": "matrix",
        "label": f"{item.label.in_language(language)}{unit}",
        "groups": [{"name": name, "cells": cells} for name, cells in groups],
    }


def _matrix_cells(item: Field, amounts: Mapping[str, Json], language: str) -> Iterator[tuple[str, str, str]]:
    for cell in item.cells:
        amount = amounts.get(cell.key)
        group = cell.group.in_language(language) if cell.group else ""
        plain = Field(cell.key, FieldType.NUMBER, cell.label)
        yield group, cell.label.in_language(language), display_value(plain, amount)


_DRAWN: Final[Mapping[FieldType, Callable[[Field, Json, str], Block]]] = {
    FieldType.SINGLE: _choice,
    FieldType.MULTI: _choice,
    FieldType.TREE: _choice,
    FieldType.LONG_TEXT: _long,
    FieldType.TEXTS: _numbered,
    FieldType.TABLE: _table,
    FieldType.MATRIX: _matrix,
    FieldType.OFFICE: _office,
}
