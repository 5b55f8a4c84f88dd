"""One's own account."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.queries.administration import grants_of
from accounts.queries.organisations import organisations_of
from accounts.services import second_factor as factors
from accounts.services.passwords import change_password as change
from accounts.services.passwords import end_other_sessions as end_others
from accounts.services.personal import reveal_person
from accounts.services.sign_in import is_second_factor_required
from accounts.sessions import open_sessions, renew_after_change
from accounts.web.form_problems import add_problems
from accounts.web.forms import ChangePasswordForm, CodeForm
from accounts.web.guards import actor, sign_in_required
from accounts.web.qr import qr_svg
from tenants.domain.errors import NotAuthorised, ValidationFailed

INVALID = 422


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise NotAuthorised("not_signed_in")
    return request.user


@sign_in_required
@require_http_methods(["GET"])
def profile(request: HttpRequest) -> HttpResponse:
    user = _user(request)
    context = {
        "person": user,
        "grants": grants_of(user) if user.is_staff_member else [],
        "organisations": organisations_of(actor(request)),
        "sessions": open_sessions(request, user),
        "second_factor_required": user.is_staff_member and is_second_factor_required(),
    }
    return render(request, "accounts/profile.html", context)


@sign_in_required
@require_POST
def reveal_own(request: HttpRequest, field: str) -> HttpResponse:
    """One of one's own values, unmasked; recorded like any other look."""
    user = _user(request)
    value = reveal_person(actor_id=user.id, user=user, field=field)
    return render(request, "accounts/_revealed.html", {"value": value})


@sensitive_post_parameters("current", "password", "repeated")
@sign_in_required
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            user = change(_user(request).id, current=data["current"], password=data["password"])
        except ValidationFailed as refusal:
            add_problems(form, refusal)
        else:
            renew_after_change(request, user)
            messages.success(request, _("密码已修改，其他设备上的登录已结束。"))
            return redirect("accounts:profile")
    return render(request, "accounts/change_password.html", {"form": form}, status=INVALID if form.errors else 200)


@sign_in_required
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    renew_after_change(request, end_others(_user(request).id))
    messages.success(request, _("其他设备上的登录已结束。"))
    return redirect("accounts:profile")


@never_cache
@sign_in_required
@require_http_methods(["GET", "POST"])
def second_factor_setup(request: HttpRequest) -> HttpResponse:
    """Scan, then prove it with a first code; the recovery codes are shown once."""
    user = _user(request)
    if user.has_second_factor:
        return redirect("accounts:profile")
    user = factors.begin_set_up(user.id)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = factors.confirm_set_up(user.id, form.cleaned_data["code"])
        except ValidationFailed as refusal:
            add_problems(form, refusal)
        else:
            return render(
                request, "accounts/recovery_codes.html", {"codes": codes, "next": reverse("accounts:profile")}
            )
    context = {"form": form, "secret": user.totp_secret, "qr": qr_svg(factors.provisioning_uri(user))}
    return render(request, "accounts/second_factor_setup.html", context, status=INVALID if form.errors else 200)


@sign_in_required
@require_http_methods(["GET", "POST"])
def second_factor_off(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            factors.turn_off(_user(request).id, form.cleaned_data["code"])
        except ValidationFailed as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _("动态口令已停用。"))
            return redirect("accounts:profile")
    return render(request, "accounts/second_factor_off.html", {"form": form}, status=INVALID if form.errors else 200)
