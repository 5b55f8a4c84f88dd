"""What every page needs: the navigation of whoever looks at it."""

from __future__ import annotations

from django.http import HttpRequest


def navigation(request: HttpRequest) -> dict[str, object]:
    """Menu items by the user's roles; empty outside a tenant."""
    return {}
