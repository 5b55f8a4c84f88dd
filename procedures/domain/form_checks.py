"""Checking a form: every field by its type and rules, tables row by row, and the rules between fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from procedures.domain.answer_types import RAW, Unreadable, is_blank, is_unreadable, read_answer
from procedures.domain.code_checks import identity_birth, is_email, is_mobile, is_phone, is_postal_code, is_uscc
from procedures.domain.conditions import Call, Var, evaluate
from procedures.domain.form import Settled, cell_field, is_required, is_visible, row_facts, settle
from procedures.domain.form_paths import label_of
from procedures.domain.form_schema import NOT_TYPED, Field, FieldType, FormSchema, IdentityLink, MatrixColumn
from procedures.domain.secrecy import classification_mark
from procedures.domain.values import Answers, Facts, Json
from tenants.domain.errors import Problem

#: Longest answers where the package sets no length of its own.
TEXT_CHARS: Final = 200
LONG_TEXT_CHARS: Final = 20_000
TABLE_ROWS: Final = 200

_SHAPES: Final = {
    FieldType.MOBILE: (is_mobile, "not_a_mobile"),
    FieldType.PHONE: (is_phone, "not_a_phone"),
    FieldType.EMAIL: (is_email, "not_an_email"),
    FieldType.POSTAL_CODE: (is_postal_code, "not_a_postal_code"),
    FieldType.USCC: (is_uscc, "not_a_uscc"),
}


#: What is only missing: a draft may lack it, a submission may not.
INCOMPLETE: Final = frozenset({"required", "too_few_rows", "window_event_missing"})


class Level(StrEnum):
    """A draft may be unfinished, but what is filled in must be right; a submission must be complete too."""

    DRAFT = "draft"
    SUBMIT = "submit"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A form as it stands: its answers, what is known and shown, and every problem of a submission."""

    answers: Answers
    settled: Settled
    problems: tuple[Problem, ...]
    #: The problems of each field alone, by key.
    found: Mapping[str, tuple[Problem, ...]]

    def at(self, level: Level) -> tuple[Problem, ...]:
        if level is Level.SUBMIT:
            return self.problems
        return tuple(problem for problem in self.problems if problem.code not in INCOMPLETE)


def validate(form: FormSchema, answers: Answers, level: Level = Level.DRAFT) -> tuple[Problem, ...]:
    """Every problem of the visible part of a form, in the form's order, cross-field rules last."""
    return judge(form, answers).at(level)


def judge(form: FormSchema, answers: Answers, *, since: Judgement | None = None) -> Judgement:
    """Settle a form and check its visible part: fields in the form's order, cross-field rules last.

    `since` is the same form with other answers: what it says of fields that nothing has changed for is not found out
    again. A save changes one field of hundreds.
    """
    same = _same_answers(answers, since)
    settled = settle(form, answers, kept={key: since.settled.known[key] for key in same} if since else {})
    kept = _kept(form, same, since, settled) if since else {}
    found: dict[str, tuple[Problem, ...]] = {}
    problems: list[Problem] = []
    for item in form.fields():
        key = item.key
        if key in settled.visible and item.type not in NOT_TYPED:
            found[key] = kept[key] if key in kept else tuple(_check(item, key, answers.get(key), settled.facts))
            problems += found[key]
            problems += _relations(form, item, settled.facts)
    for check in form.checks:
        if evaluate(check.condition, settled.facts).value is False:
            problems += [Problem(path, "check_failed", {"message": str(check.message)}) for path in check.fields]
    return Judgement(answers, settled, tuple(problems), found)


def _same_answers(answers: Answers, since: Judgement | None) -> frozenset[str]:
    if since is None:
        return frozenset()
    return frozenset(key for key in since.settled.known if answers.get(key) == since.answers.get(key))


def _kept(form: FormSchema, same: frozenset[str], since: Judgement, settled: Settled) -> dict[str, tuple[Problem, ...]]:
    """The earlier problems of fields with the same answer that look at nothing that has changed."""
    before, after = since.settled.facts, settled.facts
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    return {
        key: problems for key, problems in since.found.items() if key in same and changed.isdisjoint(form.looks_at[key])
    }


