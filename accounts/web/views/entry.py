"""Ways in for those who cannot sign in yet: registration, reset, invitation."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.domain.login_names import LoginKind, parse_login_name
from accounts.models import Invitation
from accounts.services import passwords, registration
from accounts.services.invitations import accept_invitation, usable_invitation
from accounts.services.people import check_new_password
from accounts.services.sign_in import SignInResult, check_sign_in
from accounts.web.client_address import client_address
from accounts.web.form_problems import add_problems
from accounts.web.forms import (
    CodeForm,
    CurrentPasswordForm,
    LoginNameForm,
    NewPasswordForm,
    OrganisationRegistrationForm,
    PersonRegistrationForm,
    ResetCodeForm,
)
from tenants.domain.errors import Problem, ValidationFailed
from tenants.wording import say

REGISTRATION, RESET = "registration_challenge", "reset_challenge"
GONE, INVALID = 410, 422


@sensitive_post_parameters("password", "repeated")
@never_cache
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    return _register(request, PersonRegistrationForm(request.POST or None), "accounts/register.html")


@sensitive_post_parameters("password", "repeated")
@never_cache
@require_http_methods(["GET", "POST"])
def register_organisation(request: HttpRequest) -> HttpResponse:
    form = OrganisationRegistrationForm(request.POST or None)
    return _register(request, form, "accounts/register_organisation.html")


def _register(request: HttpRequest, form: PersonRegistrationForm, template: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        answers = {key: value for key, value in form.cleaned_data.items() if key != "repeated"}
        try:
            reference = registration.request_registration(
                registration.Registration(**answers), address=client_address(request)
            )
        except ValidationFailed as refusal:
            add_problems(form, refusal)
        else:
            request.session[REGISTRATION] = reference
            return redirect("accounts:register_confirm")
    return render(request, template, {"form": form}, status=INVALID if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def register_confirm(request: HttpRequest) -> HttpResponse:
    """The code from the phone makes the account."""
    reference = request.session.get(REGISTRATION, "")
    if not reference:
        return redirect("accounts:register")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            registration.confirm_registration(reference, form.cleaned_data["code"])
        except ValidationFailed as refusal:
            add_problems(form, refusal)
        else:
            del request.session[REGISTRATION]
            messages.success(request, _("注册成功，请登录。"))
            return redirect("accounts:sign_in")
    return render(request, "accounts/register_confirm.html", {"form": form}, status=INVALID if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def reset(request: HttpRequest) -> HttpResponse:
    """Ask for a code or a link. The answer is the same whether there is such an account or not."""
    form = LoginNameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = parse_login_name(form.cleaned_data["login"])
        if name is None:
            form.add_error("login", say("login_name_malformed"))
        else:
            reference = passwords.request_reset(name, address=client_address(request))
            if name.kind is LoginKind.MOBILE:
                request.session[RESET] = reference
                return redirect("accounts:reset_code")
            return render(request, "accounts/reset_sent.html")
    return render(request, "accounts/reset.html", {"form": form}, status=INVALID if form.errors else 200)


@sensitive_post_parameters("password", "repeated")
@never_cache
@require_http_methods(["GET", "POST"])
def reset_code(request: HttpRequest) -> HttpResponse:
    reference = request.session.get(RESET, "")
    if not reference:
        return redirect("accounts:reset")
    form = ResetCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            passwords.reset_by_code(reference, form.cleaned_data["code"], password=form.cleaned_data["password"])
        except ValidationFailed as refusal:
            add_problems(form, refusal)
        else:
            return _password_is_set(request)
    return render(request, "accounts/reset_code.html", {"form": form}, status=INVALID if form.errors else 200)


@sensitive_post_parameters("password", "repeated")
@never_cache
@require_http_methods(["GET", "POST"])
def reset_link(request: HttpRequest, encoded: str, token: str) -> HttpResponse:
    if passwords.user_of_reset_link(encoded, token) is None:
        return _unusable(request)
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            passwords.reset_by_link(encoded, token, password=form.cleaned_data["password"])
        except ValidationFailed as refusal:
            add_problems(form, refusal)
        else:
            return _password_is_set(request)
    return render(request, "accounts/reset_link.html", {"form": form}, status=INVALID if form.errors else 200)


@sensitive_post_parameters("password", "repeated", "current")
@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Set the first password, or confirm with the one there is, and become what the invitation says."""
    try:
        invited = usable_invitation(token)
    except ValidationFailed:
        return _unusable(request)
    is_new = invited.user.must_set_password
    form = NewPasswordForm(request.POST or None) if is_new else CurrentPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            password = _proven_password(request, invited, form.cleaned_data, is_new=is_new)
            accept_invitation(token, password=password)
        except ValidationFailed as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _("已接受邀请，请登录。"))
            return redirect("accounts:sign_in")
    context = {"form": form, "invitation": invited, "is_new": is_new}
    return render(request, "accounts/invitation.html", context, status=INVALID if form.errors else 200)


def _proven_password(request: HttpRequest, invited: Invitation, data: dict[str, str], *, is_new: bool) -> str | None:
    """The new password if it is strong enough; None after the present one was given correctly."""
    user = invited.user
    if is_new:
        check_new_password(data["password"], user)
        return data["password"]
    check = check_sign_in(user.mobile or user.email, data["current"], address=client_address(request))
    if check.result is not SignInResult.RIGHT:
        raise ValidationFailed([Problem("current", "password_wrong")])
    return None


def _password_is_set(request: HttpRequest) -> HttpResponse:
    request.session.flush()
    messages.success(request, _("密码已重置，请用新密码登录。"))
    return redirect("accounts:sign_in")


def _unusable(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/link_unusable.html", {"sentence": say("invitation_unusable")}, status=GONE)
