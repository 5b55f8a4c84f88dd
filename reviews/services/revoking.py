"""退回到未批复: a decision is undone, with an opinion and evidence, and the application waits for a decision again."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.access import Actor
from procedures.domain.chain_commands import RevokeDecision
from reviews.domain.actions import Action
from reviews.domain.remarks import checked_opinion
from reviews.models import DecisionState
from reviews.queries.locks import lock_effective_decision
from reviews.services.acts import ActOutcome, begin_turn, once, record_act
from reviews.services.certificates import cancel_with_decision
from reviews.services.chain import apply_command
from reviews.services.chain_news import subject_of
from reviews.services.evidence import checked_evidence
from reviews.services.registration_numbers import release_number
from tenants.domain.errors import IllegalTransition
from tenants.records.services.ledger import write_ledger


@transaction.atomic
def revoke_decision(
    actor: Actor, *, task_id: UUID, version: int, opinion: str, evidence_id: UUID | None, idempotency_key: str
) -> ActOutcome:
    """Undo the decision made on a task. The package says whether its number stays with the application or is void.

    The decision is marked, never deleted; the decision step opens again.

    Raises NotAuthorised, IllegalTransition (also for a stale page), ValidationFailed at `opinion` or `evidence`.
    """

    def act() -> ActOutcome:
        turn = begin_turn(actor, task_id=task_id, version=version, action=Action.REVOKE_DECISION)
        words = checked_opinion(opinion, required=True)
        evidence = checked_evidence(actor, evidence_id)
        decision = lock_effective_decision(turn.application.id)
        if decision is None:
            raise IllegalTransition("not_decided")
        record = record_act(turn, Action.REVOKE_DECISION, opinion=words)
        decision.state = DecisionState.REVOKED
        decision.revoked_by_id = actor.user_id
        decision.revoked_at = turn.now
        decision.revocation_opinion = words
        decision.revocation_evidence = evidence
        decision.save(update_fields=["state", "revoked_by", "revoked_at", "revocation_opinion", "revocation_evidence"])
        cancel_with_decision(actor, turn.application, reason=words, at=turn.now)
        turn.application.registration_number = release_number(turn, words)
        turn.application.save(update_fields=["registration_number"])
        command = RevokeDecision(words, str(evidence.id))
        apply_command(turn.application, command, actor=turn.actor, now=turn.now, opinion=words)
        write_ledger(
            "reviews.revoke_decision",
            actor_id=actor.user_id,
            subject=subject_of(turn.application),
            data=turn.marked({"task": str(task_id), "number": decision.number, "evidence": evidence.sha256}),
        )
        return ActOutcome(record.id, turn.application.id, turn.application.status)

    given = {"task": task_id, "version": version, "opinion": opinion, "evidence": evidence_id}
    return once(actor, key=idempotency_key, command="reviews.revoke_decision", given=given, act=act)
