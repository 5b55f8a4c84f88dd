"""From JSON to a validated document, with every problem at its path; and the format's JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final, NoReturn

from pydantic import ValidationError

from procedures.domain.package.document import PackageDocument
from procedures.domain.package.upgrades import upgrade
from procedures.domain.values import Json
from tenants.domain.errors import Problem, ValidationFailed

_CODES: Final = {"missing": "package_part_missing", "extra_forbidden": "package_part_unknown"}
SCHEMA_ID: Final = "urn:tongban:package:1"


def parse_package(document: Mapping[str, Json]) -> PackageDocument:
    """A document of any known format, validated.

    Raises ValidationFailed with one problem per place.
    """
    try:
        return PackageDocument.model_validate(upgrade(document))
    except ValidationError as error:
        raise ValidationFailed(_problems(error)) from error


def parse_canonical(canonical: bytes) -> PackageDocument:
    """The document that stored bytes hold.

    Raises ValidationFailed for bytes that are not one.
    """
    try:
        content = json.loads(canonical, parse_float=_refuse_number, parse_constant=_refuse_number)
    except ValueError as error:
        raise ValidationFailed([Problem("", "package_not_json")]) from error
    if not isinstance(content, dict):
        raise ValidationFailed([Problem("", "package_not_json")])
    return parse_package(content)


def json_schema() -> dict[str, Json]:
    """The format as JSON Schema 2020-12, for editors and other programs."""
    schema: dict[str, Json] = PackageDocument.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID, **schema}


def _problems(error: ValidationError) -> list[Problem]:
    """One problem per place. A list that is only too short because its items are wrong is not one of its own."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    places = [_path(item["loc"]) for item in found]
    problems: dict[str, Problem] = {}
    for place, item in zip(places, found, strict=True):
        follows = item["type"] == "too_short" and any(other.startswith(f"{place}[") for other in places)
        if not follows and place not in problems:
            problems[place] = Problem(place, _CODES.get(item["type"], "package_value_invalid"), {"detail": item["msg"]})
    return list(problems.values())


def _refuse_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a whole number")


def _path(location: tuple[int | str, ...]) -> str:
    """The place as people write it; pydantic's names for the alternatives of a union are left out."""
    path = ""
    for part in location:
        if isinstance(part, str) and (part == "str" or part.startswith(("dict[", "constrained-"))):
            continue
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path
