"""Places of an application that a remark can be about."""

from __future__ import annotations

from dataclasses import dataclass

from procedures.domain.form_schema import FormSchema
from procedures.domain.materials import MaterialsList
from procedures.domain.text import Text


@dataclass(frozen=True, slots=True)
class Place:
    """A field or a material; `group` is the section it stands in, None for materials."""

    path: str
    label: Text
    group: Text | None


def remark_places(form: FormSchema, materials: MaterialsList, variant: str) -> tuple[Place, ...]:
    """Every field of the form in its order, then every material of the variant."""
    fields = tuple(
        Place(field.key, field.label, section.label) for section in form.sections for field in section.fields
    )
    filed = tuple(
        Place(f"materials.{spec.key}", spec.name, None)
        for spec in materials.items
        if not spec.variants or variant in spec.variants
    )
    return fields + filed
