"""The current tenant's data keys: made once at provisioning, unwrapped by the site key, kept in the process."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from tenants import ciphers
from tenants.backend.access import wrapper_of

#: A rotated key reaches every process within this time.
LIFETIME_SECONDS = 300


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The unwrapped keys of one schema: `active` closes, `by_id` opens."""

    active: Mapping[str, UUID]
    by_id: Mapping[UUID, bytes]
    read_at: float


_rings: dict[tuple[str, str], KeyRing] = {}


class MissingKeyError(LookupError):
    """The schema holds no such data key; provisioning was not finished or a value comes from elsewhere."""


def wrap_key(key: bytes, schema: str) -> bytes:
    """`key` as it may lie in the database: bound to its schema, openable with SITE_KEY only."""
    algorithm = ciphers.ALGORITHMS[settings.FIELD_CIPHER]
    return bytes([algorithm]) + ciphers.seal(algorithm, _wrapping_key(), key, f"data-key:{schema}".encode())


def unwrap_key(wrapped: bytes, schema: str) -> bytes:
    return ciphers.unseal(wrapped[0], _wrapping_key(), wrapped[1:], f"data-key:{schema}".encode())


def new_wrapped_key(schema: str) -> bytes:
    return wrap_key(secrets.token_bytes(ciphers.KEY_LENGTH), schema)


def active_key(purpose: str) -> tuple[UUID, bytes]:
    """The key that closes new values of the current schema."""
    ring = _ring()
    try:
        key_id = ring.active[purpose]
    except KeyError as error:
        raise MissingKeyError(f"no active data key for {purpose}") from error
    return key_id, ring.by_id[key_id]


def key_by_id(key_id: UUID) -> bytes:
    """The key that closed an older value; the ring is read once more before giving up."""
    key = _ring().by_id.get(key_id) or _read_ring().by_id.get(key_id)
    if key is None:
        raise MissingKeyError("sealed with a key that this schema does not hold")
    return key


def forget_keys(schema: str) -> None:
    """After a schema was made or dropped."""
    _rings.pop((_database(), schema), None)


def _database() -> str:
    return str(wrapper_of().settings_dict["NAME"])


def _schema() -> str:
    return wrapper_of().schema_name


def _ring() -> KeyRing:
    ring = _rings.get((_database(), _schema()))
    if ring is None or time.monotonic() - ring.read_at > LIFETIME_SECONDS:
        return _read_ring()
    return ring


def _read_ring() -> KeyRing:
    from tenants.records.models import DataKey

    schema = _schema()
    rows = list(DataKey.objects.values_list("id", "purpose", "wrapped", "retired_at"))
    ring = KeyRing(
        active={purpose: key_id for key_id, purpose, _wrapped, retired_at in rows if retired_at is None},
        by_id={key_id: unwrap_key(bytes(wrapped), schema) for key_id, _purpose, wrapped, _retired_at in rows},
        read_at=time.monotonic(),
    )
    if rows:
        _rings[(_database(), schema)] = ring
    return ring


def _wrapping_key() -> bytes:
    return ciphers.derive_key(settings.SITE_KEY, "wrap data keys")
