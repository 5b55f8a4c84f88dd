"""What differs from city to city in an otherwise equal package: `${key}` places, filled at adoption."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from procedures.domain.values import Json
from tenants.domain.errors import Problem, ValidationFailed

_PLACE: Final = re.compile(r"\$\{([a-z][a-z0-9_]*)\}")


def with_parameters(document: Mapping[str, Json], values: Mapping[str, str]) -> dict[str, Json]:
    """The document of one city: every place filled with its value, or the default where it gave none.

    The parameters stay listed, with what was filled in as their default, so that the city sees what it chose.
    Raises ValidationFailed for a value the package does not ask for, and for a place it does not define.
    """
    declared = document.get("parameters", {})
    parameters = declared if isinstance(declared, dict) else {}
    unknown = [Problem(f"parameters.{key}", "parameter_unknown") for key in values if key not in parameters]
    filled = {key: values.get(key, _default(parameter)) for key, parameter in parameters.items()}
    undefined = [
        Problem("parameters", "parameter_undefined", {"name": name})
        for name in sorted(places(document) - filled.keys())
    ]
    if unknown or undefined:
        raise ValidationFailed(unknown + undefined)
    content = {key: part if key == "parameters" else _fill(part, filled) for key, part in document.items()}
    if parameters:
        content["parameters"] = {
            key: {**parameter, "default": filled[key]} if isinstance(parameter, dict) else parameter
            for key, parameter in parameters.items()
        }
    return content


def places(value: Json | Mapping[str, Json]) -> frozenset[str]:
    """Names of all places in a part of a document."""
    if isinstance(value, str):
        return frozenset(_PLACE.findall(value))
    if isinstance(value, Mapping):
        return frozenset().union(*(places(item) for item in value.values()))
    if isinstance(value, list):
        return frozenset().union(*(places(item) for item in value))
    return frozenset()


def _default(parameter: Json) -> str:
    return str(parameter.get("default", "")) if isinstance(parameter, dict) else ""


def _fill(value: Json, filled: Mapping[str, str]) -> Json:
    if isinstance(value, str):
        return _PLACE.sub(lambda match: filled[match[1]], value)
    if isinstance(value, dict):
        return {key: _fill(item, filled) for key, item in value.items()}
    if isinstance(value, list):
        return [_fill(item, filled) for item in value]
    return value
