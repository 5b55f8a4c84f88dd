"""The form engine: reading what was typed, what is visible, what is known, and how far each section is.

Checks are in `form_checks`, what others take out of answers in `form_reading`, comparison of rounds in `form_diff`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from procedures.domain.answer_types import RAW, Unreadable, is_blank, is_unreadable, read_answer, value_of
from procedures.domain.conditions import compute, evaluate
from procedures.domain.form_schema import NOT_TYPED, Field, FieldType, FormSchema, MatrixColumn
from procedures.domain.values import Answers, Facts, Json, Value
from tenants.domain.errors import Problem

PREFILL_SOURCES = frozenset(
    {
        "organisation.name",
        "organisation.uscc",
        "organisation.address",
        "organisation.postal_code",
        "organisation.contact_name",
        "organisation.contact_phone",
        "organisation.contact_email",
        "applicant.name",
        "applicant.mobile",
        "applicant.email",
        "plan_project.title",
        "plan_project.number",
        "plan_project.programme",
    }
)


def normalise(form: FormSchema, raw: Answers) -> tuple[dict[str, Json], tuple[Problem, ...]]:
    """What was typed as stored answers, and what could not be read.

    Unreadable input stays in its place as `{"raw": …}`. Blank answers and unknown keys are left out. Normalising
    stored answers again changes nothing.
    """
    answers: dict[str, Json] = {}
    problems: list[Problem] = []
    for field in form.fields():
        if field.type not in NOT_TYPED:
            _put(answers, field, field.key, raw.get(field.key), problems)
    return answers, tuple(problems)


def _put(target: dict[str, Json], field: Field, path: str, raw: Json, problems: list[Problem]) -> None:
    typed = raw[RAW] if isinstance(raw, dict) and is_unreadable(raw) else raw
    if is_blank(typed):
        return
    try:
        answer = _read(field, path, typed, problems)
    except Unreadable as unreadable:
        problems.append(Problem(path, unreadable.code, unreadable.params))
        target[field.key] = {RAW: typed}
        return
    if not is_blank(answer):
        target[field.key] = answer


def _read(field: Field, path: str, typed: Json, problems: list[Problem]) -> Json:
    if field.type is FieldType.TABLE:
        return _read_table(field, path, typed, problems)
    if field.type is FieldType.MATRIX:
        return _read_matrix(field, path, typed, problems)
    return read_answer(field, typed)


def _read_table(table: Field, path: str, typed: Json, problems: list[Problem]) -> Json:
    """Rows keep their place while there is something after them; blank rows at the end are dropped."""
    if not isinstance(typed, list) or not all(isinstance(row, dict) for row in typed):
        raise Unreadable("not_a_table")
    rows: list[Json] = []
    for at, raw_row in enumerate(typed):
        row: dict[str, Json] = {}
        for column in table.columns:
            raw = raw_row.get(column.key) if isinstance(raw_row, dict) else None
            _put(row, column, f"{path}[{at}].{column.key}", raw, problems)
        rows.append(row)
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _read_matrix(matrix: Field, path: str, typed: Json, problems: list[Problem]) -> Json:
    if not isinstance(typed, dict):
        raise Unreadable("not_a_table")
    cells: dict[str, Json] = {}
    for cell in matrix.cells:
        _put(cells, cell_field(matrix, cell), f"{path}.{cell.key}", typed.get(cell.key), problems)
    return cells


def cell_field(matrix: Field, cell: MatrixColumn) -> Field:
    """A cell of a matrix, as the money field it is read and checked like."""
    return Field(
        cell.key,
        FieldType.MONEY,
        cell.label,
        required=cell.required,
        unit=matrix.unit,
        digits=matrix.digits,
        minimum=matrix.minimum,
        maximum=matrix.maximum,
        privacy=matrix.privacy,
    )


@dataclass(frozen=True, slots=True)
class Settled:
    """What is known of a form (typed, by key: visible fields, `matrix.cell`, computed fields, `variant`) and shown."""

    facts: Facts
    visible: frozenset[str]
    #: What every field says by itself, by key, shown or not.
    known: Mapping[str, Facts]


def condition_facts(form: FormSchema, answers: Answers) -> Facts:
    """Everything known, as `Settled.facts`."""
    return settle(form, answers).facts


def visible_fields(form: FormSchema, answers: Answers) -> frozenset[str]:
    """Keys of the fields to show, as `Settled.visible`."""
    return settle(form, answers).visible


def settle(form: FormSchema, answers: Answers, *, kept: Mapping[str, Facts] | None = None) -> Settled:
    """Facts and visible fields together: hiding a field takes its answer away, which may hide others.

    A condition that is unknown hides. Repeated until nothing changes, at most once per field: the lint refuses
    circles, this bounds them. `kept` is what some fields are known to say, as in `Settled`; they are not read again.
    """
    known: dict[str, Facts] = dict(kept or {})
    for field in form.fields():
        if field.key not in known:
            known[field.key] = dict(_field_facts(field, answers.get(field.key)))
    visible = frozenset(form.by_key)
    facts = _facts(form, known, visible)
    for _ in form.by_key:
        shown = frozenset(
            field.key
            for section in form.sections
            if section.visible_when is None or evaluate(section.visible_when, facts).value is True
            for field in section.fields
            if field.visible_when is None or evaluate(field.visible_when, facts).value is True
        )
        if shown == visible:
            break
        visible, facts = shown, _facts(form, known, shown)
    return Settled(facts, visible, known)


def _facts(form: FormSchema, known: Mapping[str, Facts], visible: frozenset[str]) -> dict[str, Value]:
    facts: dict[str, Value] = {"variant": form.variant}
    for key, values in known.items():
        if key in visible:
            facts |= values
    computed = [field for field in form.fields() if field.type is FieldType.COMPUTED and field.key in visible]
    for _ in computed:
        for field in computed:
            value = compute(field.formula, facts).value if field.formula else None
            if value is not None:
                facts[field.key] = value
    return facts


def _field_facts(field: Field, answer: Json) -> Iterator[tuple[str, Value]]:
    if field.type is FieldType.MATRIX and isinstance(answer, dict) and not is_unreadable(answer):
        for key, amount in answer.items():
            if isinstance(amount, str):
                yield f"{field.key}.{key}", Decimal(amount)
        return
    value = value_of(field, answer)
    if value is not None:
        yield field.key, value


def row_facts(table: Field, row: Mapping[str, Json], facts: Facts) -> dict[str, Value]:
    """The facts inside a table row: those of the form, and the row's cells as `row.<column>`."""
    cells = ((column, value_of(column, row.get(column.key))) for column in table.columns)
    return {**facts, **{f"row.{column.key}": value for column, value in cells if value is not None}}


