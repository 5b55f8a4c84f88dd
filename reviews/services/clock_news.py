"""Telling people about limits."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from applications.models import Application
from notifications.services.notify import Notice
from reviews.domain.news import ClockMessage
from reviews.models import Clock, ClockKind, TaskState
from reviews.services.chain_news import subject_of


def clock_notice(
    event: ClockMessage, clock: Clock, people: frozenset[UUID], *, to_task: bool, basis: str = "", **more: str
) -> Notice:
    """One thing about one clock: whoever has the task is led to it, the others to the application."""
    application = clock.application
    task = clock.task or application.tasks.filter(state=TaskState.OPEN).order_by("opened_at", "id").first()
    page = reverse("workbench:application", args=[application.id])
    if to_task and task is not None:
        page = reverse("workbench:task", args=[task.id])
    due = clock.due_on.isoformat() if clock.due_on else ""
    return Notice(
        event,
        people,
        subject_of(application),
        page,
        {**_params(application), "limit": limit_label(clock), "due": due, "basis": basis, **more},
    )


def extension_notice(
    event: ClockMessage, application: Application, people: frozenset[UUID], *, page: str, **params: str
) -> Notice:
    return Notice(event, people, subject_of(application), page, {**_params(application), **params})


def limit_label(clock: Clock) -> str:
    """Which limit it is: a step's bears the step's name."""
    if clock.kind == ClockKind.STEP and clock.task is not None:
        return clock.task.step_label
    return str(ClockKind(clock.kind).label)


def _params(application: Application) -> dict[str, str]:
    return {
        "number": application.number,
        "name": application.title,
        "procedure": application.procedure.name,
        "step": application.current_step_label,
    }
