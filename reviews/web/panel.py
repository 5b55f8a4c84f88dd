"""The decision panel: what I may do, why not what I may not, what happens next, who will be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.domain.verdict import Verdict
from procedures.domain.chain_drawing import Progress
from procedures.domain.chain_model import Step, StepKind
from procedures.domain.chain_view import PathItem
from reviews.domain.actions import FORWARD, RARE, Action
from reviews.domain.outlook import Outlook
from reviews.models import StepTask
from reviews.web.notice_words import NoticeHold
from tenants.wording import say

ROUTES = {
    Action.APPROVE: "workbench:approve",
    Action.RETURN: "workbench:return",
    Action.RECEIVE_PAPER: "workbench:receive_paper",
    Action.DECIDE: "workbench:decide",
    Action.REVOKE_DECISION: "workbench:revoke",
}
_LABELS = {
    Action.RETURN: lazy("退回修改"),
    Action.DECIDE: lazy("批复"),
    Action.REVOKE_DECISION: lazy("退回到未批复"),
    Action.OBJECT: lazy("不同意"),
    Action.REQUEST_SUPPLEMENT: lazy("要求补正"),
    Action.REFUSE_ACCEPTANCE: lazy("不予受理"),
    Action.RETURN_TO_STEP: lazy("退回前面的环节"),
    Action.CLAIM: lazy("签收"),
    Action.RELEASE: lazy("取消签收"),
    Action.TRANSFER: lazy("转办"),
    Action.ADD_SIGNERS: lazy("加签、委托"),
    Action.REMOVE_SIGNER: lazy("减签"),
    Action.SUSPEND: lazy("中止办理"),
    Action.RESUME: lazy("恢复办理"),
    Action.TERMINATE: lazy("终止办理"),
    Action.TAKE_BACK: lazy("撤回本人办理"),
    Action.SEAL: lazy("用印"),
    Action.ISSUE: lazy("制发"),
}
_THEN = {
    Action.RETURN: lazy("退回项目负责人修改；重新提交后依次经各环节再审。"),
    Action.REVOKE_DECISION: lazy("批复标记为已退回，办件回到待批复，可以重新批复。"),
    Action.OBJECT: lazy("记下您的不同意见；达不到规定的同意人数时，按事项设定退回或继续。"),
    Action.REQUEST_SUPPLEMENT: lazy("一次告知需要补正的全部内容；补正后直接回到本环节。每件只能要求一次。"),
    Action.REFUSE_ACCEPTANCE: lazy("办件结束，申报人收到理由。"),
    Action.RETURN_TO_STEP: lazy("所选环节重新办理；其后的审核意见标记为失效，不会删除。"),
    Action.CLAIM: lazy("签收后由您办理，其他人员不再看到这件待办。"),
    Action.RELEASE: lazy("放回待办，其他人员可以签收。"),
    Action.TRANSFER: lazy("由所选人员办理，您不再看到这件待办。"),
    Action.ADD_SIGNERS: lazy("所选人员签署意见；在前面加签的，签署后回到您这里。"),
    Action.REMOVE_SIGNER: lazy("此人不再需要签署。"),
    Action.SUSPEND: lazy("时限停止计算，恢复之前任何环节不能办理。"),
    Action.RESUME: lazy("时限继续计算，办件回到原来的环节。"),
    Action.TERMINATE: lazy("办件结束，不作批复。"),
    Action.TAKE_BACK: lazy("您的办理意见失效，办件回到您这里重新办理。"),
}
#: Acts that the project leader does not hear of.
_AMONG_OFFICES = frozenset(
    {
        Action.OBJECT,
        Action.RETURN_TO_STEP,
        Action.CLAIM,
        Action.RELEASE,
        Action.TRANSFER,
        Action.ADD_SIGNERS,
        Action.REMOVE_SIGNER,
        Action.TAKE_BACK,
    }
)
_TO_UNIT = frozenset(
    {
        Action.RECEIVE_PAPER,
        Action.DECIDE,
        Action.REVOKE_DECISION,
        Action.REFUSE_ACCEPTANCE,
        Action.SUSPEND,
        Action.RESUME,
        Action.TERMINATE,
    }
)
_ENDS = frozenset({Action.REVOKE_DECISION, Action.REFUSE_ACCEPTANCE, Action.TERMINATE})
_BACK = frozenset({Action.RETURN, Action.RETURN_TO_STEP, Action.REQUEST_SUPPLEMENT, Action.OBJECT, Action.TAKE_BACK})
#: Acts whose reason must be given.
_WITH_WORDS = frozenset(
    {
        Action.REVOKE_DECISION,
        Action.OBJECT,
        Action.REFUSE_ACCEPTANCE,
        Action.RETURN_TO_STEP,
        Action.SUSPEND,
        Action.TERMINATE,
    }
)
_QUICK = frozenset({Action.APPROVE, Action.DECIDE, Action.ISSUE})
_TO_CHOSEN = frozenset({Action.TRANSFER, Action.ADD_SIGNERS})


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
    is_rare: bool = False

    @property
    def tone(self) -> str:
        """The class of its button: ends and undoings in red, ways back in the colour of returns."""
        if self.action in _ENDS:
            return "btn-danger"
        return "rv-return" if self.action in _BACK else "btn-primary"


@dataclass(frozen=True, slots=True)
class Panel:
    """`acts` may be done; `refusals` say why the step's other acts may not, `held` what the step waits for.

    `notice` is what a step of publicity waits for.
    """

    acts: tuple[PanelAct, ...]
    refusals: tuple[str, ...]
    held: str = ""
    notice: NoticeHold | None = None

    @property
    def usual(self) -> tuple[PanelAct, ...]:
        """What stands open to the eye: where nothing usual can be done, everything."""
        return tuple(act for act in self.acts if not act.is_rare) or self.acts

    @property
    def rare(self) -> tuple[PanelAct, ...]:
        return tuple(act for act in self.acts if act not in self.usual)

    @property
    def quick(self) -> PanelAct | None:
        """What needs nothing but a word: it stands in reach of the thumb. A decision names its result besides."""
        return next((act for act in self.usual if act.action in _QUICK), None)

    @property
    def rare_actions(self) -> frozenset[Action]:
        return frozenset(act.action for act in self.rare)


def panel_of(
    task: StepTask,
    step: Step,
    verdicts: dict[Action, Verdict],
    path: Sequence[PathItem],
    *,
    offered: frozenset[Action],
    ahead: Outlook | None,
) -> Panel:
    """The acts of the step that this person may do, and one sentence for each reason that forbids the rest."""
    acts = tuple(
        PanelAct(
            action,
            _label(action, step),
            address_of(action, task),
            _passed(ahead, path) if ahead and action is Action.APPROVE else _then(action, path),
            _told(action, _next_steps(action, path, ahead), signing=bool(ahead and ahead.signing)),
            action in _WITH_WORDS or (step.opinion_required and action in FORWARD),
            is_rare=action in RARE,
        )
        for action, verdict in verdicts.items()
        if verdict.allowed
    )
    concerned = offered | ({Action.REVOKE_DECISION} if step.kind is StepKind.DECIDE else frozenset())
    reasons = dict.fromkeys(
        verdict.reason for action, verdict in verdicts.items() if not verdict.allowed and action in concerned
    )
    if any(act.action in concerned for act in acts):
        reasons = {}
    return Panel(acts, tuple(say(reason) for reason in reasons))


def address_of(action: Action, task: StepTask) -> str:
    if action in ROUTES:
        return reverse(ROUTES[action], args=[task.id])
    return reverse("workbench:steer", args=[task.id, action.value])


def take_back_act(task: StepTask, step: Step) -> PanelAct:
    """Undoing one's own act: it is offered beside what is to be done now."""
    action = Action.TAKE_BACK
    return PanelAct(action, _label(action, step), address_of(action, task), str(_THEN[action]), "", False, is_rare=True)


