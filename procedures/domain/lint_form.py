"""What can be wrong with a form: fields that lack what their type needs, and names that lead nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from procedures.domain.form import PREFILL_SOURCES
from procedures.domain.form_schema import Field, FieldType, FormSchema, Privacy
from procedures.domain.package.compiled import CompiledPackage
from procedures.domain.package.document import PackageDocument
from procedures.domain.rectifying import RECTIFIABLE_TYPES
from tenants.domain.dictionaries import DICTIONARIES
from tenants.domain.errors import Problem

_NOT_IN_ROWS: Final = frozenset(
    {FieldType.TABLE, FieldType.MATRIX, FieldType.COMPUTED, FieldType.OFFICE, FieldType.CODE}
)
#: Types of one line, which a page can show without letting anybody type.
_LOCKABLE: Final = frozenset(
    {
        FieldType.TEXT,
        FieldType.USCC,
        FieldType.MOBILE,
        FieldType.PHONE,
        FieldType.EMAIL,
        FieldType.POSTAL_CODE,
    }
)

#: What a type cannot do without: whether it is there, and the finding where it is not.
_NEEDS: Final[Mapping[FieldType, tuple[Callable[[Field], bool], str]]] = {
    FieldType.SINGLE: (lambda field: bool(field.options), "field_without_options"),
    FieldType.MULTI: (lambda field: bool(field.options), "field_without_options"),
    FieldType.TREE: (lambda field: bool(field.options), "field_without_options"),
    FieldType.TABLE: (lambda field: bool(field.columns), "table_without_columns"),
    FieldType.MATRIX: (lambda field: bool(field.cells), "matrix_without_cells"),
    FieldType.COMPUTED: (lambda field: field.formula is not None, "computed_without_formula"),
    FieldType.CODE: (lambda field: field.dictionary in DICTIONARIES, "dictionary_not_known"),
    FieldType.OFFICE: (lambda field: field.office is not None, "office_line_missing"),
}


def lint_form(_: PackageDocument, compiled: CompiledPackage) -> Iterator[Problem]:
    """Problems of every variant's form."""
    for form in compiled.forms.values():
        if form.title_field() is None:
            yield Problem("form", "no_title_field")
        for section in form.sections:
            if not section.fields:
                yield Problem(f"form.{section.key}", "section_without_field")
            for field in section.fields:
                yield from _field(field, f"form.{section.key}.{field.key}")
                yield from _neighbours(form, field, f"form.{section.key}.{field.key}")


def _field(field: Field, path: str) -> Iterator[Problem]:
    has_it, code = _NEEDS.get(field.type, (bool, ""))
    if code and not has_it(field):
        yield Problem(path, code)
    if field.prefill and field.prefill not in PREFILL_SOURCES:
        yield Problem(path, "prefill_unknown", {"source": field.prefill})
    if field.locked and (not field.prefill or field.type not in _LOCKABLE):
        yield Problem(path, "locked_without_record")
    if field.rectifiable and (field.type not in RECTIFIABLE_TYPES or field.privacy is Privacy.SECRET):
        yield Problem(path, "rectifiable_not_possible")
    for column in field.columns:
        if column.locked or column.prefill:
            yield Problem(f"{path}.{column.key}", "prefill_in_rows")
        if column.type in _NOT_IN_ROWS:
            yield Problem(f"{path}.{column.key}", "column_type_not_possible", {"type": column.type.value})
        yield from _field(column, f"{path}.{column.key}")
    yield from _inner_names(field, path)


def _inner_names(field: Field, path: str) -> Iterator[Problem]:
    """Names inside a table or matrix: identifying columns, the parts of a sum, the neighbours of identity numbers."""
    columns = {column.key for column in field.columns}
    links = [column.identity for column in field.columns]
    named = [*field.match_on, *(key for link in links for key in (link.document_type, link.birth) if key)]
    yield from (Problem(path, "field_unknown", {"field": key}) for key in named if key not in columns)
    cells = {cell.key for cell in field.cells}
    for cell in field.cells:
        for part in cell.sum_of:
            if part not in cells or part == cell.key:
                yield Problem(f"{path}.{cell.key}", "field_unknown", {"field": part})
        if cell.part_of and (cell.part_of not in cells or cell.part_of == cell.key):
            yield Problem(f"{path}.{cell.key}", "field_unknown", {"field": cell.part_of})


def _neighbours(form: FormSchema, field: Field, path: str) -> Iterator[Problem]:
    """Names of other fields, or of matrix cells, that a field is compared with."""
    known = {*form.by_key, *(f"{each.key}.{cell.key}" for each in form.fields() for cell in each.cells)}
    for other in (field.not_before, field.not_above, field.identity.document_type, field.identity.birth):
        if other and other not in known:
            yield Problem(path, "field_unknown", {"field": other})
