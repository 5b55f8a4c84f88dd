"""分办、改派: somebody above gives an open task to a person, or to whoever of those who may do it has least in hand."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.access import Actor, authorize
from accounts.domain.principals import parse_principal, user_principal
from accounts.domain.verdict import RefusalKind
from accounts.models import User
from applications.domain.states import Status
from applications.models import Application
from applications.queries.locks import lock_application
from procedures.domain.chain_acts import may_be_given_out
from procedures.domain.chain_commands import GiveOutTask
from procedures.domain.chain_model import Step
from procedures.domain.chain_run import least_loaded
from procedures.queries.packages import compiled
from reviews.domain.actions import GIVE_OUT
from reviews.models import StepAct, StepTask, TaskState
from reviews.policies import GIVE_OUT_POLICY, GiveOutSituation
from reviews.queries.assignees import roster_of
from reviews.queries.colleagues import colleagues_on
from reviews.queries.giving_out import directs
from reviews.queries.loads import open_seats
from reviews.queries.locks import application_id_of, lock_giving_out, lock_task
from reviews.services.acts import ActOutcome, meanwhile, once
from reviews.services.chain import apply_command
from reviews.services.chain_news import subject_of
from tenants.clock import now
from tenants.domain.errors import IllegalTransition, Problem, ValidationFailed
from tenants.records.services.ledger import write_ledger


@transaction.atomic
def give_out_task(actor: Actor, *, task_id: UUID, version: int, to: UUID | None, idempotency_key: str) -> ActOutcome:
    """One task to one person, who is told. Two who give out at the same time count each other's.

    Raises NotAuthorised (hidden), IllegalTransition (also for a stale page), ValidationFailed at `to`.
    """

    def act() -> ActOutcome:
        application, task, step = _begin(actor, task_id=task_id, version=version)
        person = _receiver(application, step, to)
        record = StepAct.objects.create(
            task=task,
            application=application,
            actor_id=actor.user_id,
            action=GIVE_OUT,
            opinion=person.display_name,
            at=now(),
        )
        command = GiveOutTask(step.key, user_principal(person.id), user_principal(actor.user_id), task.branch_path)
        apply_command(application, command, actor=actor, now=record.at, opinion=person.display_name)
        write_ledger(
            "reviews.give_out_task",
            actor_id=actor.user_id,
            subject=subject_of(application),
            data={"task": str(task_id), "step": step.key, "people": str(person.id), "evenly": to is None},
        )
        return ActOutcome(record.id, application.id, application.status)

    given = {"task": task_id, "version": version, "to": to}
    return once(actor, key=idempotency_key, command="reviews.give_out_task", given=given, act=act)


def _begin(actor: Actor, *, task_id: UUID, version: int) -> tuple[Application, StepTask, Step]:
    application = lock_application(application_id_of(task_id))
    task = lock_task(task_id)
    step = compiled(application.procedure_version).chain.step(task.step_key)
    verdict = GIVE_OUT_POLICY(
        GiveOutSituation(
            status=Status(application.status),
            directs=directs(actor, application.id),
            is_open=task.state == TaskState.OPEN,
            is_for_one=step is not None and may_be_given_out(step),
        )
    )
    if verdict.refusal is RefusalKind.NOT_AUTHORISED:
        authorize(verdict)
    if application.version != version:
        raise meanwhile(application)
    authorize(verdict)
    if step is None:
        raise IllegalTransition("task_closed")
    return application, task, step


def _receiver(application: Application, step: Step, to: UUID | None) -> User:
    """The person of that id, or who has least in hand of those that the step asks; all who may act where it asks none.

    Raises ValidationFailed at `to` for anybody who may not act on the procedure.
    """
    known = {user_principal(each.id): each for each in colleagues_on(application.procedure_id)}
    applicant = user_principal(application.leader_id)
    if to is not None:
        person = known.get(user_principal(to))
        if person is None or user_principal(to) == applicant:
            raise ValidationFailed([Problem("to", "person_not_on_procedure")])
        return person
    roster = roster_of(application, compiled(application.procedure_version).chain)
    asked = {user_principal(each) for each in roster.people_of(roster.assignees.get(step.key, ()))}
    people = sorted((known.keys() & asked or known.keys()) - {applicant})
    if not people:
        raise ValidationFailed([Problem("to", "person_not_on_procedure")])
    lock_giving_out(application.procedure_id)
    chosen = least_loaded(people, open_seats(application.procedure_id, people))
    return known[str(parse_principal(chosen))]
