"""Which tables a migration makes where, on the application's alias and on the owner's alike."""

from __future__ import annotations

from django.apps import apps
from django.conf import settings

from tenants.backend.access import wrapper_of
from tenants.domain.schema_names import PUBLIC


class SchemaRouter:
    """Shared apps in public, tenant apps in the tenants; the apps named in both lists in both.

    Answers always, so that django-tenants' own router, which knows the default alias only, is never asked.
    """

    def allow_migrate(self, db: str, app_label: str, **_hints: object) -> bool:
        schema = wrapper_of(db).schema_name
        names = settings.SHARED_APPS if schema == PUBLIC else settings.TENANT_APPS
        return apps.get_app_config(app_label).name in names
