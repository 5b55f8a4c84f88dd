"""What a form is: sections of fields with stable keys, as the engines take it. Made by `compile_package`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from procedures.domain.conditions import Expr, fields_of
from procedures.domain.text import Text


class FieldType(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    TEXTS = "texts"
    NUMBER = "number"
    MONEY = "money"
    INTEGER = "integer"
    DATE = "date"
    YEAR_MONTH = "year_month"
    YEAR = "year"
    SINGLE = "single"
    MULTI = "multi"
    TREE = "tree"
    CODE = "code"
    TABLE = "table"
    MATRIX = "matrix"
    IDENTITY_NUMBER = "identity_number"
    MOBILE = "mobile"
    PHONE = "phone"
    EMAIL = "email"
    POSTAL_CODE = "postal_code"
    USCC = "uscc"
    COMPUTED = "computed"
    OFFICE = "office"


#: Types whose answer is one or several option keys.
CHOICES = frozenset({FieldType.SINGLE, FieldType.MULTI, FieldType.TREE})


#: Types that nobody types into: worked out by the engine, or written by the office that decides.
NOT_TYPED = frozenset({FieldType.COMPUTED, FieldType.OFFICE})


class OfficeLine(StrEnum):
    """What a line that the office fills in takes from the decision."""

    DEPARTMENT = "department"
    NUMBER = "number"
    RESULT = "result"
    OPINION = "opinion"
    DATE = "date"
    PERSON = "person"


class Privacy(StrEnum):
    """Who may read an answer: everybody, the office, only with a recorded reason, nobody without a special grant."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SECRET = "secret"  # noqa: S105 - a class of privacy


#: Classes that are stored in the encrypted envelope.
SEALED = frozenset({Privacy.PERSONAL, Privacy.SECRET})


class Mark(StrEnum):
    """What lists may do with an answer."""

    LISTED = "listed"
    SEARCHABLE = "searchable"
    COUNTED = "counted"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. `children` make a tree, of which only leaves are chosen; `exclusive` stands alone."""

    key: str
    label: Text
    children: tuple[Option, ...] = ()
    exclusive: bool = False

    def leaves(self) -> Iterator[Option]:
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    """One cell of a money matrix; `group` is the upper header, `sum_of` names the cells it must add up.

    `part_of` names the cell of which this one is a part (其中), and which it therefore cannot exceed.
    """

    key: str
    label: Text
    group: Text | None = None
    sum_of: tuple[str, ...] = ()
    required: bool = False
    part_of: str = ""


@dataclass(frozen=True, slots=True)
class IdentityLink:
    """How an identity number hangs together with its neighbours in the same table row or form."""

    document_type: str = ""
    resident_option: str = ""
    birth: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One question. Attributes that a type does not use stay at their empty values.

    `locked` fields keep what the record gave; where it gave nothing they are typed like others. What was recorded of
    a `rectifiable` one may be corrected as an obvious slip after submission (更正).
    """

    key: str
    type: FieldType
    label: Text
    required: bool = False
    visible_when: Expr | None = None
    required_when: Expr | None = None
    privacy: Privacy = Privacy.INTERNAL
    marks: frozenset[Mark] = frozenset()
    title: bool = False
    prefill: str = ""
    locked: bool = False
    rectifiable: bool = False
    initial: str = ""
    hint: Text | None = None
    caution: Text | None = None
    example: Text | None = None
    source_label: str = ""
    unit: str = ""
    digits: int = 0
    max_chars: int = 0
    required_points: tuple[Text, ...] = ()
    minimum: str = ""
    maximum: str = ""
    options: tuple[Option, ...] = ()
    max_items: int = 0
    min_items: int = 0
    columns: tuple[Field, ...] = ()
    ordered: bool = False
    match_on: tuple[str, ...] = ()
    cells: tuple[MatrixColumn, ...] = ()
    identity: IdentityLink = IdentityLink()
    formula: Expr | None = None
    not_before: str = ""
    not_above: str = ""
    office: OfficeLine | None = None
    dictionary: str = ""

    def choices(self) -> Mapping[str, Option]:
        """What may be chosen, by key: all options, of a tree its leaves."""
        return {leaf.key: leaf for option in self.options for leaf in option.leaves()}

    def column(self, key: str) -> Field | None:
        return next((column for column in self.columns if column.key == key), None)


@dataclass(frozen=True, slots=True)
class Check:
    """A rule over several fields; its problem is shown at each of `fields`."""

    key: str
    condition: Expr
    fields: tuple[str, ...]
    message: Text


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    label: Text
    fields: tuple[Field, ...]
    number: str = ""
    note: Text | None = None
    visible_when: Expr | None = None


@dataclass(frozen=True, slots=True)
class FormSchema:
    """The form of one variant."""

    variant: str
    sections: tuple[Section, ...]
    checks: tuple[Check, ...] = ()
    by_key: Mapping[str, Field] = field(default_factory=dict)
    section_of: Mapping[str, Section] = field(default_factory=dict)
    #: By key, the facts beside its own answer on which the problems of a field depend.
    looks_at: Mapping[str, frozenset[str]] = field(default_factory=dict)
    title: Text | None = None

    def fields(self) -> Iterator[Field]:
        for section in self.sections:
            yield from section.fields

    def title_field(self) -> Field | None:
        """The field that names the application in lists and messages."""
        return next((item for item in self.fields() if item.title), None)

    def section(self, key: str) -> Section | None:
        return next((section for section in self.sections if section.key == key), None)


def make_form(
    variant: str, sections: tuple[Section, ...], checks: tuple[Check, ...] = (), title: Text | None = None
) -> FormSchema:
    """A form with its look-ups."""
    return FormSchema(
        variant,
        sections,
        checks,
        {item.key: item for section in sections for item in section.fields},
        {item.key: section for section in sections for item in section.fields},
        {item.key: _looks_at(item) for section in sections for item in section.fields},
        title,
    )


def _looks_at(item: Field) -> frozenset[str]:
    """Conditions of the field and of its columns, and what stands beside an identity number."""
    conditions = (
        condition
        for each in (item, *item.columns)
        for condition in (each.required_when, each.visible_when)
        if condition is not None
    )
    beside = frozenset({item.identity.document_type, item.identity.birth}) if item.identity else frozenset()
    return beside.union(*(fields_of(condition) for condition in conditions))
