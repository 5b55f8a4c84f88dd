"""Tasks that know where they are: a tenant's task refuses to run without its schema, a platform task within one.

tenant-schemas-celery runs a task without a schema header on public; these bases raise instead. The header is signed,
so that a message put on the queue by somebody else chooses no tenant.
"""

from __future__ import annotations

from typing import Any

from django.core import signing
from tenant_schemas_celery.task import TenantTask as SchemaTask

from tenants.context import current_schema
from tenants.domain.schema_names import PUBLIC, is_tenant_schema
from tenants.models import Jurisdiction, State

SCHEMA, MARK = "_schema_name", "_schema_mark"
_signer = signing.Signer(salt="tenants.tasks")


class TaskRefusedError(RuntimeError):
    """The message does not say, or may not say, where to run. Never retried."""


class TenantTask(SchemaTask):  # type: ignore[misc]
    """Runs in exactly one tenant, which must exist and not be suspended."""

    abstract = True
    #: Work that brings a tenant up or back runs while it is not active.
    allowed_states: tuple[str, ...] = (State.ACTIVE,)

    def apply_async(self, args: Any = None, kwargs: Any = None, **options: Any) -> Any:
        headers = dict(options.pop("headers", None) or {})
        schema = str(headers.setdefault(SCHEMA, current_schema()))
        if not is_tenant_schema(schema):
            raise TaskRefusedError(f"{self.name} was sent from {schema}: it belongs to a tenant")
        headers[MARK] = mark_of(self.name, schema)
        return super().apply_async(args, kwargs, headers=headers, **options)

    def send_to(self, schema: str, *args: Any) -> None:
        """Queue this task for `schema`, from wherever the caller is."""
        self.apply_async(args, headers={SCHEMA: schema})

    def before_start(self, task_id: str, args: Any, kwargs: Any) -> None:
        super().before_start(task_id, args, kwargs)
        schema, mark = _header(self, SCHEMA), _header(self, MARK)
        if not schema or not mark or mark != mark_of(self.name, schema):
            raise TaskRefusedError(f"{self.name} came without a signed schema")
        if current_schema() != schema:
            raise TaskRefusedError(f"{self.name} for {schema} was about to run in {current_schema()}")
        state = Jurisdiction.objects.filter(schema_name=schema).values_list("state", flat=True).first()
        if state not in self.allowed_states:
            raise TaskRefusedError(f"{self.name}: {schema} is {state or 'unknown'}")


class PlatformTask(SchemaTask):  # type: ignore[misc]
    """Runs on the public schema: dispatching and work that belongs to no tenant."""

    abstract = True

    def apply_async(self, args: Any = None, kwargs: Any = None, **options: Any) -> Any:
        options["headers"] = {**(options.get("headers") or {}), SCHEMA: PUBLIC}
        return super().apply_async(args, kwargs, **options)

    def before_start(self, task_id: str, args: Any, kwargs: Any) -> None:
        super().before_start(task_id, args, kwargs)
        if current_schema() != PUBLIC:
            raise TaskRefusedError(f"{self.name} belongs to the platform, not to {current_schema()}")


def mark_of(task_name: str, schema: str) -> str:
    return _signer.signature(f"{task_name}:{schema}")


def _header(task: SchemaTask, name: str) -> str | None:
    headers = task.request.headers or {}
    value = headers.get(name) or task.request.get(name)
    return str(value) if value else None
