"""催办: how often who may remind the people of the present step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from tenants.domain.calendar import WorkingCalendar

MOST_WORDS = 200


class Side(StrEnum):
    """The applicant's people share one turn; of the office everybody has his own."""

    APPLICANT = "applicant"
    OFFICE = "office"


#: Working days after a reminder before the next one.
DAYS: Mapping[Side, int] = {Side.APPLICANT: 3, Side.OFFICE: 1}


def next_reminder(last: date | None, side: Side, calendar: WorkingCalendar) -> date | None:
    """The first day on which the same side may remind again; None when it has not reminded yet."""
    return calendar.add_working_days(last, DAYS[side]).day if last is not None else None
