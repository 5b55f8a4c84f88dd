"""Asking for more time: who stands how to it, and the requests as rows."""

from __future__ import annotations

from uuid import UUID

from accounts.access import Actor
from applications.domain.states import ENDED, Status
from applications.models import Application
from procedures.domain.package.compiled import CompiledPackage
from reviews.models import Clock, ClockExtension, ClockState, ExtensionState, TaskCandidate, TaskState
from reviews.policies import ExtensionSituation
from reviews.queries.clock_people import may_grant
from reviews.queries.grants import handles_procedure
from tenants.domain.errors import NotAuthorised


def extension_situation(
    actor: Actor, application: Application, package: CompiledPackage, clocks: list[Clock], *, today_is_over: bool
) -> ExtensionSituation:
    """Up to six queries, none where the package knows of no extension. `today_is_over`: the last day has passed."""
    rule = package.clocks.extension
    if rule is None:
        return ExtensionSituation(
            is_examining=_is_examining(actor, application),
            may_grant=False,
            is_offered=False,
            is_running=False,
            is_used_up=False,
            is_asked=False,
        )
    known = list(ClockExtension.objects.filter(application=application))
    asked = next((each for each in known if each.state == ExtensionState.ASKED), None)
    running = [each for each in clocks if each.task_id is None and each.state == ClockState.RUNNING]
    return ExtensionSituation(
        is_examining=_is_examining(actor, application),
        may_grant=may_grant(actor, application, package),
        is_offered=True,
        is_running=bool(running) and not today_is_over and Status(application.status) not in ENDED,
        is_used_up=sum(each.state == ExtensionState.GRANTED for each in known) >= rule.times,
        is_asked=asked is not None,
        asked_by_me=asked is not None and asked.asked_by_id == actor.user_id,
    )


def extensions_of(application: Application) -> list[ClockExtension]:
    """Every request, the latest first, with the people. One query."""
    rows = ClockExtension.objects.filter(application=application).select_related("asked_by", "decided_by")
    return list(rows.order_by("-asked_at", "-id"))


def application_id_of_extension(extension_id: UUID) -> UUID:
    """Which application a request is about: that never changes. Raises NotAuthorised."""
    found = ClockExtension.objects.filter(pk=extension_id).values_list("application_id", flat=True).first()
    if found is None:
        raise NotAuthorised("extension_unknown")
    return found


def lock_extension(extension_id: UUID) -> ClockExtension:
    """The request, locked until the transaction ends; its application is locked already."""
    return ClockExtension.objects.select_for_update(of=("self",), no_key=True).get(pk=extension_id)


def _is_examining(actor: Actor, application: Application) -> bool:
    """Whether an open task is addressed to somebody who handles the procedure."""
    mine = TaskCandidate.objects.filter(
        principal__in=actor.principals, open=True, task__application=application, task__state=TaskState.OPEN
    )
    return mine.exists() and handles_procedure(actor, application.procedure_id)
