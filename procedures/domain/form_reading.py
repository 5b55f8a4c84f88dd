"""What others take out of answers: progress per section, facts for lists, words for pages, the two privacy parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from procedures.domain.answer_types import CODE_PARTS, RAW, is_blank, is_unreadable, value_of
from procedures.domain.form import condition_facts
from procedures.domain.form_checks import Judgement, Level
from procedures.domain.form_paths import section_key
from procedures.domain.form_schema import CHOICES, NOT_TYPED, SEALED, Field, FieldType, FormSchema, Mark
from procedures.domain.values import Answers, Json, Value

#: Longest text that a fact carries.
FACT_CHARS: Final = 500


class SectionState(StrEnum):
    """How far a section is; `OFFICE` is one in which the applicant has nothing to fill in."""

    OFFICE = "office"
    EMPTY = "empty"
    PARTLY = "partly"
    COMPLETE = "complete"
    PROBLEMS = "problems"


@dataclass(frozen=True, slots=True)
class Fact:
    """One marked answer for lists: `text` in words, `code` the option of a choice, number or day where it is one."""

    key: str
    text: str
    number: Decimal | None
    day: date | None
    marks: frozenset[Mark]
    code: str = ""


def progress(form: FormSchema, judged: Judgement) -> dict[str, SectionState]:
    """The state of every section that is shown, in the form's order."""
    visible = judged.settled.visible
    wrong = {section_key(form, problem.path) for problem in judged.at(Level.DRAFT)}
    lacking = {section_key(form, problem.path) for problem in judged.at(Level.SUBMIT)}
    states: dict[str, SectionState] = {}
    for section in form.sections:
        fields = [field for field in section.fields if field.key in visible]
        if not fields:
            continue
        if all(field.type in NOT_TYPED for field in fields):
            states[section.key] = SectionState.OFFICE
        elif section.key in wrong:
            states[section.key] = SectionState.PROBLEMS
        elif section.key not in lacking:
            states[section.key] = SectionState.COMPLETE
        else:
            started = any(not is_blank(judged.answers.get(field.key)) for field in fields)
            states[section.key] = SectionState.PARTLY if started else SectionState.EMPTY
    return states


def title_of(form: FormSchema, answers: Answers) -> str:
    """The name of the application, empty while it has none."""
    field = form.title_field()
    return display_value(field, answers.get(field.key)) if field else ""


def facts(form: FormSchema, answers: Answers) -> tuple[Fact, ...]:
    """Facts of every visible marked field; one per choice where several were chosen. Sealed fields never give any."""
    known = condition_facts(form, answers)
    return tuple(
        fact
        for field in form.fields()
        if field.marks and field.privacy not in SEALED and field.key in known
        for fact in _facts_of(field, known[field.key], answers.get(field.key))
    )


def _facts_of(field: Field, value: Value, answer: Json) -> Iterator[Fact]:
    if field.type is FieldType.CODE:
        for entry in chosen_codes(answer):
            yield Fact(field.key, entry["label"][:FACT_CHARS], None, None, field.marks, entry["code"])
        return
    for single in value if isinstance(value, tuple) else (value,):
        if isinstance(single, Mapping):
            continue
        code = str(single) if field.type in CHOICES else ""
        number = Decimal(single) if isinstance(single, int | Decimal) and not isinstance(single, bool) else None
        day = single if isinstance(single, date) else None
        text = str(field.choices()[code].label) if code else _plain(single)
        yield Fact(field.key, text[:FACT_CHARS], number, day, field.marks, code)


def typed_code(item: Json) -> str:
    """An entry of a code list as people type it, or words that are none yet."""
    return f"{item['code']} {item['label']}" if isinstance(item, dict) and item.keys() == CODE_PARTS else str(item)


def chosen_codes(answer: Json) -> list[dict[str, str]]:
    """The entries of a code field's answer; nothing for what could not be read."""
    entries = answer if isinstance(answer, list) else []
    return [{part: str(word) for part, word in entry.items()} for entry in entries if isinstance(entry, dict)]


