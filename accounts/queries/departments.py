"""Reading the bureau's tree."""

from __future__ import annotations

from accounts.models import Department


def root_department() -> Department | None:
    """The bureau itself; None before provisioning made it."""
    return Department.objects.filter(parent=None).first()
