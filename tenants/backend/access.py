"""The connections with the type they really have: Django's stubs know nothing of schemas."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections

from tenants.backend.base import DatabaseWrapper


def wrapper_of(alias: str = DEFAULT_DB_ALIAS) -> DatabaseWrapper:
    """This thread's connection of an alias."""
    found = connections[alias]
    if not isinstance(found, DatabaseWrapper):
        raise ImproperlyConfigured(f"the database {alias} must use the engine tenants.backend")
    return found
