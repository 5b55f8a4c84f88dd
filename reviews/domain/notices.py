"""A public notice (公示): what it says, where it stands, how long it stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from procedures.domain.form import visible_fields
from procedures.domain.form_reading import display_value
from procedures.domain.form_schema import SEALED, Field, FieldType, FormSchema
from procedures.domain.values import Answers, Json
from reviews.domain.personal_scan import Finding, findings_in
from tenants.domain.calendar import LimitDate, WorkingCalendar


class NoticeState(StrEnum):
    PREPARED = "prepared"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


class NoticeView(StrEnum):
    """What people call the states: a released notice is over after its last day."""

    PREPARED = "prepared"
    RUNNING = "running"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


#: States in which an application has a notice; there is at most one.
LIVE: Final = frozenset({NoticeState.PREPARED, NoticeState.RELEASED})


def view_of(state: NoticeState, ends_on: date | None, today: date) -> NoticeView:
    if state is NoticeState.RELEASED:
        return NoticeView.ENDED if ends_on is not None and ends_on < today else NoticeView.RUNNING
    return NoticeView(state.value)


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One published answer: `words`, or a table of `columns` and `rows`."""

    key: str
    label: str
    words: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class PlacedFinding:
    """A forbidden number, and at which published answer it stands; `row` counts from one in a table."""

    label: str
    row: int
    finding: Finding


def notice_lines(
    form: FormSchema, answers: Answers, fields: tuple[str, ...], *, language: str
) -> tuple[NoticeLine, ...]:
    """What may be published of a submission, in the order of `fields`: keys, or `table.column`. Never sealed ones."""
    visible = visible_fields(form, answers)
    columns: dict[str, list[str]] = {}
    for name in fields:
        key, _, column = name.partition(".")
        columns.setdefault(key, []).extend([column] if column else [])
    by_key = {field.key: field for field in form.fields()}
    lines = (
        _line(by_key[key], answers.get(key), wanted, language)
        for key, wanted in columns.items()
        if key in visible and key in by_key and by_key[key].privacy not in SEALED
    )
    return tuple(line for line in lines if line.words or line.rows)


def _line(field: Field, answer: Json, wanted: list[str], language: str) -> NoticeLine:
    label = field.label.in_language(language)
    if field.type is not FieldType.TABLE:
        return NoticeLine(field.key, label, display_value(field, answer))
    columns = [column for column in field.columns if column.key in wanted and column.privacy not in SEALED]
    rows = [row for row in answer if isinstance(row, dict)] if isinstance(answer, list) else []
    return NoticeLine(
        field.key,
        label,
        columns=tuple(column.label.in_language(language) for column in columns),
        rows=tuple(tuple(display_value(column, row.get(column.key)) for column in columns) for row in rows),
    )


def scan(lines: tuple[NoticeLine, ...]) -> tuple[PlacedFinding, ...]:
    """Every forbidden number of a notice with its place."""
    return tuple(_scan(lines))


def _scan(lines: tuple[NoticeLine, ...]) -> Iterator[PlacedFinding]:
    for line in lines:
        for finding in findings_in(line.words):
            yield PlacedFinding(line.label, 0, finding)
        for at, row in enumerate(line.rows, start=1):
            for label, words in zip(line.columns, row, strict=True):
                for finding in findings_in(words):
                    yield PlacedFinding(f"{line.label} {label}", at, finding)


def last_day(start: date, days: int, *, working: bool, calendar: WorkingCalendar) -> LimitDate:
    """The last day of a period of `days` after `start`, which itself is not counted (Civil Code 201)."""
    if working:
        return calendar.add_working_days(start, days)
    return LimitDate(start + timedelta(days=days), provisional=False)


def lines_as_json(lines: tuple[NoticeLine, ...]) -> list[dict[str, Json]]:
    return [
        {
            "key": line.key,
            "label": line.label,
            "words": line.words,
            "columns": list(line.columns),
            "rows": [list(row) for row in line.rows],
        }
        for line in lines
    ]


def lines_from_json(stored: list[Mapping[str, object]]) -> tuple[NoticeLine, ...]:
    """The inverse of `lines_as_json`."""
    return tuple(
        NoticeLine(
            str(line["key"]),
            str(line["label"]),
            str(line["words"]),
            tuple(map(str, _items(line["columns"]))),
            tuple(tuple(map(str, _items(row))) for row in _items(line["rows"])),
        )
        for line in stored
    )


def _items(value: object) -> list[object]:
    return value if isinstance(value, list) else []
