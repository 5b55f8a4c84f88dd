"""Which schema has something due next: a sorted set in Valkey, so that thousands of tenants need not be polled.

Only a hint. Losing it costs a delay until the slow sweep, never a message.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django_redis import get_redis_connection

from tenants.domain.schema_names import is_tenant_schema

BATCH = 500


def hint(schema: str, due: datetime) -> None:
    """`schema` has work at `due`; an earlier hint of it stays."""
    get_redis_connection().zadd(_key(), {schema: due.timestamp()}, lt=True)


def take_due(moment: datetime) -> list[str]:
    """Schemas whose hint has come, taken out of the set; two dispatchers never take the same one."""
    store = get_redis_connection()
    names = [name.decode() for name in store.zrangebyscore(_key(), 0, moment.timestamp(), start=0, num=BATCH)]
    return [name for name in names if is_tenant_schema(name) and store.zrem(_key(), name)]


def _key() -> str:
    """Shared by all tenants on purpose; apart per database, because test databases share one server."""
    return f"tongban:due:{connection.settings_dict['NAME']}"