def is_visible(field: Field, facts: Facts) -> bool:
    """Whether a field, or a column inside a row, is shown under these facts."""
    return field.visible_when is None or evaluate(field.visible_when, facts).value is True


def is_required(field: Field, facts: Facts) -> bool:
    """Whether a visible field must be answered before submission. An unknown condition does not require."""
    return field.required or (field.required_when is not None and evaluate(field.required_when, facts).value is True)


def without_hidden(form: FormSchema, answers: Answers) -> dict[str, Json]:
    """The answers that a submission freezes: those of visible fields."""
    visible = visible_fields(form, answers)
    return {key: answer for key, answer in answers.items() if key in visible}


def recorded_fields(form: FormSchema, sources: Mapping[str, str]) -> dict[str, str]:
    """Which fields of a new draft come from which record: what `initial_answers` took from `sources`."""
    return {field.key: field.prefill for field in form.fields() if field.prefill and sources.get(field.prefill)}


def initial_answers(form: FormSchema, sources: Mapping[str, str]) -> dict[str, Json]:
    """Answers that a new draft begins with: from the applicant's records (`PREFILL_SOURCES`), else the default."""
    given = {field.key: sources.get(field.prefill) or field.initial for field in form.fields()}
    return normalise(form, {key: value for key, value in given.items() if value})[0]
