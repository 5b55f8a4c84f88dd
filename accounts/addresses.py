"""Absolute links, built from the jurisdiction's own domain and the settings, never from a Host header."""

from __future__ import annotations

from django.conf import settings

from tenants.context import current_tenant
from tenants.models import Domain, Jurisdiction

DEFAULT_PORTS = {"http": 80, "https": 443}


def absolute_url(path: str, jurisdiction: Jurisdiction | None = None) -> str:
    """`path` on the primary domain of a jurisdiction (the current one by default)."""
    owner = jurisdiction or current_tenant()
    return origin_of(Domain.objects.get(tenant=owner, is_primary=True).domain) + path


def origin_of(domain: str) -> str:
    """Scheme, host and, where it is not the usual one, port: `https://city.example.cn`."""
    scheme, port = settings.WEB_SCHEME, settings.WEB_PORT
    suffix = "" if DEFAULT_PORTS.get(scheme) == port else f":{port}"
    return f"{scheme}://{domain}{suffix}"
