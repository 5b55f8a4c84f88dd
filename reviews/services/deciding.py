"""Deciding: a result in the package's words, an opinion, and a registration number where the result carries one."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.access import Actor
from procedures.domain.chain_commands import Decide
from procedures.domain.chain_model import Effect, ResultOption
from reviews.domain.actions import Action
from reviews.domain.remarks import checked_opinion
from reviews.models import Decision, StepAct
from reviews.services.acts import (
    NOBODY_CHOSEN,
    ActOutcome,
    Chosen,
    Turn,
    begin_turn,
    chosen_principals,
    chosen_said,
    once,
    record_act,
)
from reviews.services.chain import apply_command
from reviews.services.chain_news import subject_of
from reviews.services.registration_numbers import settle_number
from tenants.domain.errors import Problem, ValidationFailed
from tenants.records.services.ledger import write_ledger


@transaction.atomic
def decide_application(
    actor: Actor,
    *,
    task_id: UUID,
    version: int,
    result: str,
    opinion: str,
    number: str,
    idempotency_key: str,
    chosen: Chosen = NOBODY_CHOSEN,
    unfit_confirmed: bool = False,
) -> ActOutcome:
    """Decide on an application. An empty `number` takes the one that is offered.

    Two decisions in the same second never share a number: the counter's row is locked, and the second one gets
    ValidationFailed `number_taken` at `number` and a fresh offer; nothing of it is kept.

    A favourable decision on materials that the person found unfit wants `unfit_confirmed`.

    Raises NotAuthorised, IllegalTransition (also for a stale page), ValidationFailed at `result`, `opinion`, `number`,
    `next`, `verdict-<material>`, `unfit_confirmed`.
    """

    def act() -> ActOutcome:
        turn = begin_turn(actor, task_id=task_id, version=version, action=Action.DECIDE)
        option = _chosen(turn, result)
        words = checked_opinion(opinion, required=option.opinion_required or turn.step.opinion_required)
        turn.check_unfit(confirmed=unfit_confirmed or option.effect is Effect.DENY)
        named = chosen_principals(chosen)
        command = Decide(turn.task.step_key, option.key, words, turn.task.branch_path, turn.by, turn.seat, named)
        record = write_decision(turn, option, command, number=number)
        write_ledger(
            "reviews.decide_application",
            actor_id=actor.user_id,
            subject=subject_of(turn.application),
            data=turn.marked(
                {
                    "task": str(task_id),
                    "result": option.key,
                    "number": turn.application.registration_number,
                    **chosen_said(chosen),
                }
            ),
        )
        application = turn.application
        return ActOutcome(record.id, application.id, application.status, application.registration_number)

    given = {
        "task": task_id,
        "version": version,
        "result": result,
        "opinion": opinion,
        "number": number,
        "chosen": dict(chosen),
        **({"unfit_confirmed": True} if unfit_confirmed else {}),
    }
    return once(actor, key=idempotency_key, command="reviews.decide_application", given=given, act=act)


def write_decision(turn: Turn, option: ResultOption, command: Decide, *, number: str) -> StepAct:
    """The act, its number, what follows in the chain, and the decision itself, in the caller's transaction.

    Raises IllegalTransition as the chain does, ValidationFailed at `number`.
    """
    record = record_act(turn, Action.DECIDE, opinion=command.opinion)
    turn.application.registration_number = settle_number(turn, option, number)
    turn.application.save(update_fields=["registration_number"])
    apply_command(turn.application, command, actor=turn.actor, now=turn.now, opinion=command.opinion)
    Decision.objects.create(
        application=turn.application,
        act=record,
        result=option.key,
        result_label=str(option.label),
        opinion=command.opinion,
        number=turn.application.registration_number,
        decided_by_id=turn.actor.account_id,
        decided_at=turn.now,
        engine=f"format-{turn.package.format}",
    )
    return record


def _chosen(turn: Turn, result: str) -> ResultOption:
    for option in turn.step.results:
        if option.key == result:
            return option
    raise ValidationFailed([Problem("result", "result_missing")])
