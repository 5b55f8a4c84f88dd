"""催办: a reminder to the people of the present step, not more often than the rule lets."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.urls import reverse

from accounts.access import Actor
from applications.domain.states import ENDED, Status
from applications.models import Application, TimelineEntry
from applications.queries.locks import lock_application
from notifications.services.notify import notify
from reviews.domain.news import TimelineKind
from reviews.domain.reminding import MOST_WORDS, Side, next_reminder
from reviews.queries.reminding import last_reminder, open_tasks, people_of, side_of
from reviews.services.chain_news import subject_of
from tenants.calendar import working_calendar
from tenants.clock import now, today
from tenants.domain.clock import civil_date
from tenants.domain.errors import IllegalTransition, Problem, ValidationFailed
from tenants.records.services.idempotency import run_once
from tenants.records.services.ledger import write_ledger

REMINDED = "application_reminded"


@transaction.atomic
def remind(actor: Actor, *, application_id: UUID, words: str = "", idempotency_key: str) -> Side:
    """Remind whoever has the application now, and write it into its timeline; the side that reminded.

    Raises NotAuthorised, IllegalTransition (`reminded_already` with the next day, `nothing_to_remind`,
    `nobody_to_remind`), ValidationFailed at `words`.
    """
    application = lock_application(application_id)
    side = side_of(actor, application)
    said = words.strip()
    if len(said) > MOST_WORDS:
        raise ValidationFailed([Problem("words", "reminder_too_long", {"most": MOST_WORDS})])

    def action() -> dict[str, object]:
        _remind(actor, application, side, said)
        return {}

    fingerprint = f"{application_id}\0{said}"
    run_once(idempotency_key, actor_id=actor.user_id, command="reviews.remind", fingerprint=fingerprint, action=action)
    return side


def _remind(actor: Actor, application: Application, side: Side, words: str) -> None:
    tasks = open_tasks(application)
    if Status(application.status) in ENDED or not tasks:
        raise IllegalTransition("nothing_to_remind")
    _check_turn(actor, application, side)
    principals = [each.principal for task in tasks for each in task.candidates.all() if each.open]
    people = people_of(application, principals) - {actor.user_id}
    if not people:
        raise IllegalTransition("nobody_to_remind")
    TimelineEntry.objects.create(
        application=application,
        at=now(),
        kind=TimelineKind.REMINDED,
        step_label=tasks[0].step_label,
        actor_label=actor.name,
        round=application.round,
        opinion=words,
        params={"side": side.value, "by": str(actor.user_id)},
        for_applicant=side is Side.APPLICANT,
    )
    write_ledger(
        "reviews.remind",
        actor_id=actor.user_id,
        subject=subject_of(application),
        data={"side": side.value, "tasks": [str(task.id) for task in tasks]},
    )
    notify(
        REMINDED,
        recipients=people,
        subject=subject_of(application),
        url_path=reverse("workbench:task", args=[tasks[0].id]),
        params={"name": application.title, "step": tasks[0].step_label, "number": application.number},
    )


def _check_turn(actor: Actor, application: Application, side: Side) -> None:
    last = last_reminder(actor, application, side)
    following = next_reminder(civil_date(last) if last else None, side, working_calendar())
    if last is not None and following is not None and today() < following:
        raise IllegalTransition("reminded_already", at=civil_date(last).isoformat(), next=following.isoformat())
