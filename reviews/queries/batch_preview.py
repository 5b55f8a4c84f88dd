"""What the confirmation of a batch would do with each item: judged by the policy and foreseen by the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, OuterRef, Subquery

from accounts.access import Actor
from applications.models import Application, Submission
from applications.queries.progress import concerned_steps
from applications.queries.stored_answers import stored_answers
from procedures.domain.chain_model import ChainContext, Effect
from procedures.domain.chain_view import load_state
from procedures.domain.form import condition_facts
from procedures.domain.values import Answers
from procedures.queries.packages import compiled
from reviews.domain.actions import Action
from reviews.domain.batch_foresight import Foreseen, foresee
from reviews.domain.batches import BatchState, Exempt, Planned, Wish, needs_opinion, planned
from reviews.domain.material_verdicts import (
    PASSING,
    MaterialVerdict,
    check_unfit_confirmed,
    material_names,
    read_verdicts,
    settled_verdicts,
)
from reviews.models import Batch, BatchItem, TaskCandidate, VerdictDraft
from reviews.policies import verdict_on
from reviews.queries.grants import handles_procedure
from reviews.queries.situations import situation_of
from tenants.clock import now
from tenants.domain.errors import DomainError, IllegalTransition, Problem, ValidationFailed


@dataclass(frozen=True, slots=True)
class ItemPreview:
    """One item: what it will do, what follows, or why it will not be done."""

    item: BatchItem
    act: Planned
    result_label: str = ""
    foreseen: Foreseen | None = None
    problem: Problem | None = None

    @property
    def will_be_done(self) -> bool:
        return self.foreseen is not None


def wish_of_batch(batch: Batch) -> Wish:
    return Wish(batch.result, batch.opinion)


def planned_for(batch: Batch, item: BatchItem) -> Planned:
    """What the confirmation would do with an item."""
    wish = Wish(item.result, item.opinion, Exempt(item.exempt))
    return planned(Action(batch.forward), wish_of_batch(batch), wish)


def preview_items(actor: Actor, batch: Batch, items: Sequence[BatchItem]) -> list[ItemPreview]:
    """For each item what would happen now. Three queries however many there are, and one or two for the grant.

    People are not looked up: a step that would be walked past because nobody is there is shown as the next one.
    """
    mine = _mine(actor, items)
    answers = _answers([item.application_id for item in items])
    handled = batch.for_office and handles_procedure(actor, batch.procedure_id)
    moment = now()
    return [
        _preview(actor, batch, item, answers, moment, found=mine.get(item.task_id), handled=handled) for item in items
    ]


def _mine(actor: Actor, items: Sequence[BatchItem]) -> Mapping[UUID, tuple[MaterialVerdict, ...]]:
    """Of tasks that are addressed to the actor, what the actor found of the materials. One query."""
    drafted = VerdictDraft.objects.filter(task=OuterRef("task"), person=actor.user_id)
    rows = TaskCandidate.objects.filter(task__in=[item.task_id for item in items], principal__in=actor.principals)
    found = rows.annotate(drafted=Subquery(drafted.values("verdicts")[:1])).values_list("task_id", "drafted")
    return {task_id: read_verdicts(verdicts or ()) for task_id, verdicts in found}


def _answers(application_ids: Sequence[UUID]) -> Mapping[UUID, Answers]:
    """Those of each application's latest round. One query."""
    rows = Submission.objects.filter(application__in=application_ids, round=F("application__round"))
    return {row.application_id: stored_answers(row) for row in rows}


def _preview(
    actor: Actor,
    batch: Batch,
    item: BatchItem,
    answers: Mapping[UUID, Answers],
    moment: datetime,
    *,
    found: tuple[MaterialVerdict, ...] | None,
    handled: bool,
) -> ItemPreview:
    """`found`: what the actor found of the materials; None for a task that is not addressed to the actor."""
    act, application = planned_for(batch, item), item.application
    label = _result_label(item, act)
    if act.action is None:
        return ItemPreview(item, act)
    try:
        _judge(actor, batch, item, act.action, is_mine=found is not None, handled=handled)
        _check_materials(item, act, found or ())
        seen = _foreseen(application, item, act, answers.get(application.id, {}), moment)
    except ValidationFailed as refused:
        return ItemPreview(item, act, label, problem=refused.problems[0])
    except DomainError as refused:
        return ItemPreview(item, act, label, problem=Problem("", refused.code, refused.params))
    return ItemPreview(item, act, label, seen)


def _judge(actor: Actor, batch: Batch, item: BatchItem, action: Action, *, is_mine: bool, handled: bool) -> None:
    """Raises IllegalTransition saying why it cannot be done now, or by this person."""
    package = compiled(item.application.procedure_version)
    situation = situation_of(
        actor, item.application, item.task, package, is_candidate=is_mine, handled=handled, decided=False
    )
    verdict = verdict_on(action, situation)
    if not verdict:
        raise IllegalTransition(verdict.reason)
    if batch.state != BatchState.COLLECTING and item.version != item.application.version:
        raise IllegalTransition("batch_item_changed")


def _check_materials(item: BatchItem, act: Planned, found: tuple[MaterialVerdict, ...]) -> None:
    """Raises ValidationFailed where materials are unfit: they are passed one by one, by whoever confirms it there."""
    package = compiled(item.application.procedure_version)
    names = material_names(package.materials, item.application.variant)
    step = package.chain.step(item.task.step_key)
    option = next((each for each in step.results if each.key == act.result), None) if step else None
    is_passed = act.action in PASSING and (option is None or option.effect is not Effect.DENY)
    check_unfit_confirmed(settled_verdicts(found, names), names, confirmed=not is_passed)


def _foreseen(application: Application, item: BatchItem, act: Planned, answers: Answers, moment: datetime) -> Foreseen:
    package = compiled(application.procedure_version)
    step = package.chain.step(item.task.step_key)
    if act.action is Action.DECIDE and not act.result:
        raise ValidationFailed([Problem("result", "result_missing")])
    if step is not None and not act.opinion and needs_opinion(step, act):
        code = "return_reason_missing" if act.action is Action.RETURN else "opinion_missing"
        raise ValidationFailed([Problem("opinion", code)])
    context = ChainContext(
        facts=condition_facts(package.form(application.variant), answers),
        assignees=concerned_steps(application, package),
    )
    place = (item.task.step_key, item.task.branch_path)
    return foresee(package.chain, load_state(application.chain_state), context, task=place, act=act, now=moment)


def _result_label(item: BatchItem, act: Planned) -> str:
    step = compiled(item.application.procedure_version).chain.step(item.task.step_key)
    return next((str(each.label) for each in step.results if each.key == act.result), "") if step else ""
