"""Pages of the system administrator: people and departments."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain.roles import RoleKey
from accounts.queries.administration import (
    access_department,
    access_staff,
    departments_administered_by,
    grants_of,
    has_security_administrator,
    staff_visible_to,
)
from accounts.queries.keyset import keyset_page
from accounts.services import departments as department_services
from accounts.services import people as people_services
from accounts.services.grants import give_role
from accounts.services.personal import reveal_person
from accounts.web.form_problems import add_problems, sentence
from accounts.web.guards import actor, sign_in_required
from accounts.web.staff_forms import DepartmentForm, DepartmentNameForm, ReasonForm, StaffForm
from tenants.domain.errors import NotAuthorised, ValidationFailed

INVALID = 422


@sign_in_required
@require_http_methods(["GET"])
def people(request: HttpRequest) -> HttpResponse:
    login = request.GET.get("login", "").strip()
    page = keyset_page(staff_visible_to(actor(request), login=login), request.GET.get("before"))
    return render(request, "accounts/people.html", {"page": page, "login": login})


@sign_in_required
@require_http_methods(["GET", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    who = actor(request)
    departments = list(departments_administered_by(who))
    form = StaffForm(request.POST or None, departments=departments)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            user = people_services.create_staff(
                who,
                name=data["name"],
                mobile=data["mobile"],
                email=data["email"],
                department=access_department(who, data["department"]),
                post=data["post"],
            )
        except ValidationFailed as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _("账号已建立，邀请已发出。角色由安全管理员授予。"))
            return redirect("accounts:person", user.id)
    return render(request, "accounts/person_new.html", {"form": form}, status=INVALID if form.errors else 200)


@sign_in_required
@require_http_methods(["GET"])
def person(request: HttpRequest, user_id: UUID) -> HttpResponse:
    who = actor(request)
    somebody = access_staff(who, user_id)
    context = {
        "person": somebody,
        "grants": grants_of(somebody),
        "is_self": somebody.id == who.user_id,
        "reason_form": ReasonForm(),
        "may_appoint": not has_security_administrator() and somebody.id != who.user_id,
    }
    return render(request, "accounts/person.html", context)


@sign_in_required
@require_POST
def person_reveal(request: HttpRequest, user_id: UUID, field: str) -> HttpResponse:
    """A personal value of a staff account. Asks for the reason first; with it the value is shown and recorded."""
    who = actor(request)
    somebody = access_staff(who, user_id)
    form = ReasonForm(request.POST if "reason" in request.POST else None)
    if not form.is_valid():
        context = {"form": form, "person": somebody, "field": field}
        return render(request, "accounts/_reveal_form.html", context, status=INVALID if form.errors else 200)
    value = reveal_person(actor_id=who.user_id, user=somebody, field=field, reason=form.cleaned_data["reason"])
    return render(request, "accounts/_revealed.html", {"value": value})


@sign_in_required
@require_POST
def person_deactivate(request: HttpRequest, user_id: UUID) -> HttpResponse:
    who = actor(request)
    people_services.deactivate_staff(who, user_id=access_staff(who, user_id).id)
    messages.success(request, _("账号已停用，此人的登录已全部结束。"))
    return redirect("accounts:person", user_id)


@sign_in_required
@require_POST
def person_reactivate(request: HttpRequest, user_id: UUID) -> HttpResponse:
    who = actor(request)
    people_services.reactivate_staff(who, user_id=access_staff(who, user_id).id)
    messages.success(request, _("账号已重新启用。"))
    return redirect("accounts:person", user_id)


@sign_in_required
@require_POST
def person_invite(request: HttpRequest, user_id: UUID) -> HttpResponse:
    who = actor(request)
    people_services.invite_again(who, user_id=access_staff(who, user_id).id)
    messages.success(request, _("邀请已重新发出，以前的链接作废。"))
    return redirect("accounts:person", user_id)


@sign_in_required
@require_POST
def person_appoint(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """The first security administrator; afterwards only a security administrator grants."""
    who = actor(request)
    somebody = access_staff(who, user_id)
    root = departments_administered_by(who).first()
    if root is None:
        raise NotAuthorised("not_authorised")
    try:
        give_role(who, user_id=somebody.id, role_key=RoleKey.SECURITY_ADMINISTRATOR, department=root)
    except ValidationFailed as refusal:
        for problem in refusal.problems:
            messages.error(request, sentence(problem))
    else:
        messages.success(request, _("已任命安全管理员，以后的授权由其办理。"))
    return redirect("accounts:person", user_id)


@sign_in_required
@require_http_methods(["GET", "POST"])
def departments(request: HttpRequest) -> HttpResponse:
    who = actor(request)
    tree = list(departments_administered_by(who))
    form = DepartmentForm(request.POST or None, departments=tree)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            department_services.add_department(
                who,
                name=data["name"],
                code=data["code"],
                kind=data["kind"],
                parent=access_department(who, data["parent"]),
            )
        except ValidationFailed as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _("部门已添加。"))
            return redirect("accounts:departments")
    context = {"departments": tree, "form": form}
    return render(request, "accounts/departments.html", context, status=INVALID if form.errors else 200)


@sign_in_required
@require_http_methods(["GET", "POST"])
def department(request: HttpRequest, department_id: UUID) -> HttpResponse:
    who = actor(request)
    unit = access_department(who, department_id)
    form = DepartmentNameForm(request.POST or None, initial={"name": unit.name})
    if request.method == "POST" and form.is_valid():
        department_services.rename_department(who, department_id=unit.id, name=form.cleaned_data["name"])
        messages.success(request, _("部门已改名。"))
        return redirect("accounts:departments")
    context = {"department": unit, "form": form}
    return render(request, "accounts/department.html", context, status=INVALID if form.errors else 200)


@sign_in_required
@require_POST
def department_close(request: HttpRequest, department_id: UUID) -> HttpResponse:
    who = actor(request)
    department_services.close_department(who, department_id=access_department(who, department_id).id)
    messages.success(request, _("部门已停用。"))
    return redirect("accounts:departments")
