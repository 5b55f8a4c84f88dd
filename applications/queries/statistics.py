"""Numbers of the year that anybody may read: how much was filed and decided, never by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from applications.domain.states import Status
from applications.models import Application
from tenants.clock import today
from tenants.domain.clock import CHINA


@dataclass(frozen=True, slots=True)
class YearNumbers:
    year: int
    submitted: int
    in_progress: int
    approved: int


def numbers_of_the_year() -> YearNumbers:
    """Counted over the calendar year in China. One query."""
    year = today().year
    zone: ZoneInfo = CHINA
    begin = datetime(year, 1, 1, tzinfo=zone)
    waiting = [Status.SUBMITTED, Status.IN_PROGRESS, Status.DECIDING, Status.RETURNED]
    counts = Application.objects.aggregate(
        submitted=Count("id", filter=Q(submitted_at__gte=begin)),
        in_progress=Count("id", filter=Q(status__in=waiting)),
        approved=Count("id", filter=Q(status=Status.APPROVED, completed_at__gte=begin)),
    )
    return YearNumbers(year, counts["submitted"], counts["in_progress"], counts["approved"])
