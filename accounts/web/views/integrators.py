"""Keys of other systems, for the system administrator."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain.outside_systems import read_systems
from accounts.domain.request_signing import Scope
from accounts.queries.integrators import access_integrator, integrators_visible_to
from accounts.services.integrators import NewKey, create_integrator, end_integrator, set_integrator_systems
from accounts.web.form_problems import add_problems
from accounts.web.guards import actor, sign_in_required
from accounts.web.staff_forms import SCOPE_LABELS, IntegratorForm, IntegratorSystemsForm
from tenants.domain.errors import NotAuthorised, ValidationFailed

INVALID = 422
AT_MOST = 200


@sign_in_required
@never_cache
@require_http_methods(["GET", "POST"])
def integrators(request: HttpRequest) -> HttpResponse:
    """The list, and a form whose answer shows the new secret: this once, on this page."""
    who = actor(request)
    rows = integrators_visible_to(who)
    form = IntegratorForm(request.POST or None)
    made: NewKey | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = create_integrator(
                who,
                name=form.cleaned_data["name"],
                scopes=frozenset(Scope(word) for word in form.cleaned_data["scopes"]),
                systems=read_systems(form.cleaned_data["systems"]),
            )
        except ValidationFailed as refusal:
            add_problems(form, refusal)
        else:
            form = IntegratorForm()
    lines = [(row, [SCOPE_LABELS[Scope(word)] for word in row.scopes]) for row in rows[:AT_MOST]]
    context = {"lines": lines, "form": form, "made": made}
    return render(request, "accounts/integrators.html", context, status=INVALID if form.errors else 200)


@sign_in_required
@require_http_methods(["GET", "POST"])
def systems(request: HttpRequest, integrator_id: UUID) -> HttpResponse:
    """For which systems one key answers steps that wait."""
    who = actor(request)
    integrator = access_integrator(who, integrator_id)
    if not integrator.is_active or Scope.EXTERNAL_STEPS not in integrator.scopes:
        raise NotAuthorised("not_authorised")
    form = IntegratorSystemsForm(request.POST or {"systems": " ".join(sorted(integrator.answers_for))})
    if request.method == "POST" and form.is_valid():
        try:
            set_integrator_systems(who, integrator_id=integrator.id, systems=read_systems(form.cleaned_data["systems"]))
        except ValidationFailed as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _("可以答复的系统已保存，从现在起按此执行。"))
            return redirect("accounts:integrators")
    context = {"integrator": integrator, "form": form}
    return render(request, "accounts/integrator_systems.html", context, status=INVALID if form.errors else 200)


@sign_in_required
@require_POST
def end(request: HttpRequest, integrator_id: UUID) -> HttpResponse:
    who = actor(request)
    end_integrator(who, integrator_id=access_integrator(who, integrator_id).id)
    messages.success(request, _("对接系统已停用，它的密钥从现在起无效。"))
    return redirect("accounts:integrators")
