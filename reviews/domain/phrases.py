"""Phrases (常用意见): words that somebody writes again and again, with places that each application fills."""

from __future__ import annotations

import string
from collections.abc import Mapping
from enum import StrEnum

from tenants.domain.errors import Problem, ValidationFailed

MAX_PHRASE = 300
MATERIAL = "materials."


class PhraseField(StrEnum):
    """What may stand in braces in a phrase."""

    TITLE = "title"
    NUMBER = "number"
    UNIT = "unit"
    STEP = "step"
    MATERIAL = "material"
    DATE = "date"


def checked_phrase(text: str, *, material: str) -> str:
    """The words without surrounding blanks. `material` is the path the phrase is kept for, empty for none.

    Raises ValidationFailed at `text`: nothing written, too long, or braces that name no field.
    """
    text = text.strip()
    if not text:
        raise ValidationFailed([Problem("text", "phrase_missing")])
    if len(text) > MAX_PHRASE:
        raise ValidationFailed([Problem("text", "phrase_too_long", {"most": MAX_PHRASE})])
    known = set(PhraseField) if material else set(PhraseField) - {PhraseField.MATERIAL}
    strays = _places(text) - {field.value for field in known}
    if strays:
        raise ValidationFailed([Problem("text", "phrase_field_unknown", {"fields": "、".join(sorted(strays))})])
    return text


def filled_phrase(text: str, values: Mapping[str, str]) -> str:
    """The phrase with its places filled; a place without a value stays empty."""
    return text.format_map({field.value: values.get(field.value, "") for field in PhraseField})


def _places(text: str) -> set[str]:
    """What stands in braces, as typed; a lone brace or a conversion counts as a stray."""
    try:
        parsed = list(string.Formatter().parse(text))
    except ValueError:
        return {"{ }"}
    return {
        f"{name}{f'!{conversion}' if conversion else ''}{f':{spec}' if spec else ''}"
        for _, name, spec, conversion in parsed
        if name is not None
    }
