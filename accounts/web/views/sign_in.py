"""Signing in and out, with the second factor between."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.services import second_factor as factors
from accounts.services.sign_in import (
    SignInResult,
    check_sign_in,
    must_use_second_factor,
    record_sign_in,
    record_sign_out,
)
from accounts.sessions import held_user, hold_for_second_factor, start_session
from accounts.web.client_address import client_address
from accounts.web.form_problems import add_problems
from accounts.web.forms import CodeForm, SignInForm
from accounts.web.qr import qr_svg
from tenants.domain.errors import ValidationFailed

NEXT = "after_sign_in"
LOCKED = 429
INVALID = 422


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The page for everybody. The same words for an unknown account, a wrong password and an ended account."""
    form = SignInForm(request.POST or None)
    target = _local(request, request.POST.get("next") or request.GET.get("next") or "")
    status = 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            data = form.cleaned_data
            check = check_sign_in(data["login"], data["password"], address=client_address(request))
            if check.result is SignInResult.RIGHT and check.user is not None:
                return _go_on(request, check.user, target)
            if check.result is SignInResult.LOCKED:
                status = LOCKED
                form.add_error(None, _("尝试次数过多，请 30 分钟后再试，或重置密码。"))
            else:
                form.add_error(None, _("账号或密码不正确。"))
    return render(request, "accounts/sign_in.html", {"form": form, "next": target}, status=status)


def _go_on(request: HttpRequest, user: User, target: str) -> HttpResponse:
    if must_use_second_factor(user):
        hold_for_second_factor(request, user)
        request.session[NEXT] = target
        return redirect("accounts:second_factor")
    start_session(request, user)
    record_sign_in(user, second_factor=False)
    return redirect(target or settings.LOGIN_REDIRECT_URL)


@never_cache
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """The code of the device, or its first setting up where the tenant demands it. Nobody is signed in before."""
    user = held_user(request)
    if user is None:
        return redirect("accounts:sign_in")
    sets_up = not user.has_second_factor
    if sets_up:
        user = factors.begin_set_up(user.id)
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            try:
                return _check_code(request, user, form.cleaned_data["code"], sets_up=sets_up)
            except ValidationFailed as refusal:
                add_problems(form, refusal)
    qr = qr_svg(factors.provisioning_uri(user)) if sets_up else ""
    context = {"form": form, "sets_up": sets_up, "secret": user.totp_secret if sets_up else "", "qr": qr}
    return render(request, "accounts/second_factor.html", context, status=status)


def _check_code(request: HttpRequest, user: User, code: str, *, sets_up: bool) -> HttpResponse:
    target = request.session.get(NEXT, "")
    codes = []
    if sets_up:
        codes = factors.confirm_set_up(user.id, code)
        user.refresh_from_db()
    else:
        factors.check_second_factor(user.id, code)
    start_session(request, user)
    request.session.pop(NEXT, None)
    record_sign_in(user, second_factor=True)
    if codes:
        context = {"codes": codes, "next": target or resolve_url(settings.LOGIN_REDIRECT_URL)}
        return render(request, "accounts/recovery_codes.html", context)
    return redirect(target or settings.LOGIN_REDIRECT_URL)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, User):
        record_sign_out(request.user)
    logout(request)
    messages.success(request, _("您已退出登录。"))
    return redirect("accounts:sign_in")


def _local(request: HttpRequest, target: str) -> str:
    """A path on this host to return to, or nothing: never an address somebody put into the link."""
    is_local = url_has_allowed_host_and_scheme(target, allowed_hosts=None, require_https=request.is_secure())
    return target if target.startswith("/") and is_local else ""
