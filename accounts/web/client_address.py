"""Where a request comes from, for counting attempts."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The peer's address; behind TRUSTED_PROXY_COUNT proxies the entry that the outermost of them wrote."""
    trusted: int = getattr(settings, "TRUSTED_PROXY_COUNT", 0)
    peer = request.META.get("REMOTE_ADDR", "")
    if not trusted:
        return str(peer)
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    return hops[-trusted] if len(hops) >= trusted else str(peer)
