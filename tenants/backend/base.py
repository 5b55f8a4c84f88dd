"""The django-tenants backend with a wall below it: every checkout assumes the role of its schema.

Role and search_path are set by one statement, so that no state exists in which one is the tenant's and the other is
not. The login itself owns nothing and may read nothing: forgetting to choose a schema fails, it does not leak.
"""

from __future__ import annotations

from typing import Any

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import DatabaseError
from django_tenants.postgresql_backend.base import DatabaseWrapper as TenantsDatabaseWrapper
from django_tenants.utils import get_limit_set_calls

from tenants.domain.schema_names import PUBLIC, checked_schema, role_of

ASSUME = "SELECT set_config('role', %s, false), set_config('search_path', %s, false)"
SEARCH = "SELECT set_config('search_path', %s, false)"


class DatabaseWrapper(TenantsDatabaseWrapper):  # type: ignore[misc] # django-tenants has no types
    """Adds the role to django-tenants' search_path, with the same caching and the same forgetting on rollback."""

    schema_name: str
    tenant: Any
    include_public_schema: bool
    search_path_set_schemas: list[str] | None
    _setting_search_path: bool

    @property
    def role_prefix(self) -> str | None:
        """None on the owner's alias, which keeps its login."""
        prefix: str | None = self.settings_dict.get("TENANT_ROLE_PREFIX")
        return prefix

    def set_tenant(self, tenant: Any, include_public: bool = True) -> None:  # noqa: FBT001, FBT002 - overridden signature
        checked_schema(tenant.schema_name)
        super().set_tenant(tenant, include_public)

    def _handle_search_path(self, cursor: Any = None) -> None:
        """Assume the schema. Unlike the parent, a failure is raised: a role that cannot be assumed must stop the query.

        Only inside a transaction that PostgreSQL has already aborted is it ignored: nothing but a rollback can follow.
        """
        if self._setting_search_path or (get_limit_set_calls() and self.search_path_set_schemas):
            return
        if not self.schema_name:
            raise ImproperlyConfigured("no schema selected")

        paths = self._get_cursor_search_paths()
        statement, values = self._assumption(paths)
        self._setting_search_path = True
        chosen = self.connection.cursor() if cursor is None else cursor
        try:
            chosen.execute(statement, values)
        except (DatabaseError, psycopg.Error) as error:
            self.search_path_set_schemas = None
            if not _is_aborted(error):
                raise
        else:
            self.search_path_set_schemas = paths
        finally:
            self._setting_search_path = False
            if cursor is None:
                chosen.close()

    def _assumption(self, paths: list[str]) -> tuple[str, list[str]]:
        path = ", ".join(f'"{name}"' for name in paths)
        if self.role_prefix is None:
            return SEARCH, [path]
        return ASSUME, [role_of(self.role_prefix, self.schema_name), path]

    def _get_cursor_search_paths(self) -> list[str]:
        schema = checked_schema(self.schema_name)
        if schema == PUBLIC or not self.include_public_schema:
            return [schema]
        return [schema, PUBLIC]


def _is_aborted(error: Exception) -> bool:
    aborted = psycopg.errors.InFailedSqlTransaction
    return isinstance(error, aborted) or isinstance(error.__cause__, aborted)
