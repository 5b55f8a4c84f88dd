"""The form part as form schemas, one per variant: what belongs to other variants is left out."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import JsonValue

from procedures.domain.conditions import Expr
from procedures.domain.form_schema import (
    Check,
    Field,
    FieldType,
    FormSchema,
    IdentityLink,
    MatrixColumn,
    Option,
    Section,
    make_form,
)
from procedures.domain.package import document as doc
from procedures.domain.package.expressions import read_expression
from procedures.domain.package.words import compile_text, compile_texts, optional_text


def compile_form(part: doc.FormPart, variant: str) -> FormSchema:
    """The form of one variant."""
    sections = tuple(
        Section(
            key=section.key,
            label=compile_text(section.label),
            fields=_fields(section.fields, part.option_sets, variant),
            number=section.number,
            note=optional_text(section.note),
            visible_when=_expression(section.visible_when),
        )
        for section in part.sections
        if _belongs(section.variants, variant)
    )
    checks = tuple(
        Check(check.key, read_expression(check.condition), check.fields, compile_text(check.message))
        for check in part.checks
        if _belongs(check.variants, variant)
    )
    return make_form(variant, sections, checks, optional_text(part.title))


def _belongs(variants: tuple[str, ...], variant: str) -> bool:
    return not variants or variant in variants


def _expression(tree: JsonValue | None) -> Expr | None:
    return None if tree is None else read_expression(tree)


def _fields(
    parts: tuple[doc.FieldPart, ...], option_sets: Mapping[str, tuple[doc.OptionPart, ...]], variant: str
) -> tuple[Field, ...]:
    return tuple(_field(part, option_sets, variant) for part in parts if _belongs(part.variants, variant))


def _field(part: doc.FieldPart, option_sets: Mapping[str, tuple[doc.OptionPart, ...]], variant: str) -> Field:
    return Field(
        key=part.key,
        type=FieldType(part.type),
        label=compile_text(part.label),
        required=part.required,
        visible_when=_expression(part.visible_when),
        required_when=_expression(part.required_when),
        privacy=part.privacy,
        marks=frozenset(part.marks),
        title=part.title,
        prefill=part.prefill,
        locked=part.locked,
        rectifiable=part.rectifiable,
        initial=part.initial,
        hint=optional_text(part.hint),
        caution=optional_text(part.caution),
        example=optional_text(part.example),
        source_label=part.source_label,
        unit=part.unit,
        digits=part.digits,
        max_chars=part.max_chars,
        required_points=compile_texts(part.required_points),
        minimum=part.minimum,
        maximum=part.maximum,
        options=_options(option_sets.get(part.option_set, ()), variant),
        max_items=part.max_items,
        min_items=part.min_items,
        columns=_fields(part.columns, option_sets, variant),
        ordered=part.ordered,
        match_on=part.match_on,
        cells=tuple(_cell(cell) for cell in part.cells),
        identity=IdentityLink(part.identity.document_type, part.identity.resident_option, part.identity.birth),
        formula=_expression(part.formula),
        not_before=part.not_before,
        not_above=part.not_above,
        office=part.office,
        dictionary=part.dictionary,
    )


def _options(parts: tuple[doc.OptionPart, ...], variant: str) -> tuple[Option, ...]:
    return tuple(
        Option(part.key, compile_text(part.label), _options(part.children, variant), part.exclusive)
        for part in parts
        if _belongs(part.variants, variant)
    )


def _cell(part: doc.MatrixCellPart) -> MatrixColumn:
    return MatrixColumn(
        part.key, compile_text(part.label), optional_text(part.group), part.sum_of, part.required, part.part_of
    )
