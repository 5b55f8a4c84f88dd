"""The State Council's arrangements as data: committed files, read at migration, never a library at run time."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TypedDict

from tenants.models import CalendarDay, CalendarYear

DATA = Path(__file__).resolve().parents[1] / "data"


class DayRow(TypedDict):
    day: str
    is_working: bool
    name: str


class YearFile(TypedDict):
    year: int
    source: str
    days: list[DayRow]


def seed_national_calendar(*, using: str) -> None:
    """Publish every year that has a file and is not in the database yet. Repeatable; corrections are left alone."""
    known = set(CalendarYear.objects.using(using).values_list("year", flat=True))
    for path in sorted(DATA.glob("calendar_*.json")):
        content: YearFile = json.loads(path.read_text(encoding="utf-8"))
        if content["year"] in known:
            continue
        year = CalendarYear.objects.using(using).create(year=content["year"], source=content["source"])
        CalendarDay.objects.using(using).bulk_create(
            CalendarDay(year=year, day=date.fromisoformat(row["day"]), is_working=row["is_working"], name=row["name"])
            for row in content["days"]
        )