def _plain(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def display_value(field: Field, answer: Json) -> str:
    """An answer in words, for pages and messages: option labels, months, units; unreadable input as it was typed."""
    if is_blank(answer):
        return ""
    if field.type is FieldType.CODE or is_unreadable(answer):
        shown = answer[RAW] if isinstance(answer, dict) and is_unreadable(answer) else answer
        return "；".join(map(typed_code, shown if isinstance(shown, list) else [shown]))
    if field.type in CHOICES:
        keys = answer if isinstance(answer, list) else [answer]
        choices = field.choices()
        return "；".join(str(choices[key].label) if key in choices else str(key) for key in map(str, keys))
    if field.type is FieldType.TABLE and isinstance(answer, list):
        return "；".join(_display_row(field, row) for row in answer)
    if field.type is FieldType.MATRIX and isinstance(answer, dict):
        return "；".join(f"{cell.label} {answer[cell.key]}" for cell in field.cells if cell.key in answer)
    return _display_scalar(field, answer)


def _display_row(table: Field, row: Json) -> str:
    cells = row if isinstance(row, dict) else {}
    return "，".join(shown for column in table.columns if (shown := display_value(column, cells.get(column.key))))


def _display_scalar(field: Field, answer: Json) -> str:
    if isinstance(answer, list):
        return "；".join(map(str, answer))
    value = value_of(field, answer)
    if isinstance(value, date):
        return f"{value.year}年{value.month}月" + (f"{value.day}日" if field.type is FieldType.DATE else "")
    return f"{answer} {field.unit}".rstrip()


def split_by_privacy(form: FormSchema, answers: Answers) -> tuple[dict[str, Json], dict[str, Json]]:
    """The open part and the sealed part, whose join is the whole.

    Personal fields and columns are sealed, and whatever could not be read: it may hold anything. Rows of a table keep
    their place in both parts.
    """
    open_part: dict[str, Json] = {}
    sealed: dict[str, Json] = {}
    for key, answer in answers.items():
        field = form.by_key.get(key)
        if field is None or field.privacy in SEALED or is_unreadable(answer):
            sealed[key] = answer
        elif field.type is FieldType.TABLE and isinstance(answer, list):
            rows = [_split_cells(field, row if isinstance(row, dict) else {}) for row in answer]
            open_part[key] = [row for row, _ in rows]
            if any(cells for _, cells in rows):
                sealed[key] = [cells for _, cells in rows]
        elif field.type is FieldType.MATRIX and isinstance(answer, dict):
            readable, unreadable = _split_cells(field, answer)
            open_part[key] = readable
            sealed |= {key: unreadable} if unreadable else {}
        else:
            open_part[key] = answer
    return open_part, sealed


def _split_cells(field: Field, cells: dict[str, Json]) -> tuple[dict[str, Json], dict[str, Json]]:
    hidden = {column.key for column in field.columns if column.privacy in SEALED}
    sealed = {key: cell for key, cell in cells.items() if key in hidden or is_unreadable(cell)}
    return {key: cell for key, cell in cells.items() if key not in sealed}, sealed


def join_by_privacy(open_part: Answers, sealed: Answers) -> dict[str, Json]:
    """The whole from its two parts."""
    whole = dict(open_part)
    for key, answer in sealed.items():
        mine = whole.get(key)
        if isinstance(mine, list) and isinstance(answer, list):
            whole[key] = [_join_cells(row, cells) for row, cells in zip(mine, answer, strict=True)]
        elif isinstance(mine, dict) and isinstance(answer, dict):
            whole[key] = {**mine, **answer}
        else:
            whole[key] = answer
    return whole


def _join_cells(row: Json, cells: Json) -> Json:
    return {**row, **cells} if isinstance(row, dict) and isinstance(cells, dict) else row
