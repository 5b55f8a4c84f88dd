"""From what was typed to a stored answer, and from a stored answer to the value that conditions see.

Stored answers are JSON without floats: amounts are normalised decimal strings, days `2024-05-01`, months `2024-05`.
What cannot be read as its type is kept as `{"raw": …}`, so that nothing typed is ever lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from procedures.domain.form_schema import Field, FieldType
from procedures.domain.values import Json, Row, Scalar, Value

RAW: Final = "raw"
#: What is kept of an entry of a code list.
CODE_PARTS: Final = frozenset({"code", "label", "edition"})
#: As much of unreadable words as a message repeats.
SHOWN_CHARS: Final = 40

_DECIMAL: Final = re.compile(r"[+-]?\d{1,18}(?:\.\d{1,12})?", re.ASCII)
_INTEGER: Final = re.compile(r"[+-]?\d{1,15}", re.ASCII)
_DATE: Final = re.compile(r"([12]\d{3})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
_MONTH: Final = re.compile(r"([12]\d{3})[-/.年](\d{1,2})月?", re.ASCII)
_YEAR: Final = re.compile(r"((?:19|20)\d{2})年?", re.ASCII)


class Unreadable(ValueError):
    """What was typed is not of the field's type; `code` says how."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def is_blank(raw: Json) -> bool:
    return not raw.strip() if isinstance(raw, str) else raw is None or raw in ([], {})


def is_unreadable(answer: Json) -> bool:
    return isinstance(answer, dict) and answer.keys() == {RAW}


def read_answer(field: Field, raw: Json) -> Json:
    """The stored answer of any type but table, matrix and computed.

    Raises Unreadable.
    """
    return _READERS.get(field.type, _compact_text)(field, raw)


def _string(raw: Json) -> str:
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        raise Unreadable("not_text")
    return unicodedata.normalize("NFC", str(raw))


def _line(_: Field, raw: Json) -> str:
    return " ".join(_string(raw).split())


def _paragraphs(_: Field, raw: Json) -> str:
    return _string(raw).replace("\r\n", "\n").replace("\r", "\n").strip()


def _compact_text(_: Field, raw: Json) -> str:
    """Codes and numbers as people paste them: full-width characters folded, blanks gone, capitals where they matter."""
    folded = "".join(unicodedata.normalize("NFKC", _string(raw)).split())
    return folded if "@" in folded else folded.upper()


def _lines(_: Field, raw: Json) -> list[Json]:
    items = re.split(r"[;；\n]", raw) if isinstance(raw, str) else raw
    if not isinstance(items, list):
        raise Unreadable("not_text")
    return [line for item in items if (line := " ".join(_string(item).split()))]


def _amount_text(raw: Json) -> str:
    return re.sub(r"[,，\s]", "", unicodedata.normalize("NFKC", _string(raw)))


def _number(_: Field, raw: Json) -> str:
    text = _amount_text(raw)
    if not _DECIMAL.fullmatch(text):
        raise Unreadable("not_a_number")
    return decimal_text(Decimal(text))


def _integer(_: Field, raw: Json) -> int:
    text = _amount_text(raw)
    if not _INTEGER.fullmatch(text):
        raise Unreadable("not_an_integer")
    return int(text)


def _date(_: Field, raw: Json) -> str:
    match = _DATE.fullmatch("".join(_string(raw).split()))
    try:
        if match:
            return date(*(int(part) for part in match.groups())).isoformat()
    except ValueError:
        pass
    raise Unreadable("not_a_date")


def _year_month(_: Field, raw: Json) -> str:
    match = _MONTH.fullmatch("".join(_string(raw).split()))
    if match and 1 <= int(match[2]) <= 12:  # noqa: PLR2004 - months
        return f"{match[1]}-{int(match[2]):02}"
    raise Unreadable("not_a_month")


