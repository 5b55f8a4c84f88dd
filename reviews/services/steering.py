"""What is done with a task besides passing it: signing against it, handing it on, asking others, standing still.

Every act is one transaction in the frame of `acts`: locked, authorised, decided by the chain, recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from uuid import UUID

from django.db import transaction

from accounts.access import Actor
from accounts.domain.principals import user_principal
from procedures.domain import chain_commands as chain
from procedures.domain.chain_model import ReturnMode, SeatPlace
from reviews.domain.actions import Action
from reviews.domain.places import remark_places
from reviews.domain.remarks import Remark, check_reason_given, checked_opinion, checked_remarks
from reviews.queries.colleagues import colleagues_on
from reviews.services.acts import (
    ActOutcome,
    Chosen,
    Turn,
    begin_turn,
    chosen_principals,
    once,
    record_act,
)
from reviews.services.chain import apply_command
from reviews.services.chain_news import subject_of
from reviews.services.material_verdicts import give_back_verdicts
from tenants.domain.errors import Problem, ValidationFailed
from tenants.records.services.ledger import write_ledger

MOST_BASIS = 200
#: Acts that need words; the others may have some.
_WITH_REASON = frozenset(
    {Action.OBJECT, Action.REFUSE_ACCEPTANCE, Action.RETURN_TO_STEP, Action.SUSPEND, Action.TERMINATE}
)
_WITH_BASIS = frozenset({Action.SUSPEND, Action.TERMINATE})
_WITH_PEOPLE = frozenset({Action.TRANSFER, Action.ADD_SIGNERS, Action.REMOVE_SIGNER})


@dataclass(frozen=True, slots=True)
class Given:
    """What an act was given: words, remarks at places, people, the step to go back to (`key` or `branch key`)."""

    opinion: str = ""
    remarks: tuple[Remark, ...] = ()
    people: tuple[UUID, ...] = ()
    place: str = ""
    to: str = ""
    then: str = ""
    basis: str = ""
    chosen: Chosen = field(default_factory=dict)


@transaction.atomic
def steer(
    actor: Actor, *, task_id: UUID, version: int, action: Action, given: Given, idempotency_key: str
) -> ActOutcome:
    """Do one of the acts of this module. Those who are asked now, and those it concerns, are told.

    Raises NotAuthorised, IllegalTransition (also for a stale page), ValidationFailed at `opinion`, `basis`, `people`,
    `place`, `to`, `then`, `next`, `verdict-<material>` or `items[n]`.
    """

    def act() -> ActOutcome:
        turn = begin_turn(actor, task_id=task_id, version=version, action=action)
        words = checked_opinion(given.opinion, required=action in _WITH_REASON)
        kept = _remarks(turn, given.remarks) if action is Action.REQUEST_SUPPLEMENT else ()
        if action is Action.REQUEST_SUPPLEMENT:
            check_reason_given(words, kept)
        names = _names(turn, given.people) if action in _WITH_PEOPLE else ""
        basis = _basis(given.basis) if action in _WITH_BASIS else ""
        told = "\n".join(each for each in (names, basis, words) if each)
        record = record_act(turn, action, opinion=told, remarks=kept)
        reason = words or "；".join(remark.text for remark in kept)
        command = _COMMANDS[action](_asked(turn, given, reason=reason, basis=basis))
        apply_command(turn.application, command, actor=turn.actor, now=turn.now, opinion=told, remarks=kept)
        if action is Action.TAKE_BACK:
            give_back_verdicts(turn.task, actor.user_id)
        write_ledger(
            f"reviews.{action.value}",
            actor_id=turn.actor.user_id,
            subject=subject_of(turn.application),
            data=turn.marked(
                {"task": str(task_id), "step": turn.task.step_key, "people": ",".join(map(str, given.people))}
            ),
        )
        return ActOutcome(record.id, turn.application.id, turn.application.status)

    fingerprint = {"task": task_id, "version": version, "action": action.value, **asdict(given)}
    return once(actor, key=idempotency_key, command=f"reviews.{action.value}", given=fingerprint, act=act)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A turn with what was given, as the chain's commands take it."""

    step: str
    branch: str
    by: str
    claimant: str
    seat: str
    people: tuple[str, ...]
    given: Given
    reason: str
    basis: str

    @property
    def person(self) -> str:
        if len(self.people) != 1:
            raise ValidationFailed([Problem("people", "choose_one_person")])
        return self.people[0]

    @property
    def place(self) -> SeatPlace:
        if self.given.place not in set(SeatPlace):
            raise ValidationFailed([Problem("place", "signer_place_missing")])
        return SeatPlace(self.given.place)

    @property
    def back(self) -> chain.ReturnToStep:
        to, _, to_branch = self.given.to.partition("@")
        if self.given.then not in set(ReturnMode):
            raise ValidationFailed([Problem("then", "return_mode_missing")])
        then = ReturnMode(self.given.then)
        return chain.ReturnToStep(self.step, self.reason, to, then, to_branch, self.branch, self.by)


