"""Who owns an organisation's account: claims of applicants, and their examination by city staff."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Actor, actor_of
from accounts.models import Organisation
from accounts.queries.keyset import keyset_page
from accounts.web.form_problems import add_problems
from applications.domain.claims import MAX_REASON, ClaimWords
from applications.models import ClaimKind, ClaimState, OrganisationClaim
from applications.queries.ownership import (
    CLAIM_FORMATS,
    CLAIM_MEGABYTES,
    access_claim,
    claims_of,
    claims_to_examine,
    examines_claims,
    organisations_administered_by,
)
from applications.services.organisation_claims import decide_claim, file_claim
from applications.web.requests import SignedInRequest
from tenants.domain.errors import IllegalTransition, NotAuthorised, ValidationFailed
from tenants.wording import say

INVALID = 422
MEGABYTE = 1024 * 1024


class ClaimForm(forms.Form):
    """Evidence of a claim; files by the id that the upload box notes, so that nothing is uploaded twice."""

    note = forms.CharField(
        label=gettext_lazy("说明"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("例如原管理员已离职、联系不上。"),
    )
    licence = forms.UUIDField(label=gettext_lazy("营业执照或法人证书"), widget=forms.HiddenInput, required=False)
    mandate = forms.UUIDField(label=gettext_lazy("授权书"), widget=forms.HiddenInput, required=False)
    licence_name = forms.CharField(widget=forms.HiddenInput, required=False, max_length=255)
    mandate_name = forms.CharField(widget=forms.HiddenInput, required=False, max_length=255)


class AdministratorClaimForm(ClaimForm):
    uscc = forms.CharField(label=gettext_lazy("统一社会信用代码"), max_length=30)
    replaces = forms.BooleanField(
        label=gettext_lazy("接替现在的管理员（他们保留草稿和申报，不再是管理员）"), required=False
    )
    field_order = ("uscc", "replaces", "note")


class RenameClaimForm(ClaimForm):
    new_name = forms.CharField(label=gettext_lazy("新的单位名称"), max_length=120)
    field_order = ("new_name", "note")


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=MAX_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("不通过时必填，申请人和单位管理员都会看到。"),
    )


@login_required
@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """My organisations, what is to be done for each, and every claim that concerns me."""
    actor = actor_of(request.user)
    page = keyset_page(claims_of(actor), request.GET.get("before"))
    open_claims = {claim.organisation_id for claim in page.rows if claim.state == ClaimState.OPEN}
    context = {"page": page, "organisations": organisations_administered_by(actor), "open_claims": open_claims}
    return render(request, "applications/ownership.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim_administrator(request: SignedInRequest) -> HttpResponse:
    """Ask to become administrator of an organisation that is registered already."""
    form = AdministratorClaimForm(request.POST or None)
    return _claiming(request, form, ClaimKind.ADMINISTRATOR, organisation=None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim_own(request: SignedInRequest, organisation_id: UUID) -> HttpResponse:
    """The first examination of an organisation that one registered, later its new name."""
    organisation = organisations_administered_by(actor_of(request.user)).filter(pk=organisation_id).first()
    if organisation is None:
        raise NotAuthorised("organisation_unknown")
    if organisation.is_confirmed:
        return _claiming(request, RenameClaimForm(request.POST or None), ClaimKind.RENAME, organisation=organisation)
    return _claiming(request, ClaimForm(request.POST or None), ClaimKind.FIRST, organisation=organisation)


def _claiming(
    request: SignedInRequest, form: ClaimForm, kind: ClaimKind, *, organisation: Organisation | None
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        claim = _file(actor_of(request.user), form, kind, organisation)
        if claim is not None:
            messages.success(request, _("申请已提交，审核结果会通知您。审核期间可以填写草稿，不能提交申报。"))
            return redirect("ownership:claim", claim.id)
    nobody = "00000000-0000-0000-0000-000000000000"
    context = {
        "form": form,
        "kind": kind,
        "organisation": organisation,
        "start_url": reverse("ownership:start_file"),
        "finish_url": reverse("ownership:finish_file", args=[nobody]),
        "status_url": reverse("ownership:file_status", args=[nobody]),
        "formats": ",".join(CLAIM_FORMATS),
        "max_bytes": CLAIM_MEGABYTES * MEGABYTE,
    }
    return render(request, "applications/claim_new.html", context, status=INVALID if form.errors else 200)


def _file(
    actor: Actor, form: ClaimForm, kind: ClaimKind, organisation: Organisation | None
) -> OrganisationClaim | None:
    """The claim; None when it was refused, with every problem at its field."""
    data = form.cleaned_data
    words = ClaimWords(
        note=data["note"],
        uscc=data.get("uscc", ""),
        new_name=data.get("new_name", ""),
        replaces=data.get("replaces", False),
        licence=data["licence"],
        mandate=data["mandate"],
    )
    try:
        return file_claim(actor, kind=kind, words=words, organisation_id=organisation.id if organisation else None)
    except ValidationFailed as refusal:
        add_problems(form, refusal)
    except IllegalTransition as refusal:
        form.add_error(None, say(refusal.code, refusal.params))
    return None


@login_required
@require_safe
def examine(request: SignedInRequest) -> HttpResponse:
    """Claims that wait for city staff, and those decided."""
    state = request.GET.get("state", "")
    page = keyset_page(claims_to_examine(actor_of(request.user), state=state), request.GET.get("before"))
    wanted = state if state in ClaimState.values else ClaimState.OPEN.value
    base = reverse("ownership:examine")
    chips = [
        {"label": str(label), "url": f"{base}?state={value}", "active": value == wanted}
        for value, label in ClaimState.choices
    ]
    return render(request, "applications/claims.html", {"page": page, "chips": chips})


@login_required
@require_safe
def claim(request: SignedInRequest, claim_id: UUID) -> HttpResponse:
    return _claim_page(request, claim_id, ReasonForm())


@login_required
@require_POST
def decide(request: SignedInRequest, claim_id: UUID) -> HttpResponse:
    """Approve or refuse. What was typed stays when something is missing or somebody was faster."""
    form = ReasonForm(request.POST)
    approves = request.POST.get("verdict") == "approve"
    if form.is_valid():
        try:
            decide_claim(
                actor_of(request.user), claim_id=claim_id, approves=approves, reason=form.cleaned_data["reason"]
            )
        except ValidationFailed as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _("已通过，双方都会收到通知。") if approves else _("已退回，双方都会收到通知。"))
            return redirect("ownership:examine")
    return _claim_page(request, claim_id, form)


def _claim_page(request: SignedInRequest, claim_id: UUID, form: ReasonForm) -> HttpResponse:
    actor = actor_of(request.user)
    claim = access_claim(actor, claim_id)
    examines = examines_claims(actor)
    is_own = claim.claimant_id == actor.user_id
    context = {
        "layout": "layouts/workbench.html" if request.user.is_staff_member else "layouts/my.html",
        "claim": claim,
        "form": form,
        "examines": examines,
        "sees_files": examines or is_own,
        "may_decide": examines and not is_own and claim.state == ClaimState.OPEN,
    }
    return render(request, "applications/claim.html", context, status=INVALID if form.errors else 200)