def _check(field: Field, path: str, answer: Json, facts: Facts) -> Iterator[Problem]:
    if is_blank(answer):
        if is_required(field, facts):
            yield Problem(path, "required")
    elif isinstance(answer, dict) and is_unreadable(answer):
        yield _unreadable(field, path, answer[RAW])
    elif field.type is FieldType.TABLE and isinstance(answer, list):
        yield from _check_table(field, path, answer, facts)
    elif field.type is FieldType.MATRIX and isinstance(answer, dict):
        yield from _check_matrix(field, path, answer, facts)
    else:
        yield from _check_value(field, path, answer, facts)


def _unreadable(field: Field, path: str, raw: Json) -> Problem:
    if field.type in {FieldType.TABLE, FieldType.MATRIX}:
        return Problem(path, "not_a_table")
    try:
        read_answer(field, raw)
    except Unreadable as unreadable:
        return Problem(path, unreadable.code, unreadable.params)
    return Problem(path, "not_saved_yet")


def _check_value(field: Field, path: str, answer: Json, facts: Facts) -> Iterator[Problem]:
    match field.type:
        case FieldType.NUMBER | FieldType.MONEY | FieldType.INTEGER | FieldType.YEAR:
            yield from _check_number(field, path, Decimal(str(answer)))
        case FieldType.CODE if isinstance(answer, list):
            if field.max_items and len(answer) > field.max_items:
                yield Problem(path, "too_many_items", {"most": field.max_items})
        case FieldType.MULTI | FieldType.TEXTS if isinstance(answer, list):
            yield from _check_list(field, path, answer)
        case FieldType.DATE | FieldType.YEAR_MONTH | FieldType.SINGLE | FieldType.TREE:
            yield from _check_range(field, path, str(answer))
        case FieldType.IDENTITY_NUMBER:
            yield from _check_identity(field, path, str(answer), facts)
        case _:
            yield from _check_text(field, path, str(answer))


def _check_text(field: Field, path: str, answer: str) -> Iterator[Problem]:
    most = field.max_chars or (LONG_TEXT_CHARS if field.type is FieldType.LONG_TEXT else TEXT_CHARS)
    if len(answer) > most:
        yield Problem(path, "too_long", {"most": most, "count": len(answer)})
    yield from _check_mark(path, answer)
    shape, code = _SHAPES.get(field.type, (None, ""))
    if shape is not None and not shape(answer):
        yield Problem(path, code)


def _check_number(field: Field, path: str, answer: Decimal) -> Iterator[Problem]:
    exponent = answer.as_tuple().exponent
    if field.type in {FieldType.NUMBER, FieldType.MONEY} and isinstance(exponent, int) and -exponent > field.digits:
        yield Problem(path, "too_many_digits", {"most": field.digits})
    if field.minimum and answer < Decimal(field.minimum):
        yield Problem(path, "below_minimum", {"minimum": field.minimum})
    if field.maximum and answer > Decimal(field.maximum):
        yield Problem(path, "above_maximum", {"maximum": field.maximum})


def _check_range(field: Field, path: str, answer: str) -> Iterator[Problem]:
    """Days and months are compared as written; their spelling sorts like time."""
    if field.minimum and answer < field.minimum:
        yield Problem(path, "below_minimum", {"minimum": field.minimum})
    if field.maximum and answer > field.maximum:
        yield Problem(path, "above_maximum", {"maximum": field.maximum})


def _check_list(field: Field, path: str, answer: list[Json]) -> Iterator[Problem]:
    if field.max_items and len(answer) > field.max_items:
        yield Problem(path, "too_many_items", {"most": field.max_items})
    if len(answer) > 1 and any(option.exclusive for key, option in field.choices().items() if key in answer):
        yield Problem(path, "option_exclusive")
    most = field.max_chars or TEXT_CHARS
    if any(len(str(item)) > most for item in answer):
        yield Problem(path, "too_long", {"most": most, "count": max(len(str(item)) for item in answer)})
    yield from _check_mark(path, "\n".join(map(str, answer)))


def _check_mark(path: str, text: str) -> Iterator[Problem]:
    mark = classification_mark(text)
    if mark:
        yield Problem(path, "classified_text", {"mark": mark})


