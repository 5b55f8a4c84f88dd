"""The State Council's arrangements: shipped as data for the years that are known, later ones published."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypedDict

import structlog
from django.db import transaction

from tenants.calendar import forget_national_days
from tenants.clock import now
from tenants.context import current_schema
from tenants.domain.calendar import WorkingCalendar
from tenants.domain.calendar_years import YearArrangement
from tenants.domain.errors import Problem, ValidationFailed
from tenants.domain.schema_names import PUBLIC
from tenants.domain.subjects import SubjectRef
from tenants.hints import Hint, hint
from tenants.models import CalendarDay, CalendarYear, Jurisdiction, State
from tenants.records.services.ledger import write_ledger

DATA = Path(__file__).resolve().parents[1] / "data"
PUBLISH = "tenants.publish_calendar"
SUBJECT = "tenants.calendar_year"
log = structlog.get_logger("tongban.calendar")


class DayRow(TypedDict):
    day: str
    is_working: bool
    name: str


class YearFile(TypedDict):
    year: int
    source: str
    days: list[DayRow]


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication changed: days that are arranged otherwise than before."""

    is_new: bool
    days: int
    changed: int


def shipped_calendar() -> WorkingCalendar:
    """The years that come with the product, for whoever has no database to ask."""
    files: list[YearFile] = [
        json.loads(path.read_text(encoding="utf-8")) for path in sorted(DATA.glob("calendar_*.json"))
    ]
    days = {date.fromisoformat(row["day"]): row["is_working"] for content in files for row in content["days"]}
    return WorkingCalendar(days, frozenset(content["year"] for content in files))


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


@transaction.atomic
def publish_year(arrangement: YearArrangement, *, correct: bool = False) -> Published:
    """Publish a year for all tenants; the same again changes nothing. Afterwards every tenant reckons its clocks anew.

    `correct` replaces an arrangement that the State Council changed. Tenants' roles may not write these tables: this
    is the platform's, in the public schema. Raises ValidationFailed where the year is published otherwise.
    """
    if current_schema() != PUBLIC:
        raise RuntimeError("a tenant publishes no national days")
    row = CalendarYear.objects.select_for_update(no_key=True).filter(year=arrangement.year).first()
    before = {} if row is None else dict(row.days.values_list("day", "is_working"))
    wanted = {each.day: each.is_working for each in arrangement.days}
    if row is not None and before == wanted and row.source == arrangement.source:
        return Published(is_new=False, days=len(wanted), changed=0)
    if row is not None and not correct:
        raise ValidationFailed([Problem("year", "calendar_year_published", {"year": arrangement.year})])
    changed = sum(before.get(day) != wanted.get(day) for day in before.keys() | wanted.keys())
    written = _write(row, arrangement)
    write_ledger(
        PUBLISH,
        actor_id=None,
        subject=SubjectRef(SUBJECT, written.id, str(arrangement.year)),
        data={"year": arrangement.year, "source": arrangement.source, "changed": changed},
    )
    transaction.on_commit(_reach_everybody())
    return Published(is_new=row is None, days=len(wanted), changed=changed)


def _write(row: CalendarYear | None, arrangement: YearArrangement) -> CalendarYear:
    """The newest notice counts, also for a day in December that an older one had arranged."""
    if row is None:
        row = CalendarYear.objects.create(year=arrangement.year, source=arrangement.source)
    elif row.source != arrangement.source:
        row.source = arrangement.source
        row.save(update_fields=["source"])
    row.days.all().delete()
    CalendarDay.objects.filter(day__in=[each.day for each in arrangement.days]).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(year=row, day=each.day, is_working=each.is_working, name=each.name) for each in arrangement.days
    )
    return row


def _reach_everybody() -> Callable[[], None]:
    """A task for each tenant, by its hint. What gets lost is found by the sweep: clocks name the days they know."""
    moment = now()

    def reach() -> None:
        forget_national_days()
        try:
            for schema in Jurisdiction.objects.filter(state=State.ACTIVE).values_list("schema_name", flat=True):
                hint(schema, moment, Hint.DUE_WORK)
        except Exception as error:  # noqa: BLE001 - the year is published: nothing here may make it look failed
            log.warning("calendar.hints_lost", error=type(error).__name__)

    return reach
