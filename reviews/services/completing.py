"""用印、制发: passing a step with what proves it: the scan of the stamped page, the certificate."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.access import Actor
from procedures.domain.chain_commands import Complete
from reviews.domain.actions import Action
from reviews.domain.remarks import checked_opinion
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
from reviews.services.certificates import issue_at_step
from reviews.services.chain import apply_command
from reviews.services.chain_news import subject_of
from reviews.services.evidence import checked_evidence
from tenants.records.services.ledger import LedgerValue, write_ledger

#: The acts of this module.
COMPLETING = frozenset({Action.SEAL, Action.ISSUE})


@transaction.atomic
def seal_task(
    actor: Actor,
    *,
    task_id: UUID,
    version: int,
    opinion: str,
    scan_id: UUID | None,
    idempotency_key: str,
    chosen: Chosen = NOBODY_CHOSEN,
) -> ActOutcome:
    """The page is stamped; its scan stays with the act. Leader and next people are told.

    Raises NotAuthorised, IllegalTransition (also for a stale page), ValidationFailed at `opinion`, `evidence`, `next`.
    """

    def act() -> ActOutcome:
        turn = begin_turn(actor, task_id=task_id, version=version, action=Action.SEAL)
        words = checked_opinion(opinion, required=turn.step.opinion_required)
        scan = checked_evidence(actor, scan_id, missing="seal_scan_missing")
        record = record_act(turn, Action.SEAL, opinion=words, evidence=scan)
        return _pass(turn, record.id, words, proof=str(scan.id), chosen=chosen, data={"scan": scan.sha256})

    given = {"task": task_id, "version": version, "opinion": opinion, "scan": scan_id, "chosen": dict(chosen)}
    return once(actor, key=idempotency_key, command="reviews.seal_task", given=given, act=act)


@transaction.atomic
def issue_task(
    actor: Actor,
    *,
    task_id: UUID,
    version: int,
    opinion: str,
    idempotency_key: str,
    chosen: Chosen = NOBODY_CHOSEN,
) -> ActOutcome:
    """The certificate of the result is issued with the step; one that is valid already is what is handed out.

    Raises NotAuthorised, IllegalTransition (also where no result with a number is in force), ValidationFailed.
    """

    def act() -> ActOutcome:
        turn = begin_turn(actor, task_id=task_id, version=version, action=Action.ISSUE)
        words = checked_opinion(opinion, required=turn.step.opinion_required)
        certificate = issue_at_step(turn.actor, turn.application)
        record = record_act(turn, Action.ISSUE, opinion=words)
        data = {"certificate": certificate.code}
        return _pass(turn, record.id, words, proof=certificate.code, chosen=chosen, data=data)

    given = {"task": task_id, "version": version, "opinion": opinion, "chosen": dict(chosen)}
    return once(actor, key=idempotency_key, command="reviews.issue_task", given=given, act=act)


def _pass(turn: Turn, act_id: UUID, words: str, *, proof: str, chosen: Chosen, data: dict[str, str]) -> ActOutcome:
    named = chosen_principals(chosen)
    command = Complete(turn.task.step_key, proof, turn.task.branch_path, words, turn.by, turn.seat, named)
    apply_command(turn.application, command, actor=turn.actor, now=turn.now, opinion=words)
    kept: dict[str, LedgerValue] = {
        "task": str(turn.task.id),
        "step": turn.task.step_key,
        **data,
        **chosen_said(chosen),
    }
    write_ledger(
        f"reviews.{turn.step.kind}_task",
        actor_id=turn.actor.user_id,
        subject=subject_of(turn.application),
        data=turn.marked(kept),
    )
    return ActOutcome(act_id, turn.application.id, turn.application.status)
