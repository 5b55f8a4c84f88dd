"""从以往申报带入: choose an earlier application, see what is taken and what is not, take it, undo it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import actor_of
from applications.models import Application, Channel, Draft
from applications.queries.access import access_draft
from applications.queries.consents import missing_consents
from applications.queries.earlier import Earlier, MaterialOffer, access_earlier, compare_with, earlier_applications
from applications.services.carrying_over import carry_from, undo_carry
from applications.web.requests import SignedInRequest
from applications.web.section_page import language
from procedures.domain.carrying_over import LeftReason, Taken
from procedures.domain.form_reading import display_value
from procedures.domain.form_schema import SEALED, FieldType
from tenants.domain.errors import NotAuthorised, ValidationFailed
from tenants.wording import say

INVALID = 422
LEFT_WORDS = {
    LeftReason.FILLED: gettext_lazy("草稿中已填写，不覆盖"),
    LeftReason.GONE: gettext_lazy("现在的表格没有这一项"),
    LeftReason.TYPE: gettext_lazy("填写方式或单位已改变"),
    LeftReason.OPTIONS: gettext_lazy("原来选择的选项现在没有"),
    LeftReason.UNREADABLE: gettext_lazy("原来的内容不符合格式"),
    LeftReason.PRIVACY: gettext_lazy("原为个人信息，现在的表格会公开"),
}


@dataclass(frozen=True, slots=True)
class TakenLine:
    label: str
    words: str
    without: str


@dataclass(frozen=True, slots=True)
class LeftLine:
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class OfferLine:
    """A file to tick; one with a refusal cannot be ticked."""

    offer: MaterialOffer
    name: str
    refusal: str
    chosen: bool


@login_required
@require_safe
def earlier(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    draft = _new_draft(request, draft_id)
    if missing_consents(draft):
        return redirect("applications:consents", draft_id=draft.id)
    page = earlier_applications(request.user, draft, after=request.GET.get("after", ""))
    return render(request, "applications/earlier.html", {"draft": draft, "page": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def carry(request: SignedInRequest, draft_id: UUID, application_id: UUID) -> HttpResponse:
    """What would be taken over; with POST it is."""
    draft = _new_draft(request, draft_id)
    application = access_earlier(request.user, draft, application_id)
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            carry_from(
                draft_id,
                application_id=application_id,
                materials=_chosen(request),
                version=_version(request),
                user=request.user,
                actor=actor_of(request.user),
            )
        except ValidationFailed as refusal:
            problems = [("#materials", say(problem.code, problem.params)) for problem in refusal.problems]
        else:
            messages.success(request, _("已带入，请逐项核对。没有再改动之前可以整体撤销。"))
            return redirect("applications:draft", draft_id=draft_id)
    context = _preview(request, draft, application) | {"problems": problems}
    return render(request, "applications/carry.html", context, status=INVALID if problems else 200)


@login_required
@require_POST
def undo(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    undo_carry(draft_id, actor=actor_of(request.user))
    messages.success(request, _("已撤销带入，草稿恢复到带入之前。"))
    return redirect("applications:draft", draft_id=draft_id)


def _new_draft(request: SignedInRequest, draft_id: UUID) -> Draft:
    draft = access_draft(request.user, draft_id)
    if draft.application_id is not None or draft.channel == Channel.COUNTER:
        raise NotAuthorised("draft_unknown")
    return draft


def _chosen(request: SignedInRequest) -> list[UUID]:
    try:
        return [UUID(word) for word in request.POST.getlist("materials")]
    except ValueError:
        raise NotAuthorised("material_unknown") from None


def _version(request: SignedInRequest) -> int:
    word = request.POST.get("version", "")
    return int(word) if word.isascii() and word.isdigit() else -1


def _preview(request: SignedInRequest, draft: Draft, application: Application) -> dict[str, object]:
    found: Earlier = compare_with(draft, application)
    words, ticked = language(), set(request.POST.getlist("materials"))
    return {
        "draft": draft,
        "earlier": application,
        "version": draft.version,
        "taken": [_taken_line(each, words) for each in found.carried.taken],
        "left": [
            LeftLine(each.field.label.in_language(words), str(LEFT_WORDS[each.reason])) for each in found.carried.left
        ],
        "offers": [
            OfferLine(
                each,
                each.spec.name.in_language(words),
                say(each.refusal.code, each.refusal.params) if each.refusal else "",
                str(each.material.id) in ticked,
            )
            for each in found.offers
        ],
    }


def _taken_line(taken: Taken, words: str) -> TakenLine:
    """Personal answers are told of, not shown: they become readable in one's own draft, which is recorded."""
    field, answer = taken.field, taken.answer
    if field.type is FieldType.TABLE and isinstance(answer, list):
        shown = ngettext("%(count)d 行", "%(count)d 行", len(answer)) % {"count": len(answer)}
    elif field.privacy in SEALED:
        shown = _("个人信息，带入后显示")
    else:
        shown = display_value(field, answer)
    return TakenLine(
        field.label.in_language(words), shown, "、".join(each.in_language(words) for each in taken.without)
    )
