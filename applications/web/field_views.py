"""What the field templates draw: one question with its words, value, state and messages, ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from applications.domain.prefilled import Prefilled
from applications.web.origin_words import origin_words
from applications.web.problem_words import control_id
from applications.web.window_lines import WindowLine
from procedures.domain.answer_types import RAW, is_unreadable
from procedures.domain.form_paths import key_of
from procedures.domain.form_reading import typed_code
from procedures.domain.form_schema import Field, FieldType, MatrixColumn, Option
from procedures.domain.text import Text
from procedures.domain.values import Json

#: Types that one line of text holds, and what a phone's keyboard should offer for them.
INPUT_MODES = {
    FieldType.NUMBER: "decimal",
    FieldType.MONEY: "decimal",
    FieldType.INTEGER: "numeric",
    FieldType.YEAR: "numeric",
    FieldType.POSTAL_CODE: "numeric",
    FieldType.MOBILE: "tel",
    FieldType.PHONE: "tel",
    FieldType.EMAIL: "email",
}
#: Types that are one `<input>`, with its type in HTML; the others have a template of their own name.
INPUT_TYPES = {
    **dict.fromkeys(
        (
            FieldType.TEXT,
            FieldType.NUMBER,
            FieldType.MONEY,
            FieldType.INTEGER,
            FieldType.YEAR,
            FieldType.POSTAL_CODE,
            FieldType.MOBILE,
            FieldType.PHONE,
            FieldType.EMAIL,
            FieldType.USCC,
            FieldType.IDENTITY_NUMBER,
        ),
        "text",
    ),
    FieldType.DATE: "date",
    FieldType.YEAR_MONTH: "month",
}
AUTOCOMPLETE = {FieldType.EMAIL: "email", FieldType.POSTAL_CODE: "postal-code"}


@dataclass(frozen=True, slots=True)
class OptionView:
    key: str
    label: str
    chosen: bool
    exclusive: bool
    children: tuple[OptionView, ...] = ()


@dataclass(frozen=True, slots=True)
class CellView:
    """One amount of a money matrix."""

    name: str
    id: str
    label: str
    value: str
    unit: str
    is_sum: bool
    type: str = FieldType.MONEY.value
    messages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CellGroup:
    """Neighbouring cells under one upper header; the label is empty for those without one."""

    label: str
    cells: tuple[CellView, ...]


@dataclass(frozen=True, slots=True)
class RowView:
    index: int
    cells: tuple[FieldView, ...]
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class FieldView:
    """One question as a template sees it. `value` is what was typed, also where that could not be read."""

    key: str
    name: str
    id: str
    type: str
    template: str
    label: str
    hint: str
    caution: str
    example: str
    unit: str
    required: bool
    visible: bool
    value: str = ""
    values: tuple[str, ...] = ()
    options: tuple[OptionView, ...] = ()
    groups: tuple[CellGroup, ...] = ()
    columns: tuple[FieldView, ...] = ()
    rows: tuple[RowView, ...] = ()
    points: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    input_type: str = ""
    input_mode: str = "text"
    autocomplete: str = "off"
    max_chars: int = 0
    max_items: int = 0
    ordered: bool = False
    in_table: bool = False
    dictionary: str = ""
    #: Where the answer comes from, in words; None where it was never taken from anywhere.
    origin: str | None = None
    locked: bool = False
    #: Until when one may apply, counted from this day; None where nothing is counted from it.
    windows: tuple[WindowLine, ...] | None = None

    @property
    def has_windows(self) -> bool:
        return self.windows is not None

    @property
    def has_origin(self) -> bool:
        return self.origin is not None


@dataclass(frozen=True, slots=True)
class FormState:
    """Everything besides the question itself that decides how it looks; `computed` holds results by field key."""

    language: str
    answers: Mapping[str, Json]
    messages: Mapping[str, Sequence[str]] = field(default_factory=dict)
    visible: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    computed: Mapping[str, str] = field(default_factory=dict)
    prefilled: Prefilled = field(default_factory=dict)
    locked: frozenset[str] = frozenset()
    windows: Mapping[str, tuple[WindowLine, ...]] = field(default_factory=dict)

    def words(self, text: Text | None) -> str:
        return text.in_language(self.language) if text else ""


def field_view(question: Field, state: FormState) -> FieldView:
    """The view of a field of the form itself."""
    view = _view(
        question,
        state,
        name=question.key,
        value=state.computed.get(question.key, state.answers.get(question.key)),
        visible=question.key in state.visible,
        required=question.required or question.key in state.required,
    )
    if question.key in state.windows:
        view = replace(view, windows=state.windows[question.key])
    if question.key not in state.prefilled:
        return view
    locked = question.key in state.locked
    return replace(view, origin=origin_words(state.prefilled[question.key], locked=locked), locked=locked)


def looks_of(question: Field, state: FormState) -> tuple[object, ...]:
    """All of a state that the view of a field is made from: equal looks give equal views."""
    key = question.key
    inside = [(path, words) for path, words in state.messages.items() if key_of(path) == key]
    return (
        state.answers.get(key),
        state.computed.get(key),
        key in state.visible,
        key in state.required,
        state.prefilled.get(key),
        key in state.locked,
        state.windows.get(key),
        inside,
    )


def _view(
    question: Field,
    state: FormState,
    *,
    name: str,
    value: Json,
    visible: bool,
    required: bool,
    in_table: bool = False,
) -> FieldView:
    values = _values(question, value)
    shown = _line(value)
    return FieldView(
        key=question.key,
        name=name,
        id=control_id(name),
        type=question.type.value,
        template=f"fields/_{'line' if question.type in INPUT_TYPES else question.type.value}.html",
        input_type=INPUT_TYPES.get(question.type, ""),
        label=state.words(question.label),
        hint=state.words(question.hint),
        caution=state.words(question.caution),
        example=state.words(question.example),
        unit=question.unit,
        required=required,
        visible=visible,
        value=shown,
        values=_text_lines(question, values) if question.type in {FieldType.TEXTS, FieldType.CODE} else values,
        options=tuple(_option(option, values or (shown,), state) for option in question.options),
        groups=_groups(question, state, value) if question.type is FieldType.MATRIX else (),
        columns=_columns(question, state),
        rows=_rows(question, state, name, value) if question.type is FieldType.TABLE else (),
        points=tuple(state.words(point) for point in question.required_points),
        messages=tuple(state.messages.get(name, ())),
        input_mode=INPUT_MODES.get(question.type, "text"),
        autocomplete=AUTOCOMPLETE.get(question.type, "off"),
        max_chars=question.max_chars,
        max_items=question.max_items,
        ordered=question.ordered,
        in_table=in_table,
        dictionary=question.dictionary,
    )


def _values(question: Field, value: Json) -> tuple[str, ...]:
    """The lines of an answer that has several; of a code list also those that stand for no entry."""
    if question.type is not FieldType.CODE:
        return tuple(str(item) for item in value if not isinstance(item, dict)) if isinstance(value, list) else ()
    entries = value[RAW] if isinstance(value, dict) and is_unreadable(value) else value
    return tuple(map(typed_code, entries)) if isinstance(entries, list) else ()


def _line(value: Json) -> str:
    """What stands in a control: the answer, or the words that could not be read as one."""
    if isinstance(value, dict) and is_unreadable(value):
        return str(value[RAW])
    if value is None or isinstance(value, list | dict):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _text_lines(question: Field, values: tuple[str, ...]) -> tuple[str, ...]:
    """As many lines as may be filled in; without a bound, one empty line after the filled ones."""
    length = question.max_items or len(values) + 1
    return (*values, *("" for _ in range(length - len(values))))


def _option(option: Option, chosen: Sequence[str], state: FormState) -> OptionView:
    return OptionView(
        key=option.key,
        label=state.words(option.label),
        chosen=option.key in chosen,
        exclusive=option.exclusive,
        children=tuple(_option(child, chosen, state) for child in option.children),
    )


def _columns(question: Field, state: FormState) -> tuple[FieldView, ...]:
    return tuple(
        _view(column, state, name="", value=None, visible=True, required=column.required, in_table=True)
        for column in question.columns
    )


def _rows(question: Field, state: FormState, name: str, value: Json) -> tuple[RowView, ...]:
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    return tuple(
        RowView(
            index,
            tuple(
                _view(
                    column,
                    state,
                    name=f"{name}[{index}].{column.key}",
                    value=row.get(column.key),
                    visible=True,
                    required=column.required,
                    in_table=True,
                )
                for column in question.columns
            ),
            first=index == 0,
            last=index == len(rows) - 1,
        )
        for index, row in enumerate(rows)
    )


def _groups(question: Field, state: FormState, value: Json) -> tuple[CellGroup, ...]:
    amounts = value if isinstance(value, dict) else {}
    groups: list[tuple[str, list[CellView]]] = []
    for column in question.cells:
        label = state.words(column.group)
        if not groups or groups[-1][0] != label:
            groups.append((label, []))
        groups[-1][1].append(_cell(question, column, state, amounts.get(column.key)))
    return tuple(CellGroup(label, tuple(cells)) for label, cells in groups)


def _cell(matrix: Field, column: MatrixColumn, state: FormState, value: Json) -> CellView:
    name = f"{matrix.key}.{column.key}"
    return CellView(
        name=name,
        id=control_id(name),
        label=state.words(column.label),
        value=_line(value),
        unit=matrix.unit,
        is_sum=bool(column.sum_of),
        messages=tuple(state.messages.get(name, ())),
    )


def controls(view: FieldView) -> Iterator[FieldView | CellView]:
    """The field and, of a table or a matrix, every cell."""
    yield view
    for row in view.rows:
        yield from row.cells
    for group in view.groups:
        yield from group.cells


def renewed_controls(before: Iterable[FieldView], after: Iterable[FieldView]) -> list[FieldView | CellView]:
    """The controls that say something, or something else than before; what the applicant types stays as it is."""
    was = {control.id: _said(control) for view in before for control in controls(view)}
    return [
        control
        for view in after
        if view.type != FieldType.OFFICE
        for control in controls(view)
        if control.messages or was.get(control.id) != _said(control)
    ]


def _said(control: FieldView | CellView) -> tuple[object, ...]:
    if isinstance(control, FieldView):
        return control.messages, control.value, control.values, control.origin, control.windows
    return control.messages, control.value
