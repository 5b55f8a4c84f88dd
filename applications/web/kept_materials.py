"""我的材料库: the list, one document with its versions, and keeping, renewing and removing."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Actor, actor_of
from accounts.web.form_problems import add_problems
from applications.domain.kept_materials import KEPT_MEGABYTES, Validity
from applications.kept_policies import KeptAction, may_with_kept
from applications.models import KeptKind
from applications.queries.kept_materials import (
    access_kept,
    access_kept_version,
    kept_counts,
    kept_page,
    shelves_of,
    versions_of,
    writable_organisations,
)
from applications.services.kept_materials import keep_material, remove_material, renew_material, start_kept_upload
from applications.web.kept_forms import DetailsForm, KeptForm, KeptLine, initial_of, upload_context, validity_of
from applications.web.requests import SignedInRequest
from applications.web.upload_answers import declared_size, upload_answer
from documents.queries.files import file_status, uploaded_file
from documents.services.serving import Disposition, signed_link
from documents.services.uploads import finish_upload
from tenants.domain.errors import ValidationFailed

INVALID = 422
STATE_WORDS = {
    Validity.VALID: gettext_lazy("有效"),
    Validity.EXPIRING: gettext_lazy("即将到期"),
    Validity.EXPIRED: gettext_lazy("已过期"),
}


@login_required
@require_safe
def library(request: SignedInRequest) -> HttpResponse:
    shelves = shelves_of(actor_of(request.user))
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    page = kept_page(shelves, kind=kind, state=state, before=request.GET.get("before"))
    counts = kept_counts(shelves)
    context = {
        "page": page,
        "lines": [KeptLine(kept, validity_of(kept.current)) for kept in page.rows],
        "chips": _chips(counts, state),
        "kinds": KeptKind.choices,
        "kind": kind,
        "state": state,
        "total": sum(counts.values()),
    }
    return render(request, "materials/library.html", context)


def _chips(counts: dict[Validity, int], current: str) -> list[dict[str, object]]:
    base = reverse("materials:library")
    every = {"label": _("全部"), "url": base, "active": current not in set(Validity), "count": sum(counts.values())}
    return [
        every,
        *(
            {"label": str(words), "url": f"{base}?state={each}", "active": current == each, "count": counts[each]}
            for each, words in STATE_WORDS.items()
        ),
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedInRequest) -> HttpResponse:
    actor = actor_of(request.user)
    form = KeptForm(request.POST or None, organisations=writable_organisations(shelves_of(actor)))
    if request.method == "POST" and form.is_valid():
        kept = answered(
            form,
            lambda: (
                keep_material(
                    actor,
                    organisation_id=form.organisation_id,
                    kind=form.cleaned_data["kind"],
                    details=form.details(),
                    file_id=form.file_id,
                ).id
            ),
        )
        if kept is not None:
            messages.success(request, _("已存入材料库，申报时可以直接选用。"))
            return redirect("materials:document", kept)
    context = {"form": form, "heading": _("添加材料"), "most": KEPT_MEGABYTES, **upload_context()}
    return render(request, "materials/form.html", context, status=INVALID if form.errors else 200)


def answered(form: forms.Form, work: Callable[[], UUID]) -> UUID | None:
    """The id of what was kept; None when it was refused, with every problem at its field."""
    try:
        return work()
    except ValidationFailed as refusal:
        add_problems(form, refusal)
        return None


@login_required
@require_safe
def document(request: SignedInRequest, kept_id: UUID) -> HttpResponse:
    actor = actor_of(request.user)
    kept = access_kept(actor, kept_id, KeptAction.READ)
    context = {
        "line": KeptLine(kept, validity_of(kept.current)),
        "versions": versions_of(kept),
        "may_change": bool(may_with_kept(KeptAction.CHANGE, shelves_of(actor).situation(kept))),
    }
    return render(request, "materials/document.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: SignedInRequest, kept_id: UUID) -> HttpResponse:
    actor = actor_of(request.user)
    kept = access_kept(actor, kept_id, KeptAction.CHANGE)
    form = DetailsForm(request.POST or None, initial=initial_of(kept.current))
    if request.method == "POST" and form.is_valid() and _renewed(actor, kept_id, form):
        messages.success(request, _("已换成新版本。以前选用旧版本的申报不受影响。"))
        return redirect("materials:document", kept_id)
    context = {"form": form, "heading": _("换成新版本"), "kept": kept, "most": KEPT_MEGABYTES, **upload_context()}
    return render(request, "materials/form.html", context, status=INVALID if form.errors else 200)


def _renewed(actor: Actor, kept_id: UUID, form: DetailsForm) -> bool:
    def work() -> UUID:
        return renew_material(actor, kept_id, details=form.details(), file_id=form.file_id).id

    return answered(form, work) is not None


@login_required
@require_POST
def remove(request: SignedInRequest, kept_id: UUID) -> HttpResponse:
    remove_material(actor_of(request.user), kept_id)
    messages.success(request, _("已从材料库移除。已经选用它的申报不受影响。"))
    return redirect("materials:library")


@login_required
@require_safe
def version_file(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """To the store, with a link that lives a minute."""
    version = access_kept_version(actor_of(request.user), version_id)
    return redirect(signed_link(version.file, disposition=Disposition.INLINE))


@login_required
@require_POST
def start_file(request: SignedInRequest) -> JsonResponse:
    return upload_answer(
        lambda: start_kept_upload(
            name=request.POST.get("name", ""),
            size=declared_size(request.POST.get("size", "")),
            content_type=request.POST.get("content_type", ""),
            actor=actor_of(request.user),
        ).as_json()
    )


@login_required
@require_POST
def finish_file(request: SignedInRequest, file_id: UUID) -> JsonResponse:
    return upload_answer(
        lambda: dict(file_status(finish_upload(file_id, actor_id=actor_of(request.user).user_id)).as_json())
    )


@login_required
@require_safe
def file_state(request: SignedInRequest, file_id: UUID) -> JsonResponse:
    return upload_answer(
        lambda: dict(file_status(uploaded_file(file_id, actor_id=actor_of(request.user).user_id)).as_json())
    )