def _label(action: Action, step: Step) -> str:
    if action is Action.RECEIVE_PAPER:
        return _("接收纸质材料")
    if action is Action.APPROVE:
        usual = {StepKind.ACCEPT: _("予以受理"), StepKind.COUNTERSIGN: _("同意")}.get(step.kind, _("审核通过"))
        return str(step.approve_label) if step.approve_label else usual
    return str(_LABELS[action])


def label_of_act(action: str, step: Step) -> str:
    """What was done at a step, as its button called it."""
    known = {each.value: each for each in Action}.get(action)
    return _label(known, step) if known in _LABELS or known in {Action.APPROVE, Action.RECEIVE_PAPER} else ""


def next_step(path: Sequence[PathItem]) -> Step | None:
    """The first step that lies ahead of where the application stands."""
    return next((item.step for item in path if item.progress is Progress.AHEAD), None)


def _then(action: Action, path: Sequence[PathItem]) -> str:
    if action in _THEN:
        return str(_THEN[action])
    following = next_step(path)
    return _("下一环节：%(step)s") % {"step": following.name} if following else _("办件办结。")


def _passed(ahead: Outlook, path: Sequence[PathItem]) -> str:
    """Where a signature or a strand is not yet all that is asked, what else is."""
    if ahead.signing:
        return _("签署后还须其他会签人员签署。")
    if ahead.opens:
        return _("下一环节：%(step)s") % {"step": "、".join(str(step.name) for step in ahead.opens)}
    if ahead.beside:
        return _("还须等“%(step)s”办理完毕。") % {"step": "”“".join(str(step.name) for step in ahead.beside)}
    return _then(Action.APPROVE, path)


def _next_steps(action: Action, path: Sequence[PathItem], ahead: Outlook | None) -> tuple[Step, ...]:
    """The steps whose people are asked after an act."""
    if action not in FORWARD - {Action.DECIDE}:
        return ()
    if ahead and action is Action.APPROVE and (ahead.opens or ahead.beside or ahead.signing):
        return ahead.opens
    following = next_step(path)
    return (following,) if following else ()


def _told(action: Action, following: Sequence[Step], *, signing: bool) -> str:
    """The same people that `services.chain_news` tells, in words; empty when nobody is."""
    among_offices = action in _AMONG_OFFICES or (signing and action is Action.APPROVE)
    people = [] if among_offices else [_("项目负责人")]
    paper_next = any(step.kind is StepKind.RECEIVE_PAPER for step in following)
    if paper_next or action in _TO_UNIT:
        people.append(_("申报单位管理员"))
    people += [_("“%(step)s”办理人员") % {"step": step.name} for step in following]
    if action in _TO_CHOSEN:
        people.append(_("所选人员"))
    if action is Action.RETURN_TO_STEP:
        people.append(_("所选环节办理人员"))
    return "、".join(people)
