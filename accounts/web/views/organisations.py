"""An organisation as its members and administrators see it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.queries.keyset import keyset_page
from accounts.queries.organisations import (
    access_managed,
    access_organisation,
    departments_of,
    may_manage,
    members_of,
    organisations_of,
)
from accounts.services import organisations as services
from accounts.services.organisation_contact import Contact, change_contact
from accounts.web.form_problems import add_problems
from accounts.web.guards import actor, sign_in_required
from accounts.web.staff_forms import DepartmentNameForm, InviteMemberForm, OrganisationContactForm
from tenants.domain.errors import ValidationFailed

INVALID = 422


@sign_in_required
@require_http_methods(["GET"])
def organisations(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/organisations.html", {"organisations": organisations_of(actor(request))})


@sign_in_required
@require_http_methods(["GET"])
def organisation(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    return _organisation_page(request, organisation_id)


def _organisation_page(
    request: HttpRequest,
    organisation_id: UUID,
    *,
    invite: InviteMemberForm | None = None,
    department: DepartmentNameForm | None = None,
) -> HttpResponse:
    who = actor(request)
    unit = access_organisation(who, organisation_id)
    departments = list(departments_of(unit.id))
    context: dict[str, object] = {"organisation": unit, "departments": departments}
    if may_manage(who, unit.id):
        context |= {
            "page": keyset_page(members_of(who, unit.id), request.GET.get("before")),
            "invite_form": invite or InviteMemberForm(departments=departments),
            "department_form": department or DepartmentNameForm(prefix="department"),
        }
    is_wrong = bool((invite and invite.errors) or (department and department.errors))
    return render(request, "accounts/organisation.html", context, status=INVALID if is_wrong else 200)


@sign_in_required
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Address and contact: what the unit's applications are filled in with."""
    who = actor(request)
    unit = access_managed(who, organisation_id)
    form = OrganisationContactForm(request.POST or None, unit=unit)
    if request.method == "POST" and form.is_valid():
        try:
            change_contact(who, organisation_id=unit.id, contact=Contact(**form.cleaned_data))
        except ValidationFailed as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _("联系方式已保存，新的申报会自动带出。"))
            return redirect("accounts:organisation", unit.id)
    status = INVALID if form.errors else 200
    return render(request, "accounts/organisation_contact.html", {"form": form, "organisation": unit}, status=status)


@sign_in_required
@require_POST
def invite_member(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    who = actor(request)
    unit = access_organisation(who, organisation_id)
    form = InviteMemberForm(request.POST, departments=list(departments_of(unit.id)))
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.invite_member(
                who,
                organisation_id=unit.id,
                name=data["name"],
                login=data["login"],
                role=data["role"],
                department_id=data["department"],
            )
        except ValidationFailed as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _("邀请已发出，链接 7 天内有效。"))
            return redirect("accounts:organisation", unit.id)
    return _organisation_page(request, unit.id, invite=form)


@sign_in_required
@require_POST
def end_membership(request: HttpRequest, organisation_id: UUID, membership_id: UUID) -> HttpResponse:
    who = actor(request)
    gone = services.end_membership(who, organisation_id=organisation_id, membership_id=membership_id)
    messages.success(request, _("已移出本单位；此人以前办理的事项仍保留。"))
    if gone == who.user_id:
        return redirect("accounts:organisations")
    return redirect("accounts:organisation", organisation_id)


@sign_in_required
@require_POST
def add_department(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    who = actor(request)
    unit = access_organisation(who, organisation_id)
    form = DepartmentNameForm(request.POST, prefix="department")
    if form.is_valid():
        try:
            services.add_organisation_department(who, organisation_id=unit.id, name=form.cleaned_data["name"])
        except ValidationFailed as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _("已添加二级部门。"))
            return redirect("accounts:organisation", unit.id)
    return _organisation_page(request, unit.id, department=form)
