"""Taking in paper at the counter: one application, or several in one go."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from accounts.access import Actor
from applications.domain.check_codes import read_code
from applications.models import Application
from applications.queries.printed import printed_by_code
from procedures.domain.chain_commands import ReceivePaper
from reviews.domain.actions import Action
from reviews.domain.remarks import checked_opinion
from reviews.models import PaperReceipt
from reviews.services.acts import (
    ActOutcome,
    Chosen,
    begin_turn,
    chosen_principals,
    chosen_said,
    once,
    record_act,
)
from reviews.services.chain import apply_command
from reviews.services.chain_news import subject_of
from tenants.domain.errors import DomainError, NotAuthorised, ParamValue, Problem, ValidationFailed
from tenants.records.services.ledger import write_ledger

MAX_COPIES = 99
MAX_PLACE = 100
MAX_REASON = 200


@dataclass(frozen=True, slots=True)
class Counted:
    """What was handed over the counter."""

    copies: int
    storage_place: str = ""
    opinion: str = ""
    chosen: Chosen = field(default_factory=dict)
    #: Taken in although the person found materials unfit.
    unfit_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Proof:
    """The check code on the paper, as typed or scanned, and why an older version of it is good enough."""

    code: str = ""
    older_reason: str = ""


@dataclass(frozen=True, slots=True)
class PaperTurn:
    """One line of a batch: the task, the version that the preview showed, and the paper where it was scanned."""

    task_id: UUID
    version: int
    proof: Proof = Proof()


@dataclass(frozen=True, slots=True)
class PaperResult:
    """How one line of a batch ended: done, or refused with a code and its parameters."""

    task_id: UUID
    outcome: ActOutcome | None
    code: str = ""
    params: dict[str, ParamValue] = field(default_factory=dict)


@transaction.atomic
def receive_paper(
    actor: Actor, *, task_id: UUID, version: int, counted: Counted, idempotency_key: str, proof: Proof = Proof()
) -> ActOutcome:
    """The paper is there; the decision becomes due. Leader and unit administrators are told.

    With a check code, the paper must be this application's, and a reason is needed for an older version of it.

    Raises NotAuthorised, IllegalTransition (also for a stale page), ValidationFailed at `copies`, `storage_place`,
    `opinion`, `code`, `older_reason`, `verdict-<material>` or `unfit_confirmed`.
    """

    def act() -> ActOutcome:
        turn = begin_turn(actor, task_id=task_id, version=version, action=Action.RECEIVE_PAPER)
        _check(counted)
        on_paper = _round_on_paper(turn.application, proof)
        words = checked_opinion(counted.opinion, required=turn.step.opinion_required)
        turn.check_unfit(confirmed=counted.unfit_confirmed)
        record = record_act(turn, Action.RECEIVE_PAPER, opinion=words)
        is_older = on_paper is not None and on_paper < turn.application.round
        PaperReceipt.objects.create(
            act=record,
            copies=counted.copies,
            storage_place=counted.storage_place.strip(),
            round=on_paper,
            older_reason=proof.older_reason.strip() if is_older else "",
        )
        named = chosen_principals(counted.chosen)
        command = ReceivePaper(turn.task.step_key, turn.task.branch_path, words, turn.by, turn.seat, named)
        apply_command(turn.application, command, actor=turn.actor, now=turn.now, opinion=words)
        write_ledger(
            "reviews.receive_paper",
            actor_id=actor.user_id,
            subject=subject_of(turn.application),
            data=turn.marked(
                {
                    "task": str(task_id),
                    "copies": counted.copies,
                    "round": on_paper,
                    "older": is_older,
                    **chosen_said(counted.chosen),
                }
            ),
        )
        return ActOutcome(record.id, turn.application.id, turn.application.status)

    given = {
        "task": task_id,
        "version": version,
        "copies": counted.copies,
        "place": counted.storage_place,
        "opinion": counted.opinion,
        "code": read_code(proof.code),
        "older_reason": proof.older_reason,
        "chosen": dict(counted.chosen),
        **({"unfit_confirmed": True} if counted.unfit_confirmed else {}),
    }
    return once(actor, key=idempotency_key, command="reviews.receive_paper", given=given, act=act)


def receive_papers(
    actor: Actor, turns: Sequence[PaperTurn], *, counted: Counted, idempotency_key: str
) -> list[PaperResult]:
    """Each line is a transaction of its own: what can be received is, the rest says why not. Not atomic as a whole.

    Raises ValidationFailed for what is wrong with all of them (`copies`, `storage_place`).
    """
    _check(counted)
    return [_one_of_several(actor, turn, counted, _line_key(idempotency_key, turn.task_id)) for turn in turns]


def _one_of_several(actor: Actor, turn: PaperTurn, counted: Counted, key: str) -> PaperResult:
    try:
        outcome = receive_paper(
            actor,
            task_id=turn.task_id,
            version=turn.version,
            counted=counted,
            idempotency_key=key,
            proof=turn.proof,
        )
    except NotAuthorised:
        return PaperResult(turn.task_id, None, "task_unknown")
    except ValidationFailed as refusal:
        return PaperResult(turn.task_id, None, refusal.problems[0].code, dict(refusal.problems[0].params))
    except DomainError as refusal:
        return PaperResult(turn.task_id, None, refusal.code, refusal.params)
    return PaperResult(turn.task_id, outcome)


def _line_key(key: str, task_id: UUID) -> str:
    return hashlib.sha256(f"{key}:{task_id}".encode()).hexdigest()


def _round_on_paper(application: Application, proof: Proof) -> int | None:
    """Which submission the paper shows; None where no code was given. ValidationFailed for a paper that is not it."""
    if not proof.code.strip():
        return None
    code = read_code(proof.code)
    printed = printed_by_code(code)
    if printed is None:
        raise ValidationFailed([Problem("code", "paper_code_unknown")])
    if printed.submission.application_id != application.id:
        raise ValidationFailed([Problem("code", "paper_of_another")])
    shown = printed.submission.round
    if shown < application.round:
        _check_reason(proof.older_reason.strip(), shown, application.round)
    return shown


def _check_reason(reason: str, shown: int, latest: int) -> None:
    if not reason:
        raise ValidationFailed([Problem("older_reason", "paper_is_older", {"round": shown, "latest": latest})])
    if len(reason) > MAX_REASON:
        raise ValidationFailed([Problem("older_reason", "older_reason_too_long", {"most": MAX_REASON})])


def _check(counted: Counted) -> None:
    problems = []
    if not 1 <= counted.copies <= MAX_COPIES:
        problems.append(Problem("copies", "copies_out_of_range", {"most": MAX_COPIES}))
    if len(counted.storage_place.strip()) > MAX_PLACE:
        problems.append(Problem("storage_place", "storage_place_too_long", {"most": MAX_PLACE}))
    if problems:
        raise ValidationFailed(problems)
