"""The tenant's calendar: the national days from public, the overlay from its own schema."""

from __future__ import annotations

from datetime import date

import pytest

from tenants.calendar import forget_national_days, working_calendar
from tenants.context import tenant_context
from tenants.models import CalendarYear
from tenants.records.models import CalendarOverlay

pytestmark = pytest.mark.usefixtures("committed")
TYPHOON = date(2026, 7, 20)


def test_an_overlay_counts_in_its_own_tenant_only():
    with tenant_context("t_city_a"):
        CalendarOverlay.objects.create(day=TYPHOON, is_working=False, reason="台风")
        assert working_calendar().is_working_day(TYPHOON) is False
    with tenant_context("t_city_b"):
        assert working_calendar().is_working_day(TYPHOON) is True
    assert working_calendar().is_working_day(TYPHOON) is True


def test_national_days_are_those_of_the_notices():
    calendar = working_calendar()

    assert calendar.published_years == frozenset({2025, 2026})
    assert len(calendar.exceptions) == 23 + 25
    assert CalendarYear.objects.get(year=2025).source.startswith("国务院办公厅")


def test_national_days_are_read_once_a_process(django_assert_num_queries):
    forget_national_days()
    with tenant_context("t_city_a"):
        working_calendar()
        with django_assert_num_queries(1):
            working_calendar()
