"""Personal values at rest: encrypted per tenant, found again only through a keyed index.

Envelope, version 1: version (1 byte) ‖ key id (16) ‖ algorithm (1) ‖ nonce (12) ‖ ciphertext and tag. The place a
value belongs to (schema and table.column, or schema and a purpose) is authenticated with it: an envelope moved to
another column or another tenant does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import IsNull

from tenants import ciphers, data_keys
from tenants.backend.access import wrapper_of

VERSION = 1
HEADER_LENGTH = 18


def encrypt_bytes(plain: bytes, purpose: str) -> bytes:
    """An envelope for the current tenant; equal values give different envelopes."""
    key_id, key = data_keys.active_key("field")
    algorithm = ciphers.ALGORITHMS[settings.FIELD_CIPHER]
    header = bytes([VERSION]) + key_id.bytes + bytes([algorithm])
    return header + ciphers.seal(algorithm, key, plain, _place(purpose))


def decrypt_bytes(envelope: bytes, purpose: str) -> bytes:
    """The value inside. SealBrokenError or MissingKeyError when it was closed elsewhere or changed."""
    if len(envelope) < HEADER_LENGTH or envelope[0] != VERSION:
        raise ciphers.SealBrokenError("not an envelope of a version we know")
    key = data_keys.key_by_id(UUID(bytes=envelope[1:17]))
    return ciphers.unseal(envelope[17], key, envelope[HEADER_LENGTH:], _place(purpose))


def blind_index(value: str, purpose: str) -> str:
    """Equality without the value: HMAC under the tenant's index key, 64 hex digits.

    The caller normalises what its kind of value needs (digits of a number, lower case of an address); here only
    Unicode forms are made one.
    """
    _, key = data_keys.active_key("index")
    text = unicodedata.normalize("NFKC", value)
    return hmac.new(key, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


def _place(purpose: str) -> bytes:
    return f"{wrapper_of().schema_name}\0{purpose}".encode()


class EncryptedTextField(models.BinaryField):  # type: ignore[type-arg]
    """A text that the database never sees. It cannot be searched, sorted or joined by; use `blind_index` beside it."""

    def _check_str_default_value(self) -> list[CheckMessage]:
        """The default is a text: it is the stored form that is binary."""
        return []

    description = "Encrypted text"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def get_default(self) -> Any:
        return super().get_default() or ("" if not self.null else None)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return IsNull
        raise FieldError(f"{self.name} is encrypted: it can only be asked whether it is null")

    def get_transform(self, lookup_name: str) -> Any:
        raise FieldError(f"{self.name} is encrypted: {lookup_name} means nothing on it")

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        if isinstance(value, bytes | bytearray | memoryview):
            raise TypeError(f"{self.name} takes a text, which it encrypts itself")
        if isinstance(value, str):
            value = encrypt_bytes(value.encode(), self._purpose())
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value: Any, _expression: object, _connection: object) -> str | None:
        return None if value is None else decrypt_bytes(bytes(value), self._purpose()).decode()

    def of_packed(self, value: object) -> str | None:
        """The text behind the stored form as PostgreSQL writes it into an object: hexadecimal after two signs."""
        return None if value is None else decrypt_bytes(bytes.fromhex(str(value)[2:]), self._purpose()).decode()

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:  # noqa: ARG002 - Django's signature
        raise FieldError(f"{self.name} is encrypted and is not serialised")

    def formfield(self, **kwargs: Any) -> Any:
        return models.Field.formfield(self, **kwargs)

    def _purpose(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"  # noqa: SLF001 - Django's public name
