"""A submission as people read it: section by section, in words, personal values masked, changes and remarks marked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from accounts.domain.masking import HIDDEN, mask_email, mask_identity_number, mask_mobile, mask_name
from procedures.domain.form import condition_facts, visible_fields
from procedures.domain.form_diff import ChangeKind, FieldChange, diff
from procedures.domain.form_reading import display_value
from procedures.domain.form_schema import SEALED, Field, FieldType, FormSchema, OfficeLine, Privacy, Section
from procedures.domain.values import Answers, Json

_MASKS: Final[Mapping[FieldType, Callable[[str], str]]] = {
    FieldType.MOBILE: mask_mobile,
    FieldType.PHONE: mask_mobile,
    FieldType.EMAIL: mask_email,
    FieldType.IDENTITY_NUMBER: mask_identity_number,
    FieldType.TEXT: mask_name,
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A value inside a table or matrix; `change` says how it differs from the round before."""

    label: str
    words: str
    change: str = ""
    before: str = ""
    #: What was submitted here, where the record was put right since (更正).
    submitted: str = ""


@dataclass(frozen=True, slots=True)
class DossierRow:
    number: int
    cells: tuple[Cell, ...]
    change: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One question and its answer. Tables fill `rows`, matrices `cells`, everything else `words`."""

    key: str
    label: str
    type: str
    words: str = ""
    masked: bool = False
    change: str = ""
    before: str = ""
    submitted: str = ""
    remark: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[DossierRow, ...] = ()
    cells: tuple[Cell, ...] = ()
    removed_rows: int = 0


@dataclass(frozen=True, slots=True)
class DossierSection:
    key: str
    number: str
    label: str
    lines: tuple[Line, ...]

    @property
    def changed(self) -> bool:
        return any(line.change or line.removed_rows for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Reading:
    """How one submission is read: revealed or masked, against which earlier round, with which remarks."""

    language: str
    reveal: bool
    changes: Mapping[str, FieldChange]
    remarks: Mapping[str, str]
    rectified: Mapping[str, FieldChange]

    def words(self, item: Field, answer: Json) -> str:
        words = display_value(item, answer)
        if not words or not self.hides(item):
            return words
        return _MASKS.get(item.type, _hide)(words)

    def hides(self, item: Field) -> bool:
        return item.privacy is Privacy.SECRET or (item.privacy in SEALED and not self.reveal)

    def change(self, path: str) -> tuple[str, str]:
        change = self.changes.get(path)
        if change is None or change.kind is ChangeKind.MOVED:
            return (change.kind.value, "") if change else ("", "")
        return change.kind.value, self.words(change.field, change.before)

    def submitted(self, path: str) -> str:
        """What was submitted at a place whose record was put right since."""
        change = self.rectified.get(path)
        return self.words(change.field, change.before) if change else ""


def dossier_sections(
    form: FormSchema,
    answers: Answers,
    *,
    language: str,
    before: Answers | None = None,
    submitted: Answers | None = None,
    reveal: bool = False,
    remarks: Mapping[str, str] | None = None,
    office: Mapping[OfficeLine, str] | None = None,
) -> tuple[DossierSection, ...]:
    """The visible part of a form in words. With `before`, the answers of the round before, changes are marked.

    With `submitted`, what the record was put right from (更正) stands beside it. Sealed answers are masked unless
    `reveal`; secret ones always. `office` is what the decision says in the lines that the office fills in.
    """
    changes = diff(form, before, answers) if before is not None else ()
    rectified = diff(form, submitted, answers) if submitted is not None else ()
    reading = _Reading(
        language,
        reveal,
        {change.path: change for change in changes},
        remarks or {},
        {change.path: change for change in rectified},
    )
    removed = [change.path for change in changes if change.kind is ChangeKind.REMOVED and change.path.endswith("]")]
    visible = visible_fields(form, answers)
    computed = condition_facts(form, answers)
    sections = []
    for section in form.sections:
        lines = tuple(
            _line(item, _answer(item, answers, computed.get(item.key), office or {}), reading, removed)
            for item in section.fields
            if item.key in visible
        )
        if lines:
            sections.append(_section(section, lines, language))
    return tuple(sections)


def _section(section: Section, lines: tuple[Line, ...], language: str) -> DossierSection:
    return DossierSection(section.key, section.number, section.label.in_language(language), lines)


def _answer(item: Field, answers: Answers, computed: object, office: Mapping[OfficeLine, str]) -> Json:
    if item.office is not None:
        return office.get(item.office)
    if item.type is FieldType.COMPUTED:
        return None if computed is None else str(computed)
    return answers.get(item.key)


def _line(item: Field, answer: Json, reading: _Reading, removed: list[str]) -> Line:
    change, before = reading.change(item.key)
    label = item.label.in_language(reading.language)
    remark = reading.remarks.get(item.key, "")
    if item.type is FieldType.TABLE:
        rows = answer if isinstance(answer, list) else []
        return Line(
            item.key,
            label,
            item.type.value,
            masked=bool(rows) and any(reading.hides(column) for column in item.columns),
            change=change or (ChangeKind.CHANGED.value if _touched(item, reading) else ""),
            remark=remark,
            columns=tuple(column.label.in_language(reading.language) for column in item.columns),
            rows=tuple(_row(item, at, row, reading) for at, row in enumerate(rows) if isinstance(row, dict)),
            removed_rows=sum(path.startswith(f"{item.key}[") for path in removed),
        )
    if item.type is FieldType.MATRIX:
        cells = _cells(item, answer, reading)
        touched = ChangeKind.CHANGED.value if any(cell.change for cell in cells) else ""
        return Line(item.key, label, item.type.value, change=change or touched, remark=remark, cells=cells)
    words = reading.words(item, answer)
    return Line(
        item.key,
        label,
        item.type.value,
        words,
        bool(words) and reading.hides(item),
        change,
        before,
        reading.submitted(item.key),
        remark,
    )


def _touched(table: Field, reading: _Reading) -> bool:
    return any(path.startswith(f"{table.key}[") for path in reading.changes)


def _row(table: Field, at: int, row: dict[str, Json], reading: _Reading) -> DossierRow:
    change, _ = reading.change(f"{table.key}[{at}]")
    cells = []
    for column in table.columns:
        path = f"{table.key}[{at}].{column.key}"
        cell_change, before = reading.change(path)
        label = column.label.in_language(reading.language)
        words = reading.words(column, row.get(column.key))
        cells.append(Cell(label, words, cell_change, before, reading.submitted(path)))
    return DossierRow(at + 1, tuple(cells), change)


def _cells(matrix: Field, answer: Json, reading: _Reading) -> tuple[Cell, ...]:
    amounts = answer if isinstance(answer, dict) else {}
    cells = []
    for cell in matrix.cells:
        change, before = reading.change(f"{matrix.key}.{cell.key}")
        group = f"{cell.group.in_language(reading.language)} " if cell.group else ""
        amount = amounts.get(cell.key)
        words = f"{amount} {matrix.unit}".rstrip() if amount is not None else ""
        cells.append(Cell(group + cell.label.in_language(reading.language), words, change, before))
    return tuple(cells)


def masked_words(item: Field, answer: Json, *, reveal: bool = False) -> str:
    """One answer in words, masked where it is personal unless `reveal`; a secret one always."""
    return _Reading("", reveal, {}, {}, {}).words(item, answer)


def _hide(words: str) -> str:
    return HIDDEN * min(len(words), 8)
