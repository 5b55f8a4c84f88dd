"""In which tenant the running code is, and how to step into another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tenants.backend.access import wrapper_of
from tenants.domain.schema_names import PUBLIC, checked_schema
from tenants.models import Jurisdiction


class NoTenantError(RuntimeError):
    """Code that belongs to a tenant ran in the public schema: a programming error, never shown as a refusal."""


def current_schema() -> str:
    return wrapper_of().schema_name


def require_tenant() -> str:
    """The current tenant's schema; NoTenantError in public."""
    schema = current_schema()
    if schema == PUBLIC:
        raise NoTenantError("this runs inside a tenant only")
    return schema


def current_tenant() -> Jurisdiction:
    """The current jurisdiction's row, read once per switch; NoTenantError in public."""
    schema = require_tenant()
    connection = wrapper_of()
    if not isinstance(connection.tenant, Jurisdiction):
        connection.tenant = Jurisdiction.objects.get(schema_name=schema)
    tenant: Jurisdiction = connection.tenant
    return tenant


@contextmanager
def tenant_context(where: str | Jurisdiction) -> Iterator[None]:
    """Run the block in a schema (by name or jurisdiction), then return to the one before.

    Crossing from one tenant into another inside a transaction would let one commit carry two tenants' writes: the
    blocks that movers and the provisioner write are therefore transactions of their own.
    """
    connection = wrapper_of()
    before, include_public = connection.tenant, connection.include_public_schema
    if isinstance(where, Jurisdiction):
        connection.set_tenant(where)
    else:
        connection.set_schema(checked_schema(where))
    try:
        yield
    finally:
        connection.set_tenant(before, include_public)
