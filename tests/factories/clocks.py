"""Days on which a test lives, and the registration procedure with other limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from applications.models import Application
from procedures.domain.chain_commands import Command, Resume, Suspend
from procedures.domain.package.parameters import with_parameters
from procedures.domain.package.reading import parse_package
from procedures.services.publishing import publish_version
from reviews.models import Clock, ClockKind
from reviews.services.chain import apply_command
from tenants.clock import clock_set_to, now, today
from tenants.domain.clock import CHINA, FixedClock
from tests.domain.procedures.packages import library_json
from tests.factories.registrations import Office, acting, open_registration


def at(day: str, hour: int = 10) -> FixedClock:
    return FixedClock(datetime.fromisoformat(f"{day}T{hour:02}:00").replace(tzinfo=CHINA))


def office_since_january(city: object) -> Office:
    """Everybody has been there since the beginning of 2026."""
    with clock_set_to(at("2026-01-05")):
        return open_registration(city)  # type: ignore[arg-type]


def with_limits(office: Office, **limits: object) -> Office:
    """The same office with a newer version of the procedure."""
    document = library_json()
    document["limits"] = {"statutory_days": 25, "promised_days": 5, **limits}  # type: ignore[dict-item]
    version = publish_version(
        parse_package(with_parameters(document, {})),
        department=office.department,
        effective_from=today(),
        published_by=None,
        approved_by=None,
    )
    return replace(office, version=version)


def due(application: Application, days: int | None, *, kind: ClockKind = ClockKind.PROMISED) -> None:
    """One limit of an application ends so many days from now; the others, and without a number all, long after."""
    far = today() + timedelta(days=90)
    clocks = Clock.objects.filter(application=application, state="running")
    clocks.update(due_on=far, warn_on=far)
    if days is not None:
        day = today() + timedelta(days=days)
        assert clocks.filter(kind=kind).update(due_on=day, warn_on=day) == 1


def suspend(application: Application, user: User, *, basis: str) -> None:
    """中止: everything stands still from now on."""
    _steer(application, user, Suspend(basis, "等待鉴定"))


def resume(application: Application, user: User) -> None:
    _steer(application, user, Resume())


@transaction.atomic
def _steer(application: Application, user: User, command: Command) -> None:
    application.refresh_from_db()
    apply_command(application, command, actor=acting(user), now=now())