def _year(_: Field, raw: Json) -> int:
    match = _YEAR.fullmatch("".join(_string(raw).split()))
    if match:
        return int(match[1])
    raise Unreadable("not_a_year")


def _single(field: Field, raw: Json) -> str:
    key = _string(raw)
    if key not in field.choices():
        raise Unreadable("option_unknown")
    return key


def _multi(field: Field, raw: Json) -> list[Json]:
    """Keys in the order of the options, each once."""
    chosen = {_string(item) for item in (raw if isinstance(raw, list) else [raw]) if not is_blank(item)}
    options = field.choices()
    if not chosen <= options.keys():
        raise Unreadable("option_unknown")
    return [key for key in options if key in chosen]


def _codes(_: Field, raw: Json) -> list[Json]:
    """Chosen entries of a code list, each once, with the words and the edition of their day.

    Who reads what was typed replaces it by entries before; words that are still words stand for nothing.
    """
    items = [item for item in (raw if isinstance(raw, list) else [raw]) if not is_blank(item)]
    chosen: dict[str, Json] = {}
    for item in items:
        if not isinstance(item, dict) or item.keys() != CODE_PARTS:
            raise Unreadable("code_unknown", words=str(item)[:SHOWN_CHARS])
        chosen[_string(item["code"])] = {part: _string(item[part]) for part in sorted(CODE_PARTS)}
    return list(chosen.values())


_READERS: Final[Mapping[FieldType, Callable[[Field, Json], Json]]] = {
    FieldType.TEXT: _line,
    FieldType.LONG_TEXT: _paragraphs,
    FieldType.TEXTS: _lines,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _number,
    FieldType.INTEGER: _integer,
    FieldType.DATE: _date,
    FieldType.YEAR_MONTH: _year_month,
    FieldType.YEAR: _year,
    FieldType.SINGLE: _single,
    FieldType.TREE: _single,
    FieldType.MULTI: _multi,
    FieldType.CODE: _codes,
}


def decimal_text(number: Decimal) -> str:
    """A number in its one shortest plain spelling: `1.50` is `1.5`, `-0` is `0`."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def value_of(field: Field, answer: Json) -> Value | None:
    """A stored answer as conditions see it; None for what is missing or could not be read."""
    if field.type is FieldType.TABLE and isinstance(answer, list) and answer:
        return tuple(_row(field, row) for row in answer if isinstance(row, dict))
    return _cell(field, answer)


def _cell(field: Field, answer: Json) -> Scalar | tuple[str, ...] | None:
    if is_blank(answer) or is_unreadable(answer):
        return None
    if isinstance(answer, list):
        return tuple(str(item["code"] if isinstance(item, dict) else item) for item in answer)
    return _scalar(field, answer)


def _scalar(field: Field, answer: Json) -> Scalar | None:
    return _VALUES.get(field.type, str)(answer)


def _whole(answer: Json) -> int | None:
    return answer if isinstance(answer, int) else None


def _no_value(_: Json) -> None:
    return None


#: How conditions see a stored answer; whatever is not here, as its text.
_VALUES: Final[Mapping[FieldType, Callable[[Json], Scalar | None]]] = {
    FieldType.NUMBER: lambda answer: Decimal(str(answer)),
    FieldType.MONEY: lambda answer: Decimal(str(answer)),
    FieldType.INTEGER: _whole,
    FieldType.YEAR: _whole,
    FieldType.DATE: lambda answer: date.fromisoformat(str(answer)),
    FieldType.YEAR_MONTH: lambda answer: date.fromisoformat(f"{answer}-01"),
    FieldType.TABLE: _no_value,
    FieldType.MATRIX: _no_value,
    FieldType.COMPUTED: _no_value,
    FieldType.OFFICE: _no_value,
}


def _row(table: Field, row: Mapping[str, Json]) -> Row:
    cells = ((column.key, _cell(column, row.get(column.key))) for column in table.columns)
    return {key: value for key, value in cells if value is not None}
