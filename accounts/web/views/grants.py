"""Pages of the security administrator."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.queries.administration import (
    access_department_for_grants,
    access_staff_for_grants,
    departments_for_grants,
    roles_visible_to,
    sign_in_policy,
    staff_for_grants,
)
from accounts.queries.keyset import keyset_page
from accounts.services import grants as services
from accounts.web.form_problems import add_problems
from accounts.web.guards import actor, sign_in_required
from accounts.web.staff_forms import GrantForm, PolicyForm
from tenants.domain.errors import ValidationFailed

INVALID = 422


@sign_in_required
@require_http_methods(["GET"])
def grants(request: HttpRequest) -> HttpResponse:
    login = request.GET.get("login", "").strip()
    page = keyset_page(staff_for_grants(actor(request), login=login), request.GET.get("before"))
    policy_form = PolicyForm(initial={"required": sign_in_policy().staff_second_factor_required})
    return render(request, "accounts/grants.html", {"page": page, "login": login, "policy_form": policy_form})


@sign_in_required
@require_http_methods(["GET", "POST"])
def grants_of_person(request: HttpRequest, user_id: UUID) -> HttpResponse:
    who = actor(request)
    somebody = access_staff_for_grants(who, user_id)
    form = GrantForm(
        request.POST or None, roles=list(roles_visible_to(who)), departments=list(departments_for_grants(who))
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.give_role(
                who,
                user_id=somebody.id,
                role_key=data["role"],
                department=access_department_for_grants(who, data["department"]),
                valid_until=data["valid_until"],
            )
        except ValidationFailed as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _("角色已授予。"))
            return redirect("accounts:grants_of_person", somebody.id)
    context = {"person": somebody, "form": form, "is_self": somebody.id == who.user_id}
    return render(request, "accounts/grants_of_person.html", context, status=INVALID if form.errors else 200)


@sign_in_required
@require_POST
def revoke(request: HttpRequest, user_id: UUID, grant_id: UUID) -> HttpResponse:
    who = actor(request)
    somebody = access_staff_for_grants(who, user_id)
    services.take_role(who, user_id=somebody.id, grant_id=grant_id)
    messages.success(request, _("角色已收回。"))
    return redirect("accounts:grants_of_person", somebody.id)


@sign_in_required
@require_POST
def sign_in_policy_change(request: HttpRequest) -> HttpResponse:
    form = PolicyForm(request.POST)
    if form.is_valid():
        services.require_second_factor(actor(request), required=form.cleaned_data["required"])
        messages.success(request, _("登录规则已更新，从下一次登录起生效。"))
    return redirect("accounts:grants")
