"""What the clocks of a world hold in words: the legal basis of a stop, the reason for more time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from accounts.models import User
from applications.domain.states import Status
from applications.queries.locks import lock_application
from reviews.models import Clock, ClockExtension, ClockState, ExtensionState
from tenants.clock import now
from tenants.records.models import CalendarOverlay
from tests.factories.clocks import resume, suspend


def clock_values(marker: str, users: Mapping[str, User]) -> dict[str, str]:
    """A clock that stood still and runs again; an extension that was asked for and refused."""
    running = Clock.objects.filter(
        state=ClockState.RUNNING, application__status=Status.IN_PROGRESS, kind="promised"
    ).order_by("id")[0]
    application = lock_application(running.application_id)
    suspend(application, users["registration_point"], basis=f"依据{marker}")
    resume(application, users["registration_point"])
    Clock.objects.filter(application=application).update(basis=f"法定依据{marker}")
    extension = ClockExtension.objects.create(
        application=application,
        length=5,
        unit="working_days",
        reason=f"情况复杂{marker}",
        asked_by=users["registration_point"],
        asked_at=now(),
        state=ExtensionState.REFUSED,
        decided_by=users["second_registration_point"],
        decided_at=now(),
        opinion=f"不必延长{marker}",
    )
    day = CalendarOverlay.objects.create(
        day=date(2001, 2, 3), is_working=False, reason=f"停电{marker}", basis=f"通知{marker}"
    )
    CalendarOverlay.objects.create(
        day=date(2001, 2, 4), is_working=False, reason=f"停水{marker}", basis=f"上级通知{marker}", from_above=True
    )
    return {"extension_id": str(extension.id), "day_id": str(day.id)}
