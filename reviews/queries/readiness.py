"""What the office can say about being ready: whether an application has been through it once."""

from __future__ import annotations

from django.utils.translation import gettext as _

from reviews.models import Decision
from tenants.readiness import Readiness


def something_was_decided() -> Readiness:
    """A first application, real or on trial, reached its decision."""
    if Decision.objects.exists():
        return Readiness(is_ready=True)
    return Readiness(is_ready=False, detail=_("用试办账号走完一件申报，直到批复"))
