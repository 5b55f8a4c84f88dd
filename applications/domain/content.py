"""What a submission is, as bytes: the hash that freezes it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class FiledMaterial:
    """One line of the materials filed: a file by its digest, or an exemption. `kept` names the version in the library
    that a file was chosen from.
    """

    key: str
    ordinal: int
    sha256: str
    name: str
    exempt: bool
    kept: str = ""


def content_hash(
    *,
    package_hash: str,
    variant: str,
    answers: Mapping[str, object],
    personal: Mapping[str, object],
    materials: Sequence[FiledMaterial],
    agreements: Mapping[str, str],
) -> str:
    """SHA-256 over the canonical form of everything that was submitted, whatever the order it is given in."""
    document = {
        "package": package_hash,
        "variant": variant,
        "answers": answers,
        "personal": personal,
        "materials": [_line(m) for m in sorted(materials)],
        "agreements": agreements,
    }
    return hashlib.sha256(canonical_json(document)).hexdigest()


def _line(filed: FiledMaterial) -> list[str | int | bool]:
    """What was uploaded for this application alone is written as ever, so that hashes of before stay right."""
    line: list[str | int | bool] = [filed.key, filed.ordinal, filed.sha256, filed.name, filed.exempt]
    return [*line, filed.kept] if filed.kept else line


def canonical_json(document: Mapping[str, object]) -> bytes:
    """UTF-8, sorted keys, no blanks. Raises TypeError for what JSON cannot hold exactly."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def fingerprint(*parts: str) -> str:
    """What a command was given, as one short word: the same parts give the same word."""
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()
