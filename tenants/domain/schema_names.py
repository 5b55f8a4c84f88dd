"""The names of schemas and database roles: an allow-list, because both are written into SQL."""

from __future__ import annotations

import re

PUBLIC = "public"
CODE = re.compile(r"[a-z0-9_]{1,40}", re.ASCII)
SCHEMA = re.compile(r"t_[a-z0-9_]{1,40}", re.ASCII)
#: Short enough that prefix, underscore and schema fit PostgreSQL's 63 bytes.
ROLE_PREFIX = re.compile(r"[a-z][a-z0-9_]{0,19}", re.ASCII)


def schema_of(code: str) -> str:
    """The schema of a tenant code; ValueError when the code is not one."""
    if not CODE.fullmatch(code):
        raise ValueError(f"not a tenant code: {code!r}")
    return f"t_{code}"


def is_tenant_schema(name: str) -> bool:
    return SCHEMA.fullmatch(name) is not None


def checked_schema(name: str) -> str:
    """`name` itself when it is public or a tenant's schema; ValueError otherwise (`x','t_b` was accepted once)."""
    if name != PUBLIC and not is_tenant_schema(name):
        raise ValueError(f"not a schema of ours: {name!r}")
    return name


def role_of(prefix: str, schema: str) -> str:
    """The database role that may touch `schema` and no other."""
    if not ROLE_PREFIX.fullmatch(prefix):
        raise ValueError(f"not a role prefix: {prefix!r}")
    return f"{prefix}_{checked_schema(schema)}"


def shared_role_of(prefix: str) -> str:
    """The role that reads the shared tables; every tenant role is its member."""
    if not ROLE_PREFIX.fullmatch(prefix):
        raise ValueError(f"not a role prefix: {prefix!r}")
    return f"{prefix}_shared"