def _check_identity(field: Field, path: str, number: str, facts: Facts) -> Iterator[Problem]:
    """Check digit, and the birth month beside it; only where the document is a resident identity card."""
    link = field.identity
    document = _neighbour(link.document_type, path, facts)
    if link.document_type and document != link.resident_option:
        yield from _check_text(field, path, number)
        return
    born = identity_birth(number)
    if born is None:
        yield Problem(path, "not_an_identity_number")
        return
    yield from _check_birth(link, path, f"{born:%Y-%m}", facts)


def _check_birth(link: IdentityLink, path: str, born: str, facts: Facts) -> Iterator[Problem]:
    stated = _neighbour(link.birth, path, facts)
    if stated is not None and str(stated)[: len(born)] != born:
        yield Problem(path, "identity_birth_differs", {"birth": born})


def _neighbour(key: str, path: str, facts: Facts) -> object:
    """The value beside a field: in the same row where it stands in a table."""
    return facts.get(f"row.{key}" if "[" in path else key)


def _check_table(table: Field, path: str, rows: list[Json], facts: Facts) -> Iterator[Problem]:
    most = table.max_items or TABLE_ROWS
    if len(rows) > most:
        yield Problem(path, "too_many_rows", {"most": most})
    if len(rows) < table.min_items:
        yield Problem(path, "too_few_rows", {"fewest": table.min_items})
    for at, row in enumerate(rows):
        cells = row if isinstance(row, dict) else {}
        inside = row_facts(table, cells, facts)
        for column in table.columns:
            if is_visible(column, inside):
                yield from _check(column, f"{path}[{at}].{column.key}", cells.get(column.key), inside)
    yield from _check_repeated_rows(table, path, rows)


def _check_repeated_rows(table: Field, path: str, rows: list[Json]) -> Iterator[Problem]:
    """No two rows with the same identifying cells, where the table names some."""
    seen: dict[tuple[str, ...], int] = {}
    for at, row in enumerate(rows):
        identity = row_identity(table, row)
        if identity is None:
            continue
        if identity in seen:
            yield Problem(f"{path}[{at}].{table.match_on[0]}", "row_repeated", {"row": seen[identity] + 1})
        seen.setdefault(identity, at)


def row_identity(table: Field, row: Json) -> tuple[str, ...] | None:
    """The cells that tell one row from another; None while one of them is missing."""
    if not table.match_on or not isinstance(row, dict) or any(is_blank(row.get(key)) for key in table.match_on):
        return None
    return tuple(str(row[key]) for key in table.match_on)


def _check_matrix(matrix: Field, path: str, cells: dict[str, Json], facts: Facts) -> Iterator[Problem]:
    """Cells one by one, then the sums. A cell left blank beside filled ones counts as nothing, as on paper."""
    for cell in matrix.cells:
        yield from _check(cell_field(matrix, cell), f"{path}.{cell.key}", cells.get(cell.key), facts)
    amounts = {key: Decimal(amount) for key, amount in cells.items() if isinstance(amount, str)}
    for cell in matrix.cells:
        parts = [amounts[key] for key in cell.sum_of if key in amounts]
        if cell.key in amounts and cell.sum_of and amounts[cell.key] != sum(parts, Decimal(0)):
            yield Problem(f"{path}.{cell.key}", "sum_differs", {"sum": f"{sum(parts, Decimal(0)):f}"})
        elif parts and cell.key not in cells and not cell.required:
            yield Problem(f"{path}.{cell.key}", "required")
        elif cell.part_of and cell.key in amounts:
            yield from _check_part(matrix, cell, path, amounts)


def _check_part(matrix: Field, cell: MatrixColumn, path: str, amounts: Mapping[str, Decimal]) -> Iterator[Problem]:
    """A part (其中) is at most its whole, and nothing where the whole is blank."""
    if amounts[cell.key] > amounts.get(cell.part_of, Decimal(0)):
        label = next((str(whole.label) for whole in matrix.cells if whole.key == cell.part_of), cell.part_of)
        yield Problem(f"{path}.{cell.key}", "above_other", {"label": label})


def _relations(form: FormSchema, field: Field, facts: Facts) -> Iterator[Problem]:
    """Not before another date, not above another amount; silent while one of the two is missing."""
    for other, operator, code in ((field.not_before, ">=", "before_other"), (field.not_above, "<=", "above_other")):
        if other and evaluate(Call(operator, (Var(field.key), Var(other))), facts).value is False:
            yield Problem(field.key, code, {"label": label_of(form, other)})
