"""What stands in a draft, and what becomes of it when a section is typed into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from procedures.domain.answer_types import decimal_text, is_unreadable
from procedures.domain.form import normalise
from procedures.domain.form_schema import Field, FieldType, FormSchema, Section, make_form
from procedures.domain.values import Answers, Json


def fill_section(answers: Answers, section: Section, raw: Answers, *, shown: frozenset[str]) -> dict[str, Json]:
    """The answers with a section's shown fields replaced by what was typed; hidden fields keep theirs.

    A shown field that is not among `raw` was emptied. Nothing outside the section is touched, whatever `raw` holds.
    What cannot be read stays in its place as typed; sums of a matrix are added up; opened rows stay open.
    """
    fields = tuple(item for item in section.fields if item.key in shown)
    typed = {item.key: raw.get(item.key, "") for item in fields}
    read, _ = normalise(make_form("", (replace(section, fields=fields),)), typed)
    for item in fields:
        if item.type is FieldType.TABLE:
            read.update(_with_open_rows(item, typed[item.key], read.get(item.key)))
        elif item.type is FieldType.MATRIX:
            read.update(_with_sums(item, read.get(item.key)))
    return {**{key: value for key, value in answers.items() if key not in typed}, **read}


def _with_open_rows(table: Field, typed: Json, read: Json) -> dict[str, Json]:
    """Rows that were opened and not filled in yet survive the next save."""
    if not isinstance(typed, list) or not typed:
        return {}
    rows = list(read) if isinstance(read, list) else []
    return {table.key: [*rows, *({} for _ in range(len(typed) - len(rows)))]}


def _with_sums(matrix: Field, read: Json) -> dict[str, Json]:
    """Sums are never typed: each is added up from its readable parts, sums of sums last."""
    if is_unreadable(read):
        return {}
    cells = dict(read) if isinstance(read, dict) else {}
    sums = {cell.key: cell.sum_of for cell in matrix.cells if cell.sum_of}
    for key in sums:
        cells.pop(key, None)
    waiting = dict(sums)
    for _ in sums:
        for key, parts in list(waiting.items()):
            if not waiting.keys() & set(parts):
                del waiting[key]
                amounts = [Decimal(amount) for part in parts if isinstance(amount := cells.get(part), str)]
                if amounts:
                    cells[key] = decimal_text(sum(amounts, Decimal(0)))
    return {matrix.key: cells} if cells else {}


def without_open_rows(form: FormSchema, answers: Answers) -> dict[str, Json]:
    """The answers as they are judged and submitted: tables end with the last row that says something."""
    judged = dict(answers)
    for item in form.fields():
        rows = judged.get(item.key)
        if item.type is FieldType.TABLE and isinstance(rows, list):
            filled = list(rows)
            while filled and not filled[-1]:
                filled.pop()
            judged[item.key] = filled
            if not filled:
                del judged[item.key]
    return judged


def differing_fields(
    section: Section, mine: Mapping[str, Json], saved: Mapping[str, Json], *, shown: frozenset[str]
) -> tuple[Field, ...]:
    """Shown fields of a section whose two versions say different things."""
    return tuple(item for item in section.fields if item.key in shown and mine.get(item.key) != saved.get(item.key))
