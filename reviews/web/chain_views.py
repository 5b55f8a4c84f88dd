"""The drawing of the chain for whoever examines: people, times and opinions behind, who is asked here and ahead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.domain.principals import PrincipalKind, parse_principal
from applications.web.chain_views import Box, Reading, VisitView, chain_boxes
from procedures.domain.chain_drawing import DrawnStep, Progress
from procedures.domain.chain_model import AssigneeKind, ChainState, Step, StepKind
from procedures.domain.package.compiled import CompiledPackage
from procedures.wording import condition_labels
from reviews.domain.actions import Action
from reviews.models import StepAct, StepTask
from reviews.queries.dossier import Dossier
from reviews.queries.page_rows import PageRows
from reviews.web.material_cards import who_acted
from reviews.web.panel import label_of_act

#: What is read before one decides oneself.
_SAID = frozenset({Action.APPROVE, Action.OBJECT, Action.RECEIVE_PAPER, Action.DECIDE})
#: As many names as a box shows.
MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Called:
    """Names of the people and roles that the chain of one application speaks of."""

    people: Mapping[UUID, str]
    roles: Mapping[str, str]


def people_in(state: ChainState) -> frozenset[UUID]:
    """Whoever is asked in person at an open task, or took it."""
    asked = [seat.who for task in state.open_tasks() for seat in task.seats]
    taken = [task.claimed_by for task in state.open_tasks() if task.claimed_by]
    parsed = [parse_principal(each) for each in (*asked, *taken)]
    return frozenset(each.target for each in parsed if each.kind is PrincipalKind.USER)


def roles_in(package: CompiledPackage, state: ChainState) -> frozenset[str]:
    asked = [parse_principal(seat.who) for task in state.open_tasks() for seat in task.seats]
    keys = {each.role_key for each in asked if each.kind is PrincipalKind.ROLE}
    return frozenset(keys | {step.assignee.role for step in package.chain.steps() if step.assignee.role})


def office_boxes(dossier: Dossier, tasks: Sequence[StepTask], rows: PageRows, *, internal: bool) -> list[Box]:
    """`internal`: with the people and words of the office; the applicant's own unit reads its own alone."""
    called = Called({each.id: each.display_name for each in rows.people}, {each.key: each.name for each in rows.roles})
    acts: dict[UUID, list[StepAct]] = {}
    for act in rows.acts:
        acts.setdefault(act.task_id, []).append(act)
    visits: dict[tuple[str, str], list[StepTask]] = {}
    for task in sorted(tasks, key=lambda each: each.visit):
        visits.setdefault((task.step_key, task.branch_path), []).append(task)

    def behind(drawn: DrawnStep) -> list[VisitView]:
        open_words = internal or drawn.step.kind is StepKind.UNIT_EXAMINE
        there = visits.get((drawn.step.key, drawn.branch), [])
        return [_visit(act, task, drawn.step, open_words=open_words) for task in there for act in acts.get(task.id, ())]

    reading = Reading(
        name=lambda step: str(step.name),
        text=str,
        who=lambda drawn: _who(drawn, called) if internal else "",
        visits=behind,
        labels=condition_labels(dossier.form),
    )
    return chain_boxes(dossier.drawn, reading)


@dataclass(frozen=True, slots=True)
class Said:
    """What was done at a step before this one, and stands."""

    step: str
    title: str
    who: str
    opinion: str
    at: datetime


def opinions_behind(tasks: Sequence[StepTask], rows: PageRows, package: CompiledPackage) -> list[Said]:
    """What stands of the steps that are done, with whose words, the latest first."""
    done = {task.id: task for task in tasks if task.closed_at and not task.voided}
    found = []
    for act in reversed(rows.acts):
        task = done.get(act.task_id)
        step = package.chain.step(task.step_key) if task else None
        if task is not None and step is not None and act.action in _SAID:
            visit = _visit(act, task, step, open_words=True)
            found.append(Said(str(step.name), visit.title, visit.who, visit.opinion, act.at))
    return found


def _visit(act: StepAct, task: StepTask, step: Step, *, open_words: bool) -> VisitView:
    """What one person did there; of the office's acts, the unit reads that they were done and when."""
    return VisitView(
        title=_done(act, task, step),
        at=act.at,
        who=who_acted(act) if open_words else "",
        opinion=act.opinion if open_words else "",
        is_void=task.voided,
    )


def _done(act: StepAct, task: StepTask, step: Step) -> str:
    result = next((each for each in step.results if each.key == task.outcome), None)
    if result is not None and act.action == Action.DECIDE:
        return _("批复：%(result)s") % {"result": result.label}
    return label_of_act(act.action, step)


def _who(drawn: DrawnStep, called: Called) -> str:
    if drawn.progress is not Progress.CURRENT:
        return _ahead(drawn.step, called)
    task = next((each for each in drawn.visits if each.is_open), None)
    if task is None:
        return ""
    if task.claimed_by:
        name = called.people.get(parse_principal(task.claimed_by).target, "")
        return _("%(name)s（已签收）") % {"name": name} if name else ""
    waiting = [seat for seat in task.seats if seat.sign is None]
    names = list(dict.fromkeys(filter(None, (_asked(seat.who, called) for seat in waiting))))
    if len(names) > MOST_NAMES:
        return _("%(names)s等 %(n)d 人") % {"names": "、".join(names[:MOST_NAMES]), "n": len(names)}
    return "、".join(names) or _ahead(drawn.step, called)


def _asked(principal: str, called: Called) -> str:
    parsed = parse_principal(principal)
    match parsed.kind:
        case PrincipalKind.USER:
            return called.people.get(parsed.target, "")
        case PrincipalKind.ROLE:
            return called.roles.get(parsed.role_key, "")
        case PrincipalKind.ORGANISATION_ADMINISTRATORS:
            return _("申报单位管理员")
        case PrincipalKind.ORGANISATION_DEPARTMENT:
            return _("二级部门审核人")
        case _:
            return ""


def _ahead(step: Step, called: Called) -> str:
    """Who will be asked, as far as the rule says it."""
    match step.assignee.kind:
        case AssigneeKind.APPLICANT_ORGANISATION:
            return _("申报单位管理员")
        case AssigneeKind.APPLICANT_DEPARTMENT:
            return _("二级部门审核人")
        case _:
            return called.roles.get(step.assignee.role, "")
