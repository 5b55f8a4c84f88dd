"""Steps that end with the period of a public notice (公示期): looked at on the day after it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Exists, Min, OuterRef, QuerySet

from accounts.access import platform_actor
from applications.domain.states import Status
from applications.models import Application
from applications.queries.locks import lock_application
from procedures.domain.chain_commands import EndNotice
from procedures.domain.chain_model import StepKind
from reviews.domain.notices import NoticeState
from reviews.models import PublicNotice, StepTask, TaskState
from reviews.queries.locks import lock_notice, lock_task
from reviews.services.chain import apply_command
from reviews.services.chain_news import subject_of
from tenants.clock import now, today
from tenants.domain.clock import CHINA
from tenants.domain.errors import DomainError
from tenants.records.due_work import due_work
from tenants.records.services.ledger import write_ledger

#: Steps that pass in one turn, and how long one that cannot go on yet is left alone.
AT_ONCE = 50
TRIED_AGAIN = timedelta(hours=1)
log = structlog.get_logger("tongban.notices")


def day_after(ends_on: date) -> datetime:
    """The moment at which a period is over: its last day counts to the end."""
    return datetime.combine(ends_on + timedelta(days=1), time(), CHINA)


@due_work("reviews.end_notices")
def end_notices() -> datetime | None:
    """Pass every step whose notice has run its days; when to look again, if any is still running.

    Each is a transaction of its own: a worker that dies has done nothing, and a second one finds it done. One that
    cannot go on yet does not keep those behind it back.
    """
    over = _waiting().filter(Exists(_released().filter(ends_on__lt=today()))).order_by("opened_at", "id")
    ended, left = 0, False
    for task_id, application_id in list(over.values_list("id", "application_id")):
        if ended == AT_ONCE:
            return now()
        try:
            _end(application_id, task_id)
            ended += 1
        except DomainError as refused:
            log.info("notices.step_waits", task=str(task_id), code=refused.code)
            left = True
    running = PublicNotice.objects.filter(
        state=NoticeState.RELEASED, ends_on__gte=today(), application__in=_waiting().values("application")
    )
    ends_on = running.aggregate(first=Min("ends_on"))["first"]
    moments = [day_after(ends_on)] if ends_on else []
    return min([*moments, now() + TRIED_AGAIN]) if left else next(iter(moments), None)


def _waiting() -> QuerySet[StepTask]:
    open_steps = StepTask.objects.filter(state=TaskState.OPEN, kind=StepKind.PUBLIC_NOTICE.value)
    return open_steps.exclude(application__status=Status.SUSPENDED)


def _released() -> QuerySet[PublicNotice]:
    """The notice of the round that the task is in: what was published before a return does not count."""
    return PublicNotice.objects.filter(
        application=OuterRef("application"), round=OuterRef("application__round"), state=NoticeState.RELEASED
    )


@transaction.atomic
def _end(application_id: UUID, task_id: UUID) -> None:
    application = lock_application(application_id)
    task = lock_task(task_id)
    notice = _over(application)
    if task.state != TaskState.OPEN or application.status == Status.SUSPENDED or notice is None:
        return
    command = EndNotice(task.step_key, str(notice.id), task.branch_path)
    apply_command(application, command, actor=platform_actor(""), now=now())
    write_ledger(
        "reviews.end_notice",
        actor_id=None,
        subject=subject_of(application),
        data={"task": str(task.id), "notice": str(notice.id), "ends_on": str(notice.ends_on)},
    )


def _over(application: Application) -> PublicNotice | None:
    """The notice whose period is over, locked: whoever withdraws it at this moment comes before or after."""
    known = PublicNotice.objects.filter(
        application=application.id, round=application.round, state=NoticeState.RELEASED, ends_on__lt=today()
    ).first()
    if known is None:
        return None
    notice = lock_notice(known.id)
    return notice if notice.state == NoticeState.RELEASED else None
