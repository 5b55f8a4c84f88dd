"""The frame of every act on a task: lock, authorise, refuse what is stale, record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias
from uuid import UUID

from accounts.access import Actor, authorize
from accounts.domain.principals import user_principal
from accounts.domain.substitution import StandIn
from accounts.domain.verdict import RefusalKind
from applications.models import Application
from applications.queries.locks import lock_application
from documents.models import StoredFile
from procedures.domain.chain_model import Step
from procedures.domain.chain_seats import front
from procedures.domain.chain_view import load_state
from procedures.domain.form_schema import FormSchema
from procedures.domain.package.compiled import CompiledPackage
from procedures.queries.packages import compiled
from reviews.domain.actions import Action
from reviews.domain.material_verdicts import (
    SPEAKING,
    MaterialVerdict,
    check_unfit_confirmed,
    material_names,
    settled_verdicts,
    told_verdicts,
)
from reviews.domain.news import BESIDE_THE_CHAIN
from reviews.domain.remarks import Remark
from reviews.models import StepAct, StepTask
from reviews.policies import verdict_on
from reviews.queries.locks import application_id_of, lock_task
from reviews.queries.situations import situation_of
from reviews.queries.verdict_drafts import drafted_verdicts, verdict_drafts
from tenants.clock import now
from tenants.domain.clock import CHINA
from tenants.domain.errors import IllegalTransition
from tenants.records.services.idempotency import run_once
from tenants.records.services.ledger import LedgerValue

MOMENT = "%Y-%m-%d %H:%M"


@dataclass(frozen=True, slots=True)
class Turn:
    """An authorised actor with the locked rows of one task, and the package they go by."""

    actor: Actor
    application: Application
    task: StepTask
    package: CompiledPackage
    step: Step
    now: datetime
    #: Whoever is away and is acted for; `actor` carries the mark in his name then.
    absent: StandIn | None = None
    #: What the person found of the materials; empty where the act says nothing about the application.
    verdicts: tuple[MaterialVerdict, ...] = ()

    @property
    def by(self) -> str:
        """Who acts, as the chain knows people."""
        return user_principal(self.actor.user_id)

    @property
    def claimant(self) -> str:
        """In whose name a task is claimed, and others are asked: it stays theirs when the substitution ends."""
        return user_principal(self.absent.absent_id) if self.absent else self.by

    @property
    def seat(self) -> str:
        """The principal that lets them act; empty where the chain does not ask any of theirs."""
        mine = self.actor.principals | (self.absent.principals if self.absent else frozenset())
        for task in load_state(self.application.chain_state).open_tasks():
            if (task.step, task.branch) == (self.task.step_key, self.task.branch_path):
                asked = front(task, self.step.signing)
                return next((each for each in asked if each in mine), "")
        return ""

    def marked(self, data: Mapping[str, LedgerValue]) -> dict[str, LedgerValue]:
        """What the ledger keeps of an act: what it says of the materials; for whom, of whoever is away."""
        mark: dict[str, LedgerValue] = {"materials": told_verdicts(self.verdicts)} if self.verdicts else {}
        if self.absent is not None:
            mark |= {"on_behalf_of": str(self.absent.absent_id), "substitution": str(self.absent.substitution_id)}
        return {**data, **mark}

    def check_unfit(self, *, confirmed: bool) -> None:
        """Raises ValidationFailed at `unfit_confirmed` where materials are unfit and nobody confirmed it."""
        names = material_names(self.package.materials, self.application.variant)
        check_unfit_confirmed(self.verdicts, names, confirmed=confirmed)

    @property
    def form(self) -> FormSchema:
        return self.package.form(self.application.variant)


#: People who are named for steps to come, by step.
Chosen: TypeAlias = Mapping[str, tuple[UUID, ...]]
NOBODY_CHOSEN: Chosen = MappingProxyType({})


def chosen_principals(chosen: Chosen) -> dict[str, tuple[str, ...]]:
    """As the chain takes them."""
    return {step: tuple(map(user_principal, people)) for step, people in chosen.items() if people}


def chosen_said(chosen: Chosen) -> dict[str, LedgerValue]:
    """As the ledger keeps them."""
    named = ",".join(str(each) for people in chosen.values() for each in people)
    return {"chosen": named} if named else {}


@dataclass(frozen=True, slots=True)
class ActOutcome:
    """What an act led to; the same for every repetition of one idempotency key."""

    act_id: UUID
    application_id: UUID
    status: str
    number: str = ""


def once(
    actor: Actor, *, key: str, command: str, given: Mapping[str, object], act: Callable[[], ActOutcome]
) -> ActOutcome:
    """Run `act` once per key: a double click gets the first outcome back. Call inside a transaction.

    Raises ValidationFailed `idempotency_key_reused` when the same key comes with other input.
    """
    fingerprint = hashlib.sha256(json.dumps(given, sort_keys=True, default=str).encode()).hexdigest()

    def action() -> dict[str, object]:
        outcome = act()
        return {
            "act": str(outcome.act_id),
            "application": str(outcome.application_id),
            "status": outcome.status,
            "number": outcome.number,
        }

    stored = run_once(key, actor_id=actor.user_id, command=command, fingerprint=fingerprint, action=action)
    return ActOutcome(
        UUID(str(stored["act"])), UUID(str(stored["application"])), str(stored["status"]), str(stored["number"])
    )


def begin_turn(actor: Actor, *, task_id: UUID, version: int, action: Action) -> Turn:
    """Lock application, then task; authorise; refuse a page that was drawn before somebody else acted.

    `version` is the application's version that the page showed.

    Raises NotAuthorised (hidden), IllegalTransition `meanwhile_<what>` naming who did what, or another one when the
    state forbids the action; ValidationFailed at `verdict-<material>` where a material is unfit and nobody said why.
    """
    application = lock_application(application_id_of(task_id))
    task = lock_task(task_id)
    package = compiled(application.procedure_version)
    step = package.chain.step(task.step_key)
    situation = situation_of(actor, application, task, package)
    verdict = verdict_on(action, situation)
    if verdict.refusal is RefusalKind.NOT_AUTHORISED or step is None:
        authorize(verdict)
    if application.version != version:
        raise meanwhile(application)
    authorize(verdict)
    if step is None:
        raise IllegalTransition("task_closed")
    absent = situation.absent
    doer = actor.on_behalf_of(absent) if absent else actor
    verdicts: tuple[MaterialVerdict, ...] = ()
    if action in SPEAKING:
        names = material_names(package.materials, application.variant)
        verdicts = settled_verdicts(drafted_verdicts(task.id, actor.user_id), names)
    return Turn(doer, application, task, package, step, now(), absent, verdicts)


def record_act(
    turn: Turn,
    action: Action,
    *,
    opinion: str = "",
    remarks: Sequence[Remark] = (),
    task: StepTask | None = None,
    evidence: StoredFile | None = None,
) -> StepAct:
    """The act as it will stand for ever, with what was found of the materials: that is a draft no more."""
    if turn.verdicts:
        verdict_drafts(turn.task.id, turn.actor.user_id).delete()
    return StepAct.objects.create(
        task=task or turn.task,
        application=turn.application,
        actor_id=turn.actor.account_id,
        on_behalf_of_id=turn.absent.absent_id if turn.absent else None,
        action=action.value,
        opinion=opinion,
        evidence=evidence,
        items=[{"path": remark.path, "text": remark.text} for remark in remarks],
        verdicts=[each.as_json() for each in turn.verdicts],
        at=turn.now,
    )


def meanwhile(application: Application) -> IllegalTransition:
    """What happened since the page was drawn: the last thing in the timeline, by whom and when."""
    last = application.timeline.exclude(kind__in=BESIDE_THE_CHAIN).order_by("at", "id").last()
    if last is None:
        return IllegalTransition("task_closed")
    return IllegalTransition(
        f"meanwhile_{last.kind}", by=last.actor_label, at=last.at.astimezone(CHINA).strftime(MOMENT)
    )
