"""代录申请: staff of the registration point enters what an applicant brings on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
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

from accounts.access import actor_of
from accounts.domain.uscc import normalise_uscc
from accounts.web.form_problems import add_problems
from applications.domain.counter import NAME_LENGTH, PERSON_LENGTH, RELATION_LENGTH, Brought
from applications.models import Application, CounterEntry, Draft
from applications.queries.counter import (
    EVIDENCE_FORMATS,
    EVIDENCE_MEGABYTES,
    access_counter_draft,
    counter_applications,
    counter_drafts,
    counter_evidence,
    counter_procedure,
    counter_procedures,
    organisation_on_board,
)
from applications.services.counter import (
    attach_evidence,
    begin_counter_draft,
    change_counter_entry,
    start_evidence_upload,
)
from applications.services.drafts import admits_people
from applications.web.requests import SignedInRequest, idempotency_key
from applications.web.section_page import language
from applications.web.upload_answers import NO_FILE, declared_size, upload_answer
from documents.queries.files import file_status, uploaded_file
from documents.services.serving import Disposition, signed_link
from procedures.domain.materials import MEGABYTE
from procedures.domain.package.compiled import CounterRule
from procedures.queries.packages import compiled
from tenants.domain.errors import NotAuthorised, ValidationFailed

INVALID = 422


class BroughtForm(forms.Form):
    """For which organisation, and who came."""

    uscc = forms.CharField(
        label=gettext_lazy("统一社会信用代码"),
        max_length=30,
        help_text=gettext_lazy("按营业执照或法人证书填写 18 位代码；已入驻的单位自动带出名称。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    organisation_name = forms.CharField(
        label=gettext_lazy("单位名称"),
        max_length=NAME_LENGTH,
        required=False,
        help_text=gettext_lazy("平台上没有该单位时填写。只记录名称和代码，不建立单位账号。"),
    )
    person_name = forms.CharField(label=gettext_lazy("来办人姓名"), max_length=PERSON_LENGTH)
    person_mobile = forms.CharField(
        label=gettext_lazy("来办人手机号码"),
        max_length=30,
        help_text=gettext_lazy("办理进展发短信到这个号码；查询进度时核对后四位。"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    relation = forms.CharField(
        label=gettext_lazy("与申报单位的关系"),
        max_length=RELATION_LENGTH,
        help_text=gettext_lazy("例如：经办人、项目负责人、法定代表人。"),
    )

    def __init__(self, *args: Any, for_people: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uscc"].required = not for_people

    def brought(self) -> Brought:
        data = self.cleaned_data
        return Brought(
            uscc=data["uscc"],
            organisation_name=data["organisation_name"],
            person_name=data["person_name"],
            person_mobile=data["person_mobile"],
            relation=data["relation"],
            stamp_seen=bool(data.get("stamp_seen")),
        )


class BeginForm(BroughtForm):
    variant = forms.ChoiceField(label=gettext_lazy("办理情形"), widget=forms.RadioSelect)
    field_order = ("variant",)


class EntryForm(BroughtForm):
    stamp_seen = forms.BooleanField(
        label=gettext_lazy("已核对：委托证明上盖有申报单位公章，与单位名称一致"), required=False
    )


@dataclass(frozen=True, slots=True)
class Offer:
    """A procedure that takes what is entered at the counter."""

    name: str
    url: str


@login_required
@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """What can be entered, what is being entered, and what was submitted."""
    offers = [
        Offer(each.name, reverse("counter:begin", args=[each.code]))
        for each in counter_procedures(actor_of(request.user))
    ]
    context = {
        "offers": offers,
        "drafts": counter_drafts(request.user, after=request.GET.get("drafts_after", "")),
        "page": counter_applications(request.user, after=request.GET.get("after", "")),
    }
    return render(request, "counter/home.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: SignedInRequest, code: str) -> HttpResponse:
    actor = actor_of(request.user)
    procedure = counter_procedure(actor, code)
    version = procedure.current_version
    if version is None:
        raise NotAuthorised("procedure_unknown")
    package = compiled(version)
    form = BeginForm(request.POST or None, for_people=admits_people(package))
    form.fields["variant"].choices = [(each.key, each.name.in_language(language())) for each in package.variants]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            draft_id = begin_counter_draft(
                actor,
                code=code,
                variant=form.cleaned_data["variant"],
                brought=form.brought(),
                idempotency_key=idempotency_key(request),
            )
        except ValidationFailed as refusal:
            add_problems(form, refusal)
        else:
            return redirect("counter:entry", draft_id=draft_id)
    context = {
        "form": form,
        "procedure_name": package.meta.name.in_language(language()),
        "known": _known(form["uscc"].value()),
        "idempotency_key": idempotency_key(request),
    }
    return render(request, "counter/begin.html", context, status=INVALID if form.errors else 200)


@login_required
@require_safe
def organisation(request: SignedInRequest) -> HttpResponse:
    """Whether a code is on board, while it is typed."""
    counter_procedures(actor_of(request.user))
    return render(request, "counter/_organisation.html", {"known": _known(request.GET.get("uscc"))})


def _known(typed: str | None) -> dict[str, str] | None:
    """What the platform knows of a code; None as long as there is none."""
    if not (typed or "").strip():
        return None
    uscc = normalise_uscc(typed or "")
    found = organisation_on_board(uscc) if uscc else None
    return {"name": found.name if found else ""}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    """Who it is for, and the mandate. Before the form, and again until it is submitted."""
    draft, noted = access_counter_draft(request.user, draft_id)
    for_people = admits_people(compiled(draft.procedure_version))
    form = EntryForm(request.POST or None, initial=_initial(noted), for_people=for_people)
    if request.method == "POST" and form.is_valid():
        try:
            change_counter_entry(draft_id, brought=form.brought(), actor=actor_of(request.user))
        except ValidationFailed as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _("来办人信息已保存。"))
            return redirect("applications:draft", draft_id=draft_id)
    context = _entry_context(draft, noted, form)
    return render(request, "counter/entry.html", context, status=INVALID if form.errors else 200)


def _initial(noted: CounterEntry) -> dict[str, object]:
    return {
        "uscc": noted.uscc,
        "organisation_name": noted.organisation_name,
        "person_name": noted.person_name,
        "person_mobile": noted.person_mobile,
        "relation": noted.relation,
        "stamp_seen": noted.stamp_seen,
    }


def _entry_context(draft: Draft, noted: CounterEntry, form: EntryForm) -> dict[str, object]:
    return {
        "draft": draft,
        "entry": noted,
        "form": form,
        "known": _known(form["uscc"].value()),
        "stood_in": stood_in_words(draft),
        "start_url": reverse("counter:start_evidence", args=[draft.id]),
        "finish_url": reverse("counter:finish_evidence", args=[draft.id, NO_FILE]),
        "status_url": reverse("counter:evidence_status", args=[draft.id, NO_FILE]),
        "formats": ",".join(EVIDENCE_FORMATS),
        "max_bytes": EVIDENCE_MEGABYTES * MEGABYTE,
    }


def stood_in_words(matter: Draft | Application) -> str:
    """Names of the steps for which the stamp on the mandate stands."""
    package = compiled(matter.procedure_version)
    rule = package.counter_entry or CounterRule(evidence_required=False, stands_in=frozenset())
    return "、".join(
        step.applicant_name.in_language(language()) for step in package.chain.steps() if step.key in rule.stands_in
    )


@login_required
@require_POST
def start_evidence(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    return upload_answer(
        lambda: start_evidence_upload(
            draft_id,
            name=request.POST.get("name", ""),
            size=declared_size(request.POST.get("size", "")),
            content_type=request.POST.get("content_type", ""),
            actor=actor_of(request.user),
        ).as_json()
    )


@login_required
@require_POST
def finish_evidence(request: SignedInRequest, draft_id: UUID, file_id: UUID) -> HttpResponse:
    def work() -> dict[str, object]:
        access_counter_draft(request.user, draft_id)
        return dict(file_status(attach_evidence(draft_id, file_id=file_id, actor=actor_of(request.user))).as_json())

    return upload_answer(work)


@login_required
@require_safe
def evidence_status(request: SignedInRequest, draft_id: UUID, file_id: UUID) -> HttpResponse:
    def work() -> dict[str, object]:
        access_counter_draft(request.user, draft_id)
        return dict(file_status(uploaded_file(file_id, actor_id=request.user.id)).as_json())

    return upload_answer(work)


@login_required
@require_safe
def draft_evidence(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    """The mandate of a draft, by a link of a minute."""
    _draft, noted = access_counter_draft(request.user, draft_id)
    if noted.evidence is None:
        raise NotAuthorised("file_unknown")
    return redirect(signed_link(noted.evidence, disposition=Disposition.INLINE))


@login_required
@require_safe
def evidence(request: SignedInRequest, application_id: UUID) -> HttpResponse:
    """The mandate of what was submitted, by a link of a minute."""
    return redirect(signed_link(counter_evidence(request.user, application_id), disposition=Disposition.INLINE))
