"""The limits of an application: both beside each other, the ledger of starts and stops, more time asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Actor, actor_of
from applications.models import Application
from procedures.limit_wording import limit_words
from procedures.queries.packages import compiled
from reviews.domain.actions import ExtensionAction
from reviews.models import ClockState
from reviews.policies import extension_verdict
from reviews.queries.access import reach_application
from reviews.queries.clocks import clocks_of, ledger_of, whole_is_over
from reviews.queries.extensions import application_id_of_extension, extension_situation, extensions_of
from reviews.services.extensions import Settlement, ask_extension, settle_extension
from reviews.web.clock_views import clock_view, ledger_views, request_view
from reviews.web.lists import layout_for
from reviews.web.posted import identifier, whole
from tenants.calendar import working_calendar
from tenants.clock import today
from tenants.domain.errors import ValidationFailed
from tenants.domain.ids import new_id
from tenants.wording import say

UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class ExtensionForm:
    """What was typed, and what is wrong with it."""

    length: str = ""
    reason: str = ""
    opinion: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)


@login_required
@require_safe
def clocks(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """A page of its own, and the part that the application's page fetches."""
    return _drawn(request, actor_of(request.user), application_id)


@login_required
@require_POST
def ask(request: HttpRequest, application_id: UUID) -> HttpResponse:
    actor, post = actor_of(request.user), request.POST
    typed = ExtensionForm(length=post.get("length", ""), reason=post.get("reason", ""))
    try:
        ask_extension(
            actor,
            application_id=application_id,
            length=whole(typed.length.strip()),
            reason=typed.reason,
            idempotency_key=str(identifier(post.get("idempotency_key", "")) or new_id()),
        )
    except ValidationFailed as refused:
        return _drawn(request, actor, application_id, form=_with_problems(typed, refused))
    messages.success(request, _("延长申请已提交，批准后生效。"))
    return redirect(f"{reverse('workbench:application', args=[application_id])}#clocks")


@login_required
@require_POST
def settle(request: HttpRequest, extension_id: UUID) -> HttpResponse:
    actor, post = actor_of(request.user), request.POST
    typed = ExtensionForm(opinion=post.get("opinion", ""))
    given = Settlement(granted=post.get("answer") == "grant", opinion=typed.opinion)
    application_id = application_id_of_extension(extension_id)
    try:
        settle_extension(actor, extension_id=extension_id, given=given)
    except ValidationFailed as refused:
        return _drawn(request, actor, application_id, form=_with_problems(typed, refused))
    messages.success(request, _("已批准延长。") if given.granted else _("已答复：不予延长。"))
    return redirect(f"{reverse('workbench:application', args=[application_id])}#clocks")


def _with_problems(typed: ExtensionForm, refused: ValidationFailed) -> ExtensionForm:
    wrong = {problem.path: say(problem.code, problem.params) for problem in refused.problems}
    return ExtensionForm(typed.length, typed.reason, typed.opinion, wrong)


def _drawn(
    request: HttpRequest, actor: Actor, application_id: UUID, *, form: ExtensionForm | None = None
) -> HttpResponse:
    application = reach_application(actor, application_id).application
    is_part = bool(getattr(request, "htmx", False)) and form is None
    context = {
        "layout": layout_for(request),
        "application": application,
        "form": form or ExtensionForm(),
        "idempotency_key": new_id(),
        "problems": [(f"#clock-{path}", words) for path, words in (form.problems if form else {}).items()],
        **_panel(actor, application),
    }
    name = f"reviews/{'_clocks' if is_part else 'clocks'}.html"
    return render(request, name, context, status=UNPROCESSABLE if form else 200)


def _panel(actor: Actor, application: Application) -> dict[str, object]:
    package, calendar, day = compiled(application.procedure_version), working_calendar(), today()
    rows = clocks_of(application.id)
    situation = extension_situation(actor, application, package, rows, today_is_over=whole_is_over(rows, day))
    may = {action: extension_verdict(action, situation) for action in ExtensionAction}
    shown = [clock for clock in rows if clock.task_id is None or clock.state != ClockState.ENDED]
    rule = package.clocks.extension
    return {
        "clocks": [clock_view(clock, calendar, day) for clock in shown],
        "ledger": ledger_views(ledger_of(application.id)),
        "extensions": [request_view(each) for each in extensions_of(application)] if rule else [],
        "may_ask": may[ExtensionAction.ASK].allowed,
        "may_settle": may[ExtensionAction.SETTLE].allowed,
        "most": rule.most.length if rule else 0,
        "most_words": limit_words(rule.most) if rule else "",
        "extension_basis": str(rule.basis) if rule else "",
    }
