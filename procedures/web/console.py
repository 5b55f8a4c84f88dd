"""省级管理台: cities, onboarding with its steps, the checklist of each city, the library."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import actor_of
from procedures.policies import ConsoleAction, ConsoleSituation, may_console
from procedures.queries import console as read
from procedures.services import console as commands
from procedures.web.forms import OnboardingForm, ReasonForm, TextsForm
from tenants.domain.errors import ValidationFailed
from tenants.records.models import Job
from tenants.services.onboarding import KIND as ONBOARDING
from tenants.wording import say

UNPROCESSABLE = 422


@login_required
@require_GET
def cities(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request.user)
    context = {"rows": read.city_rows(actor), "jobs": read.recent_onboardings(actor)}
    return render(request, "console/cities.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def onboard(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request.user)
    form = OnboardingForm(request.POST or None, offered=read.offered_packages(actor))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            job = commands.bring_on_board(
                actor,
                code=given["code"].strip(),
                name=given["name"],
                short_name=given["short_name"],
                division_code=given["division_code"].strip(),
                level=given["level"],
                domain=given["domain"].strip().lower(),
                contact={key: given[f"contact_{key}"] for key in ("name", "mobile", "email")},
                packages=form.package_ids(),
                parameters={key: given[key] for key in ("contact_phone", "contact_address") if given[key]},
            )
        except ValidationFailed as failure:
            _show(form, failure)
        else:
            return redirect("console:job", job_id=job.pk)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "console/onboard.html", {"form": form}, status=status)


def _show(form: OnboardingForm | TextsForm, failure: ValidationFailed) -> None:
    """Put each problem at its field; one without a field of its own stands at the top."""
    for problem in failure.problems:
        place = {"contact": "contact_mobile"}.get(problem.path, problem.path)
        form.add_error(place if place in form.fields else None, say(problem.code, problem.params))


@login_required
@require_GET
def job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """The steps of an onboarding or of a change of state; asked again every second by the page until it ends."""
    found = read.onboarding_job(actor_of(request.user), job_id)
    steps = list(found.steps.all())
    context = {
        "job": found,
        "steps": steps,
        "done": sum(step.state == "done" for step in steps),
        "is_running": found.state not in {"done", "failed"},
        "is_onboarding": found.kind == ONBOARDING,
    }
    template = "console/_job_steps.html" if getattr(request, "htmx", False) else "console/job.html"
    return render(request, template, context)


@login_required
@require_POST
def retry(request: HttpRequest, job_id: UUID) -> HttpResponse:
    commands.retry_onboarding(actor_of(request.user), job_id=job_id)
    return redirect("console:job", job_id=job_id)


@login_required
@require_GET
def city(request: HttpRequest, city_id: UUID) -> HttpResponse:
    return _city_page(request, city_id, ReasonForm())


def _city_page(
    request: HttpRequest, city_id: UUID, form: ReasonForm, status: int = 200, *, given: TextsForm | None = None
) -> HttpResponse:
    actor = actor_of(request.user)
    found, items = read.city_detail(actor, city_id)
    texts = read.city_texts(actor, found)
    situation = ConsoleSituation(actor.role_keys, found.state)
    context = {
        "city": found,
        "host": next((domain.domain for domain in found.domains.all() if domain.is_primary), ""),
        "items": items,
        "ready": sum(item.is_ready for item in items),
        "form": form,
        "texts": texts,
        "texts_form": given or TextsForm(initial={"signature": texts.signature, "daily_quota": texts.daily_quota}),
        "standard": {"signature": settings.SMS_SIGNATURE, "daily_quota": settings.SMS_DAILY_QUOTA},
        "may_set_texts": may_console(ConsoleAction.SET_TEXTS, situation),
        "change": read.unfinished_state_change(actor, found),
        "may_suspend": may_console(ConsoleAction.SUSPEND, situation),
        "may_resume": may_console(ConsoleAction.RESUME, situation),
    }
    return render(request, "console/city.html", context, status=status)


@login_required
@require_POST
def suspend(request: HttpRequest, city_id: UUID) -> HttpResponse:
    return _change_state(request, city_id, commands.suspend_city)


@login_required
@require_POST
def resume(request: HttpRequest, city_id: UUID) -> HttpResponse:
    return _change_state(request, city_id, commands.resume_city)


def _change_state(request: HttpRequest, city_id: UUID, command: Callable[..., Job]) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _city_page(request, city_id, form, UNPROCESSABLE)
    command(actor_of(request.user), city_id=city_id, reason=form.cleaned_data["reason"])
    messages.success(request, _("已受理，几秒钟后生效。数据全部保留。"))
    return redirect("console:city", city_id=city_id)


@login_required
@require_POST
def texts(request: HttpRequest, city_id: UUID) -> HttpResponse:
    """Signature and texts a day of a city."""
    form = TextsForm(request.POST)
    if form.is_valid():
        try:
            commands.set_text_rules(actor_of(request.user), city_id=city_id, **form.cleaned_data)
        except ValidationFailed as failure:
            _show(form, failure)
        else:
            messages.success(request, _("短信设置已受理，几秒钟后生效。"))
            return redirect("console:city", city_id=city_id)
    return _city_page(request, city_id, ReasonForm(), UNPROCESSABLE, given=form)


@login_required
@require_POST
def check(request: HttpRequest, city_id: UUID) -> HttpResponse:
    commands.check_city(actor_of(request.user), city_id=city_id)
    messages.success(request, _("正在重新检查，刷新页面看结果。"))
    return redirect("console:city", city_id=city_id)


@login_required
@require_GET
def library(request: HttpRequest) -> HttpResponse:
    return render(request, "console/library.html", {"packages": read.offered_packages(actor_of(request.user))})
