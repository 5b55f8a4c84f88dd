"""Who learns of a step in the chain: the timeline for everybody with access, messages for those it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from accounts.access import Actor
from accounts.domain.principals import administrators_principal
from accounts.domain.roles import RoleKey
from accounts.queries.people import role_principals, users_of_principal
from applications.models import Application, TimelineEntry
from notifications.services.notify import notify
from procedures.domain.chain_model import (
    Approve,
    Blocked,
    Chain,
    Command,
    Decide,
    Event,
    ReceivePaper,
    Resubmit,
    ReturnToApplicant,
    RevokeDecision,
    Start,
    Step,
    StepKind,
    Withdraw,
)
from reviews.domain.news import MessageEvent, TimelineKind
from reviews.domain.remarks import Remark
from reviews.models import StepTask
from tenants.domain.subjects import SubjectRef

_TIMELINE: dict[type[Command], TimelineKind] = {
    Start: TimelineKind.SUBMITTED,
    Resubmit: TimelineKind.RESUBMITTED,
    Approve: TimelineKind.APPROVED,
    ReceivePaper: TimelineKind.PAPER_RECEIVED,
    ReturnToApplicant: TimelineKind.RETURNED,
    Decide: TimelineKind.DECIDED,
    RevokeDecision: TimelineKind.DECISION_REVOKED,
    Withdraw: TimelineKind.WITHDRAWN,
}
#: What the project leader hears of a command. Their own withdrawal needs no message.
_TO_LEADER: dict[type[Command], MessageEvent] = {
    Start: MessageEvent.SUBMITTED,
    Resubmit: MessageEvent.SUBMITTED,
    Approve: MessageEvent.STEP_PASSED,
    ReceivePaper: MessageEvent.PAPER_RECEIVED,
    ReturnToApplicant: MessageEvent.RETURNED,
    Decide: MessageEvent.DECIDED,
    RevokeDecision: MessageEvent.DECISION_REVOKED,
}
#: What the applicant unit's administrators hear as well.
_TO_UNIT = frozenset(
    {MessageEvent.PAPER_AWAITED, MessageEvent.PAPER_RECEIVED, MessageEvent.DECIDED, MessageEvent.DECISION_REVOKED}
)


def subject_of(application: Application) -> SubjectRef:
    return SubjectRef("applications.application", application.id, application.number)


def tell(
    application: Application,
    chain: Chain,
    command: Command,
    events: Sequence[Event],
    opened: Sequence[StepTask],
    *,
    actor: Actor,
    now: datetime,
    opinion: str,
    remarks: Sequence[Remark],
) -> None:
    """Write the timeline entry of a command, and the messages that follow from it."""
    step = _step_of(chain, command, application)
    _enter_timeline(application, command, step, actor=actor, now=now, opinion=opinion, remarks=remarks)
    event = _TO_LEADER.get(type(command))
    if event is not None:
        _tell_applicant(application, event, step)
    for task in opened:
        if task.kind == StepKind.RECEIVE_PAPER:
            _tell_applicant(application, MessageEvent.PAPER_AWAITED, chain.step(task.step_key))
        tell_candidates(application, task, except_for=actor.user_id)
    for blocked in (each for each in events if isinstance(each, Blocked)):
        _tell_of_blockage(application, chain.step(blocked.step), now)


def _step_of(chain: Chain, command: Command, application: Application) -> Step | None:
    match command:
        case Approve(step=key) | ReceivePaper(step=key) | ReturnToApplicant(step=key) | Decide(step=key):
            return chain.step(key)
        case RevokeDecision():
            return chain.step(application.current_step)
        case _:
            return None


def _enter_timeline(
    application: Application,
    command: Command,
    step: Step | None,
    *,
    actor: Actor,
    now: datetime,
    opinion: str,
    remarks: Sequence[Remark],
) -> None:
    params: dict[str, object] = {}
    if remarks:
        params["items"] = [{"path": remark.path, "text": remark.text} for remark in remarks]
    if isinstance(command, Decide):
        params |= {"result": application.result_label, "number": application.registration_number}
    TimelineEntry.objects.create(
        application=application,
        at=now,
        kind=_TIMELINE[type(command)].value,
        step_label=str(step.applicant_name) if step else "",
        actor_label=actor.name,
        round=application.round,
        opinion=opinion,
        params=params,
    )


def _tell_applicant(application: Application, event: MessageEvent, step: Step | None) -> None:
    recipients = {application.leader_id}
    if event in _TO_UNIT and application.organisation_id:
        recipients |= set(users_of_principal(administrators_principal(application.organisation_id)))
    _send(event, application, recipients, reverse("applications:application", args=[application.id]), step)


def tell_candidates(application: Application, task: StepTask, *, except_for: UUID | None = None) -> None:
    """A message to everybody who may take the task, but for the one who has just opened it."""
    principals = task.candidates.order_by("principal").values_list("principal", flat=True)
    people = {user for principal in principals for user in users_of_principal(principal)} - {except_for}
    if people:
        notify(
            MessageEvent.TASK_WAITING,
            recipients=sorted(people),
            subject=subject_of(application),
            url_path=reverse("workbench:task", args=[task.id]),
            params=_params(application, task.step_label),
        )


def _tell_of_blockage(application: Application, step: Step | None, now: datetime) -> None:
    """Nobody can act: whoever administers people learns which step of which procedure waits, without content."""
    TimelineEntry.objects.create(
        application=application,
        at=now,
        kind=TimelineKind.BLOCKED,
        step_label=str(step.name) if step else "",
        round=application.round,
        for_applicant=False,
    )
    people = {
        user for principal in role_principals(RoleKey.SYSTEM_ADMINISTRATOR) for user in users_of_principal(principal)
    }
    if people:
        notify(
            MessageEvent.STEP_BLOCKED,
            recipients=sorted(people),
            subject=SubjectRef("procedures.procedure", application.procedure_id, application.procedure.name),
            url_path=reverse("accounts:people"),
            params={"procedure": application.procedure.name, "step": str(step.name) if step else ""},
        )


def _send(
    event: MessageEvent, application: Application, recipients: Iterable[UUID], url_path: str, step: Step | None
) -> None:
    notify(
        event,
        recipients=sorted(recipients),
        subject=subject_of(application),
        url_path=url_path,
        params=_params(application, str(step.applicant_name) if step else ""),
    )


def _params(application: Application, step: str) -> dict[str, str]:
    return {
        "number": application.number,
        "name": application.title,
        "procedure": application.procedure.name,
        "step": step,
        "result": application.result_label,
        "registration_number": application.registration_number,
    }
