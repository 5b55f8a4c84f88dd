"""The decision panel: what I may do, why not what I may not, what happens next, who will be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.domain.verdict import Verdict
from procedures.domain.chain_model import Step, StepKind
from procedures.domain.chain_view import PathItem, Progress
from reviews.domain.actions import Action
from reviews.models import StepTask
from tenants.wording import say

ROUTES = {
    Action.APPROVE: "workbench:approve",
    Action.RETURN: "workbench:return",
    Action.RECEIVE_PAPER: "workbench:receive_paper",
    Action.DECIDE: "workbench:decide",
    Action.REVOKE_DECISION: "workbench:revoke",
}


@dataclass(frozen=True, slots=True)
class PanelAct:
    """One thing that this person may do now."""

    action: Action
    label: str
    url: str
    then: str
    told: str
    opinion_required: bool
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """`acts` may be done; `refusals` say why the step's other acts may not, `held` what the step waits for."""

    acts: tuple[PanelAct, ...]
    refusals: tuple[str, ...]
    held: str = ""


def panel_of(
    task: StepTask, step: Step, verdicts: dict[Action, Verdict], path: Sequence[PathItem], offered: frozenset[Action]
) -> Panel:
    """The acts of the step that this person may do, and one sentence for each reason that forbids the rest."""
    acts = tuple(
        PanelAct(
            action,
            _label(action, step),
            reverse(ROUTES[action], args=[task.id]),
            _then(action, path),
            _told(action, path),
            action is Action.REVOKE_DECISION or step.opinion_required,
        )
        for action, verdict in verdicts.items()
        if verdict.allowed
    )
    concerned = offered | ({Action.REVOKE_DECISION} if step.kind is StepKind.DECIDE else frozenset())
    reasons = dict.fromkeys(
        verdict.reason for action, verdict in verdicts.items() if not verdict.allowed and action in concerned
    )
    if acts:
        reasons = {}
    return Panel(acts, tuple(say(reason) for reason in reasons))


def _label(action: Action, step: Step) -> str:
    match action:
        case Action.APPROVE | Action.RECEIVE_PAPER:
            usual = _("审核通过") if action is Action.APPROVE else _("接收纸质材料")
            return str(step.approve_label) if step.approve_label and action is Action.APPROVE else usual
        case Action.RETURN:
            return _("退回修改")
        case Action.DECIDE:
            return _("批复")
        case Action.REVOKE_DECISION:
            return _("退回到未批复")


def next_step(path: Sequence[PathItem]) -> Step | None:
    """The first step that lies ahead of where the application stands."""
    return next((item.step for item in path if item.progress is Progress.AHEAD), None)


def _then(action: Action, path: Sequence[PathItem]) -> str:
    following = next_step(path)
    match action:
        case Action.RETURN:
            return _("退回项目负责人修改；重新提交后依次经各环节再审。")
        case Action.REVOKE_DECISION:
            return _("批复标记为已退回，办件回到待批复，可以重新批复。")
        case _ if following is None:
            return _("办件办结。")
        case _:
            return _("下一环节：%(step)s") % {"step": following.name}


def _told(action: Action, path: Sequence[PathItem]) -> str:
    """The same people that `services.chain_news` tells, in words."""
    people = [_("项目负责人")]
    following = next_step(path) if action in {Action.APPROVE, Action.RECEIVE_PAPER} else None
    paper_next = following is not None and following.kind is StepKind.RECEIVE_PAPER
    if paper_next or action in {Action.RECEIVE_PAPER, Action.DECIDE, Action.REVOKE_DECISION}:
        people.append(_("申报单位管理员"))
    if following is not None:
        people.append(_("“%(step)s”办理人员") % {"step": following.name})
    return "、".join(people)
