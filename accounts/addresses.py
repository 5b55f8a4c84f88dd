"""Absolute links, built from the jurisdiction's own domain and the settings, never from a Host header."""

from __future__ import annotations

from django.conf import settings

from tenants.context import current_tenant
from tenants.models import Domain, Jurisdiction

DEFAULT_PORTS = {"http": 80, "https": 443}
_CACHE = "_primary_domain"


def absolute_url(path: str, jurisdiction: Jurisdiction | None = None) -> str:
    """`path` on the primary domain of a jurisdiction (the current one by default)."""
    return origin_of(_primary_domain(jurisdiction or current_tenant())) + path


def origin_of(domain: str) -> str:
    """Scheme, host and, where it is not the usual one, port: `https://city.example.cn`."""
    scheme, port = settings.WEB_SCHEME, settings.WEB_PORT
    suffix = "" if DEFAULT_PORTS.get(scheme) == port else f":{port}"
    return f"{scheme}://{domain}{suffix}"


def _primary_domain(jurisdiction: Jurisdiction) -> str:
    """One query, then kept on the object, which no request keeps longer than `tenants.hosts` does: some seconds."""
    known: str | None = getattr(jurisdiction, _CACHE, None)
    if known is None:
        known = Domain.objects.get(tenant=jurisdiction, is_primary=True).domain
        setattr(jurisdiction, _CACHE, known)
    return known
