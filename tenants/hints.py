"""Which schema has something due next: sorted sets in Valkey, so that thousands of tenants need not be polled.

Only a hint. Losing it costs a delay until the slow sweep, never a message.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.db import connection
from django_redis import get_redis_connection

from tenants.domain.schema_names import is_tenant_schema

BATCH = 500


class Hint(StrEnum):
    """What is due: a message or a seal, or one of the things that `due_work` looks at."""

    RELAY = "due"
    DUE_WORK = "work"


def hint(schema: str, due: datetime, kind: Hint = Hint.RELAY) -> None:
    """`schema` has work at `due`; an earlier hint of it stays."""
    get_redis_connection().zadd(_key(kind), {schema: due.timestamp()}, lt=True)


def take_due(moment: datetime, kind: Hint = Hint.RELAY) -> list[str]:
    """Schemas whose hint has come, taken out of the set; two dispatchers never take the same one."""
    store, key = get_redis_connection(), _key(kind)
    names = [name.decode() for name in store.zrangebyscore(key, 0, moment.timestamp(), start=0, num=BATCH)]
    return [name for name in names if is_tenant_schema(name) and store.zrem(key, name)]


def swept_until() -> str:
    """The schema at which the last sweep ended; empty when it is to begin anew."""
    return (get_redis_connection().get(_key("swept")) or b"").decode()


def note_swept(schema: str) -> None:
    get_redis_connection().set(_key("swept"), schema)


def _key(what: str) -> str:
    """Shared by all tenants on purpose; apart per database, because test databases share one server."""
    return f"tongban:{what}:{connection.settings_dict['NAME']}"
