"""The posts of the decision panel. A refused form comes back as it was typed, with what is wrong or what happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from accounts.access import Actor, actor_of
from procedures.domain.chain_model import ReturnMode
from reviews.domain.actions import Action
from reviews.queries.access import reach_task
from reviews.queries.inbox import ListRow, inbox_after
from reviews.services.acts import ActOutcome
from reviews.services.completing import COMPLETING, issue_task, seal_task
from reviews.services.deciding import decide_application
from reviews.services.examining import approve_task, return_application
from reviews.services.paper import Counted, Proof
from reviews.services.paper import receive_paper as receive_one_paper
from reviews.services.revoking import revoke_decision
from reviews.services.steering import STEERED, Given, steer
from reviews.web.posted import Posted, filter_query, identifier, read_chosen, read_filter, read_posted, whole
from reviews.web.tabs import file_address, list_address, next_address, tab_of
from reviews.web.task_page import draw
from tenants.clock import today
from tenants.domain.errors import IllegalTransition, NotAuthorised, ValidationFailed
from tenants.wording import say

CONFLICT, UNPROCESSABLE = 409, 422


@login_required
@require_POST
def approve(request: HttpRequest, task_id: UUID) -> HttpResponse:
    def act(actor: Actor, posted: Posted) -> ActOutcome:
        return approve_task(
            actor,
            task_id=task_id,
            version=posted.version,
            opinion=posted.opinion,
            idempotency_key=posted.key,
            chosen=read_chosen(posted),
            unfit_confirmed=posted.unfit_confirmed,
        )

    return _act(request, task_id, Action.APPROVE, act, _("已审核通过。"))


@login_required
@require_POST
def return_for_revision(request: HttpRequest, task_id: UUID) -> HttpResponse:
    def act(actor: Actor, posted: Posted) -> ActOutcome:
        return return_application(
            actor,
            task_id=task_id,
            version=posted.version,
            opinion=posted.opinion,
            remarks=posted.remarks,
            idempotency_key=posted.key,
            then=ReturnMode(posted.then) if posted.then in set(ReturnMode) else None,
        )

    return _act(request, task_id, Action.RETURN, act, _("已退回项目负责人修改。"))


@login_required
@require_POST
def receive_paper(request: HttpRequest, task_id: UUID) -> HttpResponse:
    def act(actor: Actor, posted: Posted) -> ActOutcome:
        counted = Counted(
            whole(posted.copies), posted.storage_place, posted.opinion, read_chosen(posted), posted.unfit_confirmed
        )
        return receive_one_paper(
            actor,
            task_id=task_id,
            version=posted.version,
            counted=counted,
            idempotency_key=posted.key,
            proof=Proof(posted.code, posted.older_reason),
        )

    return _act(request, task_id, Action.RECEIVE_PAPER, act, _("已接收纸质材料。"))


@login_required
@require_POST
def decide(request: HttpRequest, task_id: UUID) -> HttpResponse:
    def act(actor: Actor, posted: Posted) -> ActOutcome:
        return decide_application(
            actor,
            task_id=task_id,
            version=posted.version,
            result=posted.result,
            opinion=posted.opinion,
            number=posted.number,
            idempotency_key=posted.key,
            chosen=read_chosen(posted),
            unfit_confirmed=posted.unfit_confirmed,
        )

    return _act(request, task_id, Action.DECIDE, act, _("已批复。"))


@login_required
@require_POST
def revoke(request: HttpRequest, task_id: UUID) -> HttpResponse:
    def act(actor: Actor, posted: Posted) -> ActOutcome:
        return revoke_decision(
            actor,
            task_id=task_id,
            version=posted.version,
            opinion=posted.opinion,
            evidence_id=identifier(posted.evidence),
            idempotency_key=posted.key,
        )

    return _act(request, task_id, Action.REVOKE_DECISION, act, _("已退回到未批复。"))


_DONE = {
    Action.OBJECT: lazy("已签署不同意。"),
    Action.REQUEST_SUPPLEMENT: lazy("已要求补正。"),
    Action.REFUSE_ACCEPTANCE: lazy("已不予受理。"),
    Action.RETURN_TO_STEP: lazy("已退回所选环节。"),
    Action.CLAIM: lazy("已签收。"),
    Action.RELEASE: lazy("已取消签收。"),
    Action.TRANSFER: lazy("已转办。"),
    Action.ADD_SIGNERS: lazy("已加签。"),
    Action.REMOVE_SIGNER: lazy("已减签。"),
    Action.SUSPEND: lazy("已中止办理。"),
    Action.RESUME: lazy("已恢复办理。"),
    Action.TERMINATE: lazy("已终止办理。"),
    Action.TAKE_BACK: lazy("已撤回，请重新办理。"),
    Action.SEAL: lazy("已用印。"),
    Action.ISSUE: lazy("已制发。"),
}
#: After these the same file is what one goes on with.
_STAYS = frozenset(
    {Action.CLAIM, Action.ADD_SIGNERS, Action.REMOVE_SIGNER, Action.SUSPEND, Action.RESUME, Action.TAKE_BACK}
)


@login_required
@require_POST
def steer_task(request: HttpRequest, task_id: UUID, action: str) -> HttpResponse:
    """Every act that is not the way forward: signing against, handing on, asking others, standing still."""
    if action not in {each.value for each in STEERED | COMPLETING}:
        raise NotAuthorised("task_unknown")
    chosen = Action(action)
    if chosen in COMPLETING:
        return _complete(request, task_id, chosen)

    def act(actor: Actor, posted: Posted) -> ActOutcome:
        people = tuple(found for found in map(identifier, posted.people) if found is not None)
        given = Given(
            posted.opinion,
            posted.remarks,
            people,
            posted.place,
            posted.to,
            posted.then,
            basis=posted.basis,
            chosen=read_chosen(posted),
        )
        return steer(
            actor,
            task_id=task_id,
            version=posted.version,
            action=chosen,
            given=given,
            idempotency_key=posted.key,
        )

    return _act(request, task_id, chosen, act, str(_DONE[chosen]), stays=chosen in _STAYS)


def _complete(request: HttpRequest, task_id: UUID, action: Action) -> HttpResponse:
    def act(actor: Actor, posted: Posted) -> ActOutcome:
        if action is Action.ISSUE:
            return issue_task(
                actor,
                task_id=task_id,
                version=posted.version,
                opinion=posted.opinion,
                idempotency_key=posted.key,
                chosen=read_chosen(posted),
            )
        return seal_task(
            actor,
            task_id=task_id,
            version=posted.version,
            opinion=posted.opinion,
            scan_id=identifier(posted.evidence),
            idempotency_key=posted.key,
            chosen=read_chosen(posted),
        )

    return _act(request, task_id, action, act, str(_DONE[action]))


def _act(
    request: HttpRequest,
    task_id: UUID,
    action: Action,
    act: Callable[[Actor, Posted], ActOutcome],
    said: str,
    *,
    stays: bool = False,
) -> HttpResponse:
    """Do it and go to the next file; or show the page again with everything that was typed.

    The form of a stale page comes back with the present version, so that whoever reads what happened may go on.
    """
    actor, posted = actor_of(request.user), read_posted(request, action)
    try:
        outcome = act(actor, posted)
    except ValidationFailed as refused:
        problems = {problem.path: say(problem.code, problem.params) for problem in refused.problems}
        return _again(request, actor, task_id, replace(posted, problems=problems), status=UNPROCESSABLE)
    except IllegalTransition as refused:
        return _again(request, actor, task_id, posted, status=CONFLICT, refusal=say(refused.code, refused.params))
    if stays:
        messages.success(request, said)
        query = filter_query(request, "tab", "at")
        address = reverse("workbench:application", args=[outcome.application_id])
        return redirect(f"{address}?{query}" if query else address)
    return _onwards(request, actor, task_id, f"{said}{_number_said(outcome)}")


def _again(
    request: HttpRequest, actor: Actor, task_id: UUID, posted: Posted, *, status: int, refusal: str = ""
) -> HttpResponse:
    reached = reach_task(actor, task_id)
    return draw(request, actor, reached, wanted=task_id, posted=posted, status=status, refusal=refusal)


def _number_said(outcome: ActOutcome) -> str:
    return _("登记号 %(number)s。") % {"number": outcome.number} if outcome.number else ""


def _onwards(request: HttpRequest, actor: Actor, task_id: UUID, said: str) -> HttpResponse:
    """下一件: the next file in the tab and under the filter it was opened from; the list when there is none."""
    if tab_of(request):
        messages.success(request, said)
        return redirect(next_address(request) or list_address(request))
    following, left = inbox_after(actor, read_filter(request), today=today(), except_for=task_id)
    if following is None:
        messages.success(request, said)
        return redirect(list_address(request))
    messages.success(request, said + _("还剩 %(left)d 件，这是下一件。") % {"left": left})
    row = ListRow(following.application, following, following.opened_at, None, key=following.id)
    return redirect(file_address(row, filter_query(request)))
