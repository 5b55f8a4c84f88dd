"""Who learns of a step in the chain: the timeline for everybody with access, messages for those it concerns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from accounts.access import Actor
from accounts.domain.principals import administrators_principal
from accounts.domain.roles import RoleKey
from accounts.queries.people import role_principals, users_of_principal
from applications.models import Application, Channel, TimelineEntry
from applications.services.counter_news import tell_who_came
from notifications.models import Message
from notifications.services.notify import Notice, send_notices
from procedures.domain.chain_commands import Command, Decide, Resubmit, ReturnToStep, RevokeDecision, Start
from procedures.domain.chain_events import Blocked, Event, StepNotified
from procedures.domain.chain_model import Chain, Step, StepKind
from procedures.domain.text import Text
from procedures.queries.packages import compiled
from reviews.domain.chain_words import INTERNAL, timeline_kind, told_to_leader, visits_in
from reviews.domain.news import MessageEvent, TimelineKind
from reviews.domain.remarks import Remark
from reviews.models import StepTask
from reviews.queries.assignees import Roster
from reviews.services.chain_rows import OpenedTask
from tenants.domain.subjects import SubjectRef

#: What the applicant unit's administrators hear as well.
_TO_UNIT = frozenset(
    {
        MessageEvent.PAPER_AWAITED,
        MessageEvent.PAPER_RECEIVED,
        MessageEvent.NOT_ACCEPTED,
        MessageEvent.DECIDED,
        MessageEvent.DECISION_REVOKED,
        MessageEvent.SUSPENDED,
        MessageEvent.RESUMED,
        MessageEvent.TERMINATED,
    }
)


def subject_of(application: Application) -> SubjectRef:
    return SubjectRef("applications.application", application.id, application.number)


@dataclass(frozen=True, slots=True)
class News:
    """What every piece of news is about, and who stands ready to hear it."""

    application: Application
    chain: Chain
    roster: Roster
    actor: Actor
    now: datetime


def tell(
    news: News,
    command: Command,
    events: Sequence[Event],
    opened: Sequence[OpenedTask],
    *,
    opinion: str,
    remarks: Sequence[Remark],
) -> list[Message]:
    """Write the timeline entry of a command, and the messages that follow from it; these come back."""
    application, chain = news.application, news.chain
    step = _step_of(chain, command, application)
    kind = timeline_kind(command, events)
    entries = [_timeline_entry(news, command, step, kind=kind, opinion=opinion, remarks=remarks)]
    entries[0].params |= visits_in(command, events)
    notices = []
    event = told_to_leader(kind)
    if event is not None:
        notices.append(_to_applicant(news, event, step))
    for each in opened:
        if each.is_new and each.task.kind == StepKind.RECEIVE_PAPER:
            notices.append(_to_applicant(news, MessageEvent.PAPER_AWAITED, chain.step(each.task.step_key)))
        people = news.roster.people_of(each.principals) - {news.actor.user_id}
        notices.append(task_notice(application, each.task, people))
    notices += [_copy_notice(news, each) for each in events if isinstance(each, StepNotified)]
    for blocked in (each for each in events if isinstance(each, Blocked)):
        entries.append(_blockage_entry(news, chain.step(blocked.step)))
        notices += _blockage_notices(application, chain.step(blocked.step))
    TimelineEntry.objects.bulk_create(entries)
    return send_notices(notices)


def _step_of(chain: Chain, command: Command, application: Application) -> Step | None:
    if isinstance(command, RevokeDecision):
        return chain.step(application.current_step)
    return chain.step(getattr(command, "step", ""))


def _timeline_entry(
    news: News, command: Command, step: Step | None, *, kind: TimelineKind, opinion: str, remarks: Sequence[Remark]
) -> TimelineEntry:
    params: dict[str, object] = {}
    if remarks:
        params["items"] = [{"path": remark.path, "text": remark.text} for remark in remarks]
    if isinstance(command, ReturnToStep):
        target = news.chain.step(command.to)
        params["to"] = str(target.name) if target else ""
    if isinstance(command, Decide):
        params |= {"result": news.application.result_label, "number": news.application.registration_number}
    return TimelineEntry(
        application=news.application,
        at=news.now,
        kind=kind.value,
        step_label=str(step.applicant_name) if step else "",
        actor_label=_actor_label(news, command),
        round=news.application.round,
        opinion=opinion,
        params=params,
        for_applicant=kind not in INTERNAL,
    )


def _actor_label(news: News, command: Command) -> str:
    """Who it was; at the counter with the mark that it was for somebody else."""
    if news.application.channel != Channel.COUNTER or not isinstance(command, (Start, Resubmit)):
        return news.actor.name
    return f"{news.actor.name}（{Channel.COUNTER.label}）"


def _to_applicant(news: News, event: MessageEvent, step: Step | None) -> Notice:
    application = news.application
    recipients = frozenset({application.leader_id}) | tell_who_came(application)
    if event in _TO_UNIT and application.organisation_id:
        recipients |= news.roster.people_of([administrators_principal(application.organisation_id)])
    return Notice(
        event,
        recipients,
        subject_of(application),
        reverse("applications:application", args=[application.id]),
        _params(application, str(step.applicant_name) if step else ""),
        _own_words(application, event),
    )


def task_notice(application: Application, task: StepTask, people: frozenset[UUID]) -> Notice:
    """That a task waits, to those who may take it."""
    return Notice(
        MessageEvent.TASK_WAITING,
        people,
        subject_of(application),
        reverse("workbench:task", args=[task.id]),
        _params(application, task.step_label),
        _own_words(application, MessageEvent.TASK_WAITING),
    )


def _copy_notice(news: News, copied: StepNotified) -> Notice:
    """抄送: they may read the application, and need not act."""
    application = news.application
    step = news.chain.step(copied.step)
    return Notice(
        MessageEvent.COPIED,
        news.roster.people_of(copied.people) - {news.actor.user_id},
        subject_of(application),
        reverse("workbench:application", args=[application.id]),
        _params(application, str(step.name) if step else ""),
        _own_words(application, MessageEvent.COPIED),
    )


def _blockage_entry(news: News, step: Step | None) -> TimelineEntry:
    return TimelineEntry(
        application=news.application,
        at=news.now,
        kind=TimelineKind.BLOCKED,
        step_label=str(step.name) if step else "",
        round=news.application.round,
        for_applicant=False,
    )


def _blockage_notices(application: Application, step: Step | None) -> list[Notice]:
    """Nobody can act: which step of which procedure waits, without content.

    Whoever administers people may give somebody the role; whoever configures the procedure may change the rule.
    """
    procedure = application.procedure
    told = {
        RoleKey.SYSTEM_ADMINISTRATOR: reverse("accounts:people"),
        RoleKey.CONFIGURATOR: reverse("portal:guide", args=[procedure.code]),
    }
    return [
        Notice(
            MessageEvent.STEP_BLOCKED,
            frozenset(user for principal in role_principals(role) for user in users_of_principal(principal)),
            SubjectRef("procedures.procedure", procedure.id, procedure.name),
            address,
            {"procedure": procedure.name, "step": str(step.name) if step else ""},
        )
        for role, address in told.items()
    ]


def notice_words(application: Application, event: MessageEvent, *, step: str) -> tuple[dict[str, str], dict[str, Text]]:
    """What a message about an application fills in, and what its package says instead of the platform."""
    return _params(application, step), _own_words(application, event)


def _own_words(application: Application, event: MessageEvent) -> dict[str, Text]:
    """What the pinned package says instead of the platform, by channel."""
    package = compiled(application.procedure_version)
    return {each.channel: each.text for each in package.messages if each.event == event}


def _params(application: Application, step: str) -> dict[str, str]:
    return {
        "number": application.number,
        "name": application.title,
        "procedure": application.procedure.name,
        "step": step,
        "result": application.result_label,
        "registration_number": application.registration_number,
    }