_COMMANDS: dict[Action, Callable[[_Asked], chain.Command]] = {
    Action.OBJECT: lambda at: chain.Object(
        at.step, at.reason, at.branch, at.by, at.seat, chosen_principals(at.given.chosen)
    ),
    Action.REQUEST_SUPPLEMENT: lambda at: chain.RequestSupplement(at.step, at.reason, at.branch, at.by),
    Action.REFUSE_ACCEPTANCE: lambda at: chain.RefuseAcceptance(at.step, at.reason, at.branch, at.by),
    Action.RETURN_TO_STEP: lambda at: at.back,
    Action.CLAIM: lambda at: chain.Claim(at.step, at.claimant, at.branch),
    Action.RELEASE: lambda at: chain.Release(at.step, at.claimant, at.branch),
    Action.TRANSFER: lambda at: chain.Transfer(at.step, at.person, at.by, at.branch, at.seat),
    Action.ADD_SIGNERS: lambda at: chain.AddSigners(at.step, at.people, at.place, at.claimant, at.branch),
    Action.REMOVE_SIGNER: lambda at: chain.RemoveSigner(at.step, at.person, at.claimant, at.branch),
    Action.SUSPEND: lambda at: chain.Suspend(at.basis, at.reason),
    Action.RESUME: lambda _: chain.Resume(),
    Action.TERMINATE: lambda at: chain.Terminate(at.basis, at.reason),
    Action.TAKE_BACK: lambda at: chain.TakeBack(at.step, at.by, at.branch),
}
#: The acts of this module.
STEERED = frozenset(_COMMANDS)


def _asked(turn: Turn, given: Given, *, reason: str, basis: str) -> _Asked:
    people = tuple(user_principal(each) for each in given.people)
    return _Asked(
        turn.task.step_key, turn.task.branch_path, turn.by, turn.claimant, turn.seat, people, given, reason, basis
    )


def _remarks(turn: Turn, remarks: Sequence[Remark]) -> tuple[Remark, ...]:
    places = remark_places(turn.form, turn.package.materials, turn.application.variant)
    return checked_remarks(remarks, known_paths=frozenset(place.path for place in places))


def _names(turn: Turn, people: Sequence[UUID]) -> str:
    """Names of colleagues who may act on the procedure. Raises ValidationFailed at `people` for anybody else."""
    known = {each.id: each.display_name for each in colleagues_on(turn.application.procedure_id)}
    if not people:
        raise ValidationFailed([Problem("people", "choose_person")])
    if any(each not in known for each in people):
        raise ValidationFailed([Problem("people", "person_not_on_procedure")])
    return "、".join(known[each] for each in people)


def _basis(basis: str) -> str:
    basis = basis.strip()
    if not basis:
        raise ValidationFailed([Problem("basis", "basis_missing")])
    if len(basis) > MOST_BASIS:
        raise ValidationFailed([Problem("basis", "basis_too_long", {"most": MOST_BASIS})])
    return basis
