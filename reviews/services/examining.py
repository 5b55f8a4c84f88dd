"""Examining: pass an application on, or send it back to the project leader with reasons."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from accounts.access import Actor
from procedures.domain.chain_commands import Approve, ReturnToApplicant
from procedures.domain.chain_model import ReturnMode
from reviews.domain.actions import Action
from reviews.domain.places import remark_places
from reviews.domain.remarks import Remark, check_reason_given, checked_opinion, checked_remarks
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
from tenants.records.services.ledger import LedgerValue, write_ledger


@transaction.atomic
def approve_task(
    actor: Actor,
    *,
    task_id: UUID,
    version: int,
    opinion: str,
    idempotency_key: str,
    chosen: Chosen = NOBODY_CHOSEN,
    unfit_confirmed: bool = False,
) -> ActOutcome:
    """The step is passed and the next one opens; leader and next people are told.

    `chosen` are the people of steps that leave it to whoever passes the one before; `unfit_confirmed` passes an
    application although the person found materials unfit.

    Raises NotAuthorised, IllegalTransition (also for a stale page), ValidationFailed at `opinion`, `next`,
    `verdict-<material>` or `unfit_confirmed`.
    """

    def act() -> ActOutcome:
        turn = begin_turn(actor, task_id=task_id, version=version, action=Action.APPROVE)
        words = checked_opinion(opinion, required=turn.step.opinion_required)
        turn.check_unfit(confirmed=unfit_confirmed)
        record = record_act(turn, Action.APPROVE, opinion=words)
        named = chosen_principals(chosen)
        command = Approve(turn.task.step_key, turn.task.branch_path, words, turn.by, turn.seat, named)
        apply_command(turn.application, command, actor=turn.actor, now=turn.now, opinion=words)
        return _finish(turn, "reviews.approve_task", record.id, **chosen_said(chosen))

    given = {"task": task_id, "version": version, "opinion": opinion, "chosen": dict(chosen)}
    given |= {"unfit_confirmed": True} if unfit_confirmed else {}
    return once(actor, key=idempotency_key, command="reviews.approve_task", given=given, act=act)


@transaction.atomic
def return_application(
    actor: Actor,
    *,
    task_id: UUID,
    version: int,
    opinion: str,
    remarks: Sequence[Remark],
    idempotency_key: str,
    then: ReturnMode | None = None,
) -> ActOutcome:
    """Back to the project leader, whoever returns it, with an opinion and remarks at fields and materials.

    Raises NotAuthorised, IllegalTransition (also for a stale page), ValidationFailed at `opinion` or `items[n]`.
    """

    def act() -> ActOutcome:
        turn = begin_turn(actor, task_id=task_id, version=version, action=Action.RETURN)
        words = checked_opinion(opinion, required=False)
        places = remark_places(turn.form, turn.package.materials, turn.application.variant)
        kept = checked_remarks(remarks, known_paths=frozenset(place.path for place in places))
        check_reason_given(words, kept)
        record = record_act(turn, Action.RETURN, opinion=words, remarks=kept)
        reason = words or "；".join(remark.text for remark in kept)
        command = ReturnToApplicant(turn.task.step_key, reason, turn.task.branch_path, turn.by, then)
        apply_command(turn.application, command, actor=turn.actor, now=turn.now, opinion=words, remarks=kept)
        return _finish(turn, "reviews.return_application", record.id, items=len(kept))

    given = {
        "task": task_id,
        "version": version,
        "opinion": opinion,
        "remarks": [[remark.path, remark.text] for remark in remarks],
        "then": then,
    }
    return once(actor, key=idempotency_key, command="reviews.return_application", given=given, act=act)


def _finish(turn: Turn, command: str, act_id: UUID, **data: LedgerValue) -> ActOutcome:
    write_ledger(
        command,
        actor_id=turn.actor.user_id,
        subject=subject_of(turn.application),
        data=turn.marked(
            {"task": str(turn.task.id), "step": turn.task.step_key, "round": turn.application.round, **data}
        ),
    )
    return ActOutcome(act_id, turn.application.id, turn.application.status)
