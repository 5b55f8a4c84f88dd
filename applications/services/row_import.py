"""Rows of a spreadsheet: looked at first, saved when confirmed, through the same door as everything typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from accounts.access import Actor
from applications.domain.draft_content import fill_section, without_open_rows
from applications.domain.row_import import ImportMode, RowImport, merge_rows
from applications.models import Draft
from applications.queries.helping import lock_reached
from applications.queries.stored_answers import stored_answers
from applications.services.drafts import SectionConflict, save_section
from procedures.domain.form_checks import Level, validate
from procedures.domain.form_paths import MAX_ROW, AnswerPath, parse_path
from procedures.domain.form_schema import Field, FieldType, FormSchema
from procedures.domain.values import Json
from procedures.queries.packages import compiled
from tenants.domain.errors import IllegalTransition, NotAuthorised, Problem, ValidationFailed


@dataclass(frozen=True, slots=True)
class TriedImport:
    """What an import would make of a table: its answers from `first` on, and what is wrong with each cell.

    `problems` holds problems by line of the import and column; the empty column stands for the table itself.
    """

    rows: tuple[Mapping[str, Json], ...]
    problems: Mapping[tuple[int, str], tuple[Problem, ...]]


def table_of(form: FormSchema, key: str) -> Field:
    """A repeating table of the form. Raises NotAuthorised, as for everything unknown."""
    found = form.by_key.get(key)
    if found is None or found.type is not FieldType.TABLE:
        raise NotAuthorised("section_unknown")
    return found


def try_rows(draft: Draft, form: FormSchema, table: Field, incoming: RowImport, mode: ImportMode) -> TriedImport:
    """The table as it would be, judged like a saved one. Nothing is written. Raises ValidationFailed at `file`."""
    raw = [row.raw for row in incoming.rows]
    before = stored_answers(draft)
    merged = merge_rows(before.get(table.key), raw, mode)
    _check_room(merged)
    first = len(merged) - len(raw)
    section = form.section_of[table.key]
    answers = fill_section(before, section, {table.key: merged}, shown=frozenset({table.key}))
    rows = answers.get(table.key)
    problems: dict[tuple[int, str], tuple[Problem, ...]] = {}
    for at, row in enumerate(incoming.rows):
        for problem in row.problems:
            problems[at, problem.path] = (problem,)
    for problem in validate(form, without_open_rows(form, answers), Level.SUBMIT):
        place = parse_path(problem.path)
        if place is not None and place.key == table.key:
            cell = _place_in_import(place, first)
            if cell is not None:
                problems.setdefault(cell, (problem,))
    shown = list(rows)[first:] if isinstance(rows, list) else []
    return TriedImport(tuple(row if isinstance(row, dict) else {} for row in shown), problems)


def _place_in_import(place: AnswerPath, first: int) -> tuple[int, str] | None:
    if place.row is None:
        return (-1, "")
    return (place.row - first, place.inner) if place.row >= first else None


def _check_room(merged: Sequence[Json]) -> None:
    if len(merged) > MAX_ROW:
        raise ValidationFailed([Problem("file", "rows_too_many", {"count": len(merged), "most": MAX_ROW})])


@transaction.atomic
def import_rows(
    draft_id: UUID,
    *,
    table_key: str,
    rows: Sequence[Mapping[str, Json]],
    mode: ImportMode,
    version: int,
    actor: Actor,
) -> None:
    """Add the rows to a table, or put them in its place; what cannot be read is kept as it was.

    `version` is the section's version that the preview showed.

    Raises NotAuthorised, IllegalTransition `rows_changed_meanwhile`, ValidationFailed at `file`.
    """
    reach = lock_reached(draft_id, actor_id=actor.user_id)
    draft = reach.draft
    form = compiled(draft.procedure_version).form(draft.variant)
    table = table_of(form, table_key)
    reach.require(form.section_of[table.key].key)
    merged = merge_rows(stored_answers(draft).get(table.key), rows, mode)
    _check_room(merged)
    saved = save_section(
        draft_id,
        section_key=form.section_of[table.key].key,
        raw={table.key: merged},
        shown=frozenset({table.key}),
        version=version,
        actor=actor,
    )
    if isinstance(saved, SectionConflict):
        raise IllegalTransition("rows_changed_meanwhile")
