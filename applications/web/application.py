"""One application as its applicant and the unit see it, and what they may do with it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import actor_of
from accounts.services.personal import reveal as record_reveal
from applications.models import Application
from applications.policies import Action
from applications.queries.access import access_application, access_filed_material, allowed_actions
from applications.queries.counter import entry_of
from applications.queries.dossiers import remarks_in, round_view, submissions_of, timeline_for_applicant
from applications.queries.printed import printed_in
from applications.queries.progress import days_left_of, drawing_of, void_visits
from applications.queries.stored_answers import stored_answers
from applications.queries.written import written_of
from applications.services.submission import open_correction
from applications.services.withdrawal import withdraw_application
from applications.web.chain_views import chain_near
from applications.web.counter import stood_in_words
from applications.web.progress_views import applicant_boxes, entry_views
from applications.web.requests import SignedInRequest
from applications.web.section_page import language
from documents.domain.file_states import FileState
from documents.services.serving import PAGE_STEP, Disposition, page_images, signed_link
from procedures.domain.form_schema import SEALED, FormSchema
from procedures.queries.packages import compiled
from procedures.wording import condition_labels
from tenants.domain.errors import NotAuthorised, ValidationFailed
from tenants.domain.subjects import SubjectRef
from tenants.wording import say


@login_required
@require_safe
def application(request: SignedInRequest, application_id: UUID) -> HttpResponse:
    found = access_application(request.user, application_id, Action.VIEW)
    return _page(request, found, reveal=False)


@login_required
@require_POST
def reveal(request: SignedInRequest, application_id: UUID) -> HttpResponse:
    """The page with personal values readable; the viewing is recorded first."""
    found = access_application(request.user, application_id, Action.REVEAL_PERSONAL)
    form = compiled(found.procedure_version).form(found.variant)
    record_reveal(
        actor_id=request.user.id,
        subject=SubjectRef("applications.application", found.id, found.number),
        fields=_sealed_keys(form),
    )
    return _page(request, found, reveal=True)


def _sealed_keys(form: FormSchema) -> list[str]:
    """Keys of the personal fields, and of tables with personal columns, that the page will show."""
    return [
        item.key
        for item in form.fields()
        if item.privacy in SEALED or any(column.privacy in SEALED for column in item.columns)
    ]


def _page(request: SignedInRequest, found: Application, *, reveal: bool, problem: str = "") -> HttpResponse:
    submissions = submissions_of(found)
    timeline = timeline_for_applicant(found)
    number = _round(request, found)
    remarks = remarks_in(timeline) if number == found.round else None
    actions = allowed_actions(request.user, found)
    package = compiled(found.procedure_version)
    chain = applicant_boxes(
        drawing_of(found, stored_answers(submissions[-1])), timeline, condition_labels(package.form(found.variant))
    )
    context = {
        "application": found,
        "procedure_name": package.meta.name.in_language(language()),
        "variant_name": package.variant_by_key[found.variant].name.in_language(language()),
        "round": round_view(
            found, submissions, number, language=language(), reveal=reveal, remarks=remarks, timeline=timeline
        ),
        "rounds": [submission.round for submission in submissions],
        "timeline": entry_views(list(reversed(timeline)), void_visits(found)),
        "chain": chain,
        "near": chain_near(chain),
        "days_left": days_left_of(found),
        "remarks": remarks if found.status == "returned" else None,
        "may_correct": Action.CORRECT in actions,
        "may_withdraw": Action.WITHDRAW in actions,
        "may_print": Action.PRINT in actions,
        "printed": printed_in(found).get(number) if Action.PRINT in actions else None,
        "may_reveal": Action.REVEAL_PERSONAL in actions and not reveal,
        "is_published": package.notice is not None,
        "is_certified": package.certificate is not None and bool(found.registration_number),
        "written": written_of(found),
        "entry": entry_of(found),
        "stood_in": stood_in_words(found),
        "problem": problem,
    }
    return render(request, "applications/application.html", context, status=422 if problem else 200)


def _round(request: SignedInRequest, found: Application) -> int:
    word = request.GET.get("round", "")
    number = int(word) if word.isascii() and word.isdigit() else found.round
    return number if 1 <= number <= found.round else found.round


@login_required
@require_POST
def correct(request: SignedInRequest, application_id: UUID) -> HttpResponse:
    draft_id = open_correction(application_id, actor=actor_of(request.user))
    return redirect("applications:corrections", draft_id=draft_id)


@login_required
@require_http_methods(["POST"])
def withdraw(request: SignedInRequest, application_id: UUID) -> HttpResponse:
    try:
        withdraw_application(application_id, reason=request.POST.get("reason", ""), actor=actor_of(request.user))
    except ValidationFailed as error:
        found = access_application(request.user, application_id, Action.VIEW)
        words = say(error.problems[0].code, error.problems[0].params)
        return _page(request, found, reveal=False, problem=words)
    messages.success(request, _("申报已撤回。"))
    return redirect("applications:application", application_id=application_id)


@login_required
@require_safe
def filed_file(request: SignedInRequest, material_id: UUID) -> HttpResponse:
    """To the store, with a link that lives a minute."""
    file = access_filed_material(request.user, material_id).file
    if file is None:
        raise NotAuthorised("application_unknown")
    how = Disposition.ATTACHMENT if "download" in request.GET else Disposition.INLINE
    return redirect(signed_link(file, disposition=how))


@login_required
@require_safe
def preview(request: SignedInRequest, material_id: UUID) -> HttpResponse:
    """The pages of a file as pictures, some at a time."""
    material = access_filed_material(request.user, material_id)
    if material.file is None or material.file.state != FileState.CLEAN:
        raise NotAuthorised("application_unknown")
    word = request.GET.get("first", "")
    first = int(word) if word.isascii() and word.isdigit() else 1
    pages = page_images(material.file, first=first)
    total = material.file.pages or 0
    context = {
        "material": material,
        "file": material.file,
        "application": material.submission.application,
        "pages": pages,
        "drawing": any(not page.url for page in pages),
        "first": first,
        "following": first + PAGE_STEP if first + PAGE_STEP <= total else 0,
        "previous": max(first - PAGE_STEP, 1) if first > 1 else 0,
    }
    return render(request, "applications/preview.html", context)
