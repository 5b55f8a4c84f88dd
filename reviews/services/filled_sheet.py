"""Acts from a filled-in list: planned without writing, then done one by one through the services of the panel."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts.access import Actor
from procedures.domain.chain_model import Step
from procedures.models import ProcedureVersion
from procedures.queries.packages import compiled
from reviews.domain.actions import Action
from reviews.domain.filled_sheet import FilledLine, read_token
from reviews.domain.offers import offered_actions
from reviews.models import StepTask, TaskState
from reviews.queries.inbox import waiting_papers
from reviews.services.acts import ActOutcome
from reviews.services.deciding import decide_application
from reviews.services.examining import approve_task, return_application
from tenants.domain.errors import DomainError, NotAuthorised, Problem, ValidationFailed


@dataclass(frozen=True, slots=True)
class PlannedAct:
    """What a line would do. `problems` stand at its columns; with `skipped` (a code) the line is left alone."""

    line: FilledLine
    title: str = ""
    task_id: UUID | None = None
    version: int = 0
    action: Action | None = None
    result: str = ""
    skipped: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def is_ready(self) -> bool:
        return self.action is not None and not self.skipped and not self.problems


@dataclass(frozen=True, slots=True)
class LineResult:
    plan: PlannedAct
    outcome: ActOutcome | None
    problems: tuple[Problem, ...] = ()


def plan_acts(actor: Actor, lines: Sequence[FilledLine], *, words: dict[Action, str]) -> list[PlannedAct]:
    """What each line would do; only tasks that are addressed to the actor are known. Three queries, nothing is written.

    `words` are what stands in the result column for passing on and for sending back.
    """
    tokens = [read_token(line.token) for line in lines]
    tasks = waiting_papers(actor, [token[0] for token in tokens if token])
    _with_versions(tasks.values())
    seen: set[UUID] = set()
    plans = []
    for line, token in zip(lines, tokens, strict=True):
        task = tasks.get(token[0]) if token else None
        plans.append(_plan(line, task, token[1] if token else 0, words, seen))
    return plans


def _with_versions(tasks: Iterable[StepTask]) -> None:
    """Their packages at hand: one query for all of them, each version once."""
    applications = [task.application for task in tasks]
    versions = ProcedureVersion.objects.in_bulk({each.procedure_version_id for each in applications})
    for application in applications:
        application.procedure_version = versions[application.procedure_version_id]


def _plan(
    line: FilledLine, task: StepTask | None, version: int, words: dict[Action, str], seen: set[UUID]
) -> PlannedAct:
    if task is None or task.application.number != line.number:
        return PlannedAct(line, skipped="fill_not_found")
    title = task.application.title
    if task.id in seen:
        return PlannedAct(line, title, skipped="fill_repeated")
    seen.add(task.id)
    if task.state != TaskState.OPEN:
        return PlannedAct(line, title, skipped="fill_done_already")
    if task.application.version != version:
        return PlannedAct(line, title, skipped="fill_changed_since")
    step = compiled(task.application.procedure_version).chain.step(task.step_key)
    action, result = _meant(line, step, words)
    problems = [Problem(column, "cell_number_lost") for column in line.lost]
    if action is None:
        problems.append(Problem("result", "fill_result_unknown", {"options": "、".join(result_words(step, words))}))
    return PlannedAct(line, title, task.id, version, action, result, problems=tuple(problems))


def _meant(line: FilledLine, step: Step | None, words: dict[Action, str]) -> tuple[Action | None, str]:
    if step is None:
        return None, ""
    option = next((each for each in step.results if line.result in {str(each.label), each.key}), None)
    if option is not None:
        return Action.DECIDE, option.key
    return next(
        (each for each, word in words.items() if line.result == word and each in offered_actions(step)), None
    ), ""


def result_words(step: Step | None, words: dict[Action, str]) -> list[str]:
    """What may stand in the result column at a step."""
    if step is None:
        return []
    return [str(each.label) for each in step.results] + [
        word for action, word in words.items() if action in offered_actions(step)
    ]


def do_acts(actor: Actor, plans: Sequence[PlannedAct]) -> list[LineResult]:
    """Each line that is ready, in a transaction of its own: what can be done is, the rest says why not."""
    return [_done(actor, plan) if plan.is_ready else LineResult(plan, None, plan.problems) for plan in plans]


def _done(actor: Actor, plan: PlannedAct) -> LineResult:
    try:
        return LineResult(plan, _act(actor, plan))
    except NotAuthorised:
        return LineResult(plan, None, (Problem("", "fill_not_found"),))
    except ValidationFailed as refusal:
        return LineResult(plan, None, refusal.problems)
    except DomainError as refusal:
        return LineResult(plan, None, (Problem("", refusal.code, refusal.params),))


def _act(actor: Actor, plan: PlannedAct) -> ActOutcome:
    line, task = plan.line, plan.task_id
    if task is None:
        raise NotAuthorised("application_unknown")
    said = (str(task), plan.version, plan.action, plan.result, line.opinion, line.registration_number)
    key = hashlib.sha256(repr(said).encode()).hexdigest()
    if plan.action is Action.DECIDE:
        return decide_application(
            actor,
            task_id=task,
            version=plan.version,
            result=plan.result,
            opinion=line.opinion,
            number=line.registration_number,
            idempotency_key=key,
        )
    if plan.action is Action.RETURN:
        return return_application(
            actor, task_id=task, version=plan.version, opinion=line.opinion, remarks=(), idempotency_key=key
        )
    return approve_task(actor, task_id=task, version=plan.version, opinion=line.opinion, idempotency_key=key)
