"""Canonical bytes: one spelling per document, so that its hash names it.

UTF-8, Unicode NFC, sorted keys, no white space, whole numbers as they are, decimals as normalised strings, no floats.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from procedures.domain.answer_types import decimal_text
from procedures.domain.package.document import PackageDocument
from procedures.domain.values import Json

Writable: TypeAlias = "str | int | bool | Decimal | Sequence[Writable] | Mapping[str, Writable] | None"


def canonical_bytes(document: PackageDocument | Mapping[str, Writable]) -> bytes:
    """The bytes that are stored and hashed.

    Raises TypeError for a float, ValueError for two keys that differ only before normalisation.
    """
    content = document_json(document) if isinstance(document, PackageDocument) else _canonical_object(document)
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def version_hash(canonical: bytes) -> str:
    """The name of a version: sha256 in hexadecimal."""
    return hashlib.sha256(canonical).hexdigest()


def document_json(document: PackageDocument) -> dict[str, Json]:
    """A document as JSON without what is at its default. Defaults belong to the format number and never change."""
    return _canonical_object(document.model_dump(mode="json", exclude_defaults=True))


def _canonical_object(value: Mapping[str, Writable]) -> dict[str, Json]:
    content = {unicodedata.normalize("NFC", key): _canonical(item) for key, item in value.items()}
    if len(content) != len(value):
        raise ValueError("two keys are the same after normalisation")
    return content


def _canonical(value: Writable) -> Json:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, Mapping):
        return _canonical_object(value)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [_canonical(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")
