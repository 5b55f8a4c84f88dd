"""更正 of recorded answers: one value, named by its path, where the package says that it may be put right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from procedures.domain.answer_types import is_blank
from procedures.domain.form import normalise, visible_fields
from procedures.domain.form_checks import judge
from procedures.domain.form_paths import AnswerPath, field_at, parse_path
from procedures.domain.form_schema import Field, FieldType, FormSchema
from procedures.domain.values import Answers, Json
from tenants.domain.errors import Problem, ValidationFailed

#: Types of one value that one control holds.
RECTIFIABLE_TYPES: Final = frozenset(
    {
        FieldType.TEXT,
        FieldType.LONG_TEXT,
        FieldType.NUMBER,
        FieldType.MONEY,
        FieldType.INTEGER,
        FieldType.DATE,
        FieldType.YEAR_MONTH,
        FieldType.YEAR,
        FieldType.SINGLE,
        FieldType.IDENTITY_NUMBER,
        FieldType.MOBILE,
        FieldType.PHONE,
        FieldType.EMAIL,
        FieldType.POSTAL_CODE,
        FieldType.USCC,
    }
)


def rectifiable_places(form: FormSchema, answers: Answers) -> tuple[str, ...]:
    """Paths of everything that was answered and may be put right, in the form's order."""
    visible = visible_fields(form, answers)
    return tuple(path for field in form.fields() if field.key in visible for path in _places(field, answers))


def _places(field: Field, answers: Answers) -> Iterator[str]:
    answer = answers.get(field.key)
    if field.rectifiable and not is_blank(answer):
        yield field.key
    rows = answer if field.type is FieldType.TABLE and isinstance(answer, list) else []
    for at, row in enumerate(rows):
        for column in field.columns:
            if column.rectifiable and isinstance(row, dict) and not is_blank(row.get(column.key)):
                yield str(AnswerPath(field.key, at, column.key))


def answer_at(answers: Answers, path: str) -> Json:
    """What is recorded at a path; None where there is nothing."""
    place = parse_path(path)
    answer = answers.get(place.key) if place else None
    if place is None or place.row is None:
        return answer
    row = answer[place.row] if isinstance(answer, list) and place.row < len(answer) else None
    return row.get(place.inner) if isinstance(row, dict) else None


def with_answer(answers: Answers, path: str, new: Json) -> dict[str, Json]:
    """The answers with another value at a path that has one."""
    place = parse_path(path)
    rows = answers.get(place.key) if place else None
    if place is None or place.row is None or not isinstance(rows, list):
        return {**answers, place.key if place else path: new}
    changed: list[Json] = list(rows)
    row = changed[place.row]
    changed[place.row] = {**(row if isinstance(row, dict) else {}), place.inner: new}
    return {**answers, place.key: changed}


def rectified_answers(form: FormSchema, answers: Answers, path: str, typed: Json) -> dict[str, Json]:
    """The answers with what was typed in the place of the recorded value, by the field's own rules.

    Whatever was wrong before is not held against it. Raises ValidationFailed at `path` and at `new`.
    """
    field = field_at(form, path)
    if field is None or path not in rectifiable_places(form, answers):
        raise ValidationFailed([Problem("path", "rectification_no_place")])
    if is_blank(typed):
        raise ValidationFailed([Problem("new", "rectification_new_missing")])
    after, unread = normalise(form, with_answer(answers, path, typed))
    found = [problem for problem in unread if problem.path == path]
    if not found and answer_at(after, path) == answer_at(answers, path):
        found = [Problem(path, "rectification_unchanged")]
    if not found and visible_fields(form, after) != visible_fields(form, answers):
        found = [Problem(path, "rectification_changes_form")]
    if not found:
        before = {(problem.path, problem.code) for problem in judge(form, answers).problems}
        wrong = judge(form, after).problems
        found = [each for each in wrong if each.path == path or (each.path, each.code) not in before]
    if found:
        raise ValidationFailed(list({each.code: Problem("new", each.code, each.params) for each in found}.values()))
    return after
