"""The working calendar of the current tenant: the national arrangement, over it the days of above, and its own."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from tenants.context import current_schema
from tenants.domain.calendar import WorkingCalendar
from tenants.domain.schema_names import PUBLIC
from tenants.models import CalendarDay, CalendarYear
from tenants.records.models import CalendarOverlay

#: A newly published year reaches every process within this time.
LIFETIME_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class _National:
    days: dict[date, bool]
    years: frozenset[int]
    read_at: float


_national: dict[str, _National] = {}


def working_calendar(*, fresh: bool = False, local: Iterable[CalendarOverlay] | None = None) -> WorkingCalendar:
    """National days from the process, the tenant's local days from its schema (one small query).

    `fresh`: the national days are read again (two queries), for everybody in this process. `local`: the tenant's local
    days, where they came along with something else.
    """
    if fresh:
        forget_national_days()
    national = _national_days()
    if local is None:
        there = current_schema() != PUBLIC
        local = CalendarOverlay.objects.only("day", "is_working", "from_above") if there else ()
    layers: dict[bool, dict[date, bool]] = {False: {}, True: {}}
    for row in local:
        layers[row.from_above][row.day] = row.is_working
    return WorkingCalendar(national.days, national.years, overlay=layers[False], above=layers[True])


def forget_national_days() -> None:
    """After a year was published in this process."""
    _national.pop(str(connection.settings_dict["NAME"]), None)


def _national_days() -> _National:
    database = str(connection.settings_dict["NAME"])
    known = _national.get(database)
    if known is None or time.monotonic() - known.read_at > LIFETIME_SECONDS:
        known = _National(
            days=dict(CalendarDay.objects.values_list("day", "is_working")),
            years=frozenset(CalendarYear.objects.values_list("year", flat=True)),
            read_at=time.monotonic(),
        )
        _national[database] = known
    return known
