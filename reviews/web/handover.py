"""离岗移交: choose a successor, look at what moves, do it."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.access import Actor
from accounts.models import User
from accounts.web.form_problems import add_problems
from accounts.web.guards import actor, sign_in_required
from reviews.domain.handover import HandoverPlan
from reviews.queries.handover import handover_plan, leaving_person, successor_by_login
from reviews.services.handover import hand_over
from tenants.domain.errors import IllegalTransition, ValidationFailed
from tenants.wording import say

INVALID, CONFLICT = 422, 409


class SuccessorForm(forms.Form):
    successor = forms.CharField(
        label=gettext_lazy("接手人的手机号码或电子邮箱"),
        max_length=120,
        help_text=gettext_lazy("接手人须是启用中的工作人员。"),
    )


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """GET with a successor shows what would move; POST does what was shown, or shows it anew when it changed."""
    who = actor(request)
    person = leaving_person(who, user_id)
    given = request.POST if request.method == "POST" else request.GET
    form = SuccessorForm(given if "successor" in given else None)
    previewed = _previewed(who, person, form)
    status = INVALID if form.errors else 200
    if request.method == "POST" and previewed is not None:
        successor = previewed[0]
        try:
            hand_over(
                who,
                person_id=person.id,
                successor_id=successor.id,
                previewed=request.POST.get("previewed", ""),
            )
        except ValidationFailed as refusal:
            add_problems(form, refusal)
            status = INVALID
        except IllegalTransition as refusal:
            form.add_error(None, say(refusal.code, refusal.params))
            status = CONFLICT
        else:
            messages.success(request, _("已移交，双方都会收到通知。账号由系统管理员停用。"))
            return redirect("accounts:grants_of_person", person.id)
    context = {"person": person, "form": form}
    if previewed is not None:
        context |= {"successor": previewed[0], "plan": previewed[1]}
    return render(request, "reviews/handover.html", context, status=status)


def _previewed(who: Actor, person: User, form: SuccessorForm) -> tuple[User, HandoverPlan] | None:
    """The successor and what would move; None while nobody, or nobody possible, is named."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        successor = successor_by_login(who, person, form.cleaned_data["successor"])
    except ValidationFailed as refusal:
        add_problems(form, refusal)
        return None
    return successor, handover_plan(person, successor)
