"""What was typed into code fields, as entries of the shared lists."""

from __future__ import annotations

from procedures.domain.answer_types import RAW, is_unreadable
from procedures.domain.form_reading import chosen_codes, typed_code
from procedures.domain.form_schema import Field, FieldType, Section
from procedures.domain.values import Answers, Json
from tenants.queries.dictionaries import choices_of


def with_code_entries(section: Section, raw: Answers, before: Answers) -> dict[str, Json]:
    """The typed answers with every line of a code field that stands for an entry replaced by that entry.

    What was chosen before keeps its words and its edition, also when the list has a newer one. Two queries for each
    field in which something new was typed.
    """
    filled = dict(raw)
    for field in section.fields:
        if field.type is FieldType.CODE and field.key in raw:
            filled[field.key] = _entries(field, raw[field.key], before.get(field.key))
    return filled


def _entries(field: Field, typed: Json, before: Json) -> Json:
    if is_unreadable(before) and isinstance(before, dict):
        before = before[RAW]
    kept: dict[str, Json] = {typed_code(dict(entry)): dict(entry) for entry in chosen_codes(before)}
    lines = [str(line).strip() for line in (typed if isinstance(typed, list) else [typed]) if str(line or "").strip()]
    chosen = choices_of(field.dictionary, [line for line in lines if line not in kept])
    entries: dict[str, Json] = {
        line: {"code": each.code, "label": each.label, "edition": each.edition} for line, each in chosen.items()
    }
    return [kept.get(line, entries.get(line, line)) for line in lines]
