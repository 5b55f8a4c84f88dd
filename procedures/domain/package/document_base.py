"""What every part of a package is made of: keys, texts, days, and the base of the parts."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from procedures.domain.package.expressions import checked_expression
from procedures.domain.text import DEFAULT_LANGUAGE

Key: TypeAlias = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Code: TypeAlias = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,59}$")]
LanguageTag: TypeAlias = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$")]
Amount: TypeAlias = Annotated[str, Field(pattern=r"^$|^-?\d{1,18}(\.\d{1,6})?$|^\d{4}-\d{2}(-\d{2})?$")]
Placeholder: TypeAlias = Annotated[str, Field(pattern=r"^\$\{[a-z][a-z0-9_]*\}$")]
Expression: TypeAlias = Annotated[JsonValue, AfterValidator(checked_expression)]


def _has_default_language(words: str | dict[str, str]) -> str | dict[str, str]:
    if isinstance(words, dict) and DEFAULT_LANGUAGE not in words:
        raise ValueError(f"a text needs its wording in {DEFAULT_LANGUAGE}")
    return words


Words: TypeAlias = Annotated[str | dict[LanguageTag, str], AfterValidator(_has_default_language)]
Days: TypeAlias = Annotated[int, Field(ge=0, le=3650)] | Placeholder


class Part(BaseModel):
    """Base of every part: unknown names are refused, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)
