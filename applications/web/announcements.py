"""Announcements: read by the public, written and published by the office."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Actor, actor_of
from accounts.queries.keyset import keyset_page as page_by_id
from accounts.web.form_problems import add_problems
from applications.models import Announcement
from applications.models.announcement import KIND_LABELS
from applications.publishing_policies import PublishingAction, PublishingSituation, may_publish
from applications.queries.announcements import (
    access_announcement,
    access_public_announcement,
    announcements_in_public,
    announcements_of_office,
    publishing_situation,
)
from applications.queries.keyset import keyset_page
from applications.services.announcements import (
    change_announcement,
    publish_announcement,
    take_down_announcement,
    write_announcement,
)
from applications.web.announcement_forms import AnnouncementForm, PublishForm, TakeDownForm
from applications.web.call_words import call_views
from procedures.queries.packages import open_procedures
from tenants.clock import today
from tenants.domain.errors import ValidationFailed

UNPROCESSABLE = 422


@require_safe
def announcements(request: HttpRequest) -> HttpResponse:
    """The public list, newest first, of one kind or all."""
    kind = request.GET.get("kind", "")
    base = reverse("portal:announcements")
    chips = [{"label": _("全部"), "url": base, "active": kind not in set(KIND_LABELS)}]
    chips += [
        {"label": str(label), "url": f"{base}?kind={key.value}", "active": key.value == kind}
        for key, label in KIND_LABELS.items()
    ]
    page = keyset_page(
        announcements_in_public(kind).defer("body"), at="visible_from", after=request.GET.get("after", "")
    )
    return render(request, "portal/announcements.html", {"page": page, "chips": chips, "kind": kind})


@require_safe
def announcement(request: HttpRequest, announcement_id: UUID) -> HttpResponse:
    found = access_public_announcement(announcement_id)
    context = {"announcement": found, "call": next(iter(call_views([found])), None)}
    return render(request, "portal/announcement.html", context)


@login_required
@require_safe
def office_list(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request.user)
    page = page_by_id(announcements_of_office(actor), request.GET.get("before"))
    may_write = may_publish(PublishingAction.WRITE, PublishingSituation(actor.role_keys))
    return render(request, "publishing/announcements.html", {"page": page, "may_write": may_write})


@login_required
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request.user)
    announcements_of_office(actor)
    form = AnnouncementForm(request.POST or None, procedures=open_procedures())
    if request.method == "POST" and form.is_valid():
        try:
            made = write_announcement(actor, text=form.text())
        except ValidationFailed as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _("已保存，等待另一人审定发布。"))
            return redirect("publishing:announcement", made.id)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "publishing/write.html", {"form": form}, status=status)


@login_required
@require_safe
def office_announcement(request: HttpRequest, announcement_id: UUID) -> HttpResponse:
    actor = actor_of(request.user)
    return _office_page(request, actor, access_announcement(actor, announcement_id))


def _office_page(
    request: HttpRequest,
    actor: Actor,
    found: Announcement,
    *,
    publishing: PublishForm | None = None,
    taking_down: TakeDownForm | None = None,
) -> HttpResponse:
    situation = publishing_situation(actor, found)
    context = {
        "announcement": found,
        "may_change": may_publish(PublishingAction.CHANGE, situation),
        "may_publish": may_publish(PublishingAction.PUBLISH, situation),
        "may_take_down": may_publish(PublishingAction.TAKE_DOWN, situation),
        "publish_form": publishing or PublishForm(initial={"publish_on": today()}),
        "take_down_form": taking_down or TakeDownForm(),
    }
    is_wrong = bool((publishing and publishing.errors) or (taking_down and taking_down.errors))
    return render(request, "publishing/announcement.html", context, status=UNPROCESSABLE if is_wrong else 200)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, announcement_id: UUID) -> HttpResponse:
    actor = actor_of(request.user)
    found = access_announcement(actor, announcement_id)
    initial = {
        "kind": found.kind,
        "title": found.title,
        "body": found.body,
        "closes_on": found.closes_on,
        "procedure_code": found.procedure.code if found.procedure else "",
    }
    form = AnnouncementForm(request.POST or None, procedures=open_procedures(), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_announcement(actor, announcement_id=found.id, text=form.text())
        except ValidationFailed as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _("已保存，等待另一人审定发布。"))
            return redirect("publishing:announcement", found.id)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "publishing/write.html", {"form": form, "announcement": found}, status=status)


@login_required
@require_POST
def publish(request: HttpRequest, announcement_id: UUID) -> HttpResponse:
    actor = actor_of(request.user)
    found, form = access_announcement(actor, announcement_id), PublishForm(request.POST)
    if form.is_valid():
        try:
            publish_announcement(actor, announcement_id=found.id, publish_on=form.cleaned_data["publish_on"])
        except ValidationFailed as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _("已发布。"))
            return redirect("publishing:announcement", found.id)
    return _office_page(request, actor, found, publishing=form)


@login_required
@require_POST
def take_down(request: HttpRequest, announcement_id: UUID) -> HttpResponse:
    actor = actor_of(request.user)
    found, form = access_announcement(actor, announcement_id), TakeDownForm(request.POST)
    if form.is_valid():
        take_down_announcement(actor, announcement_id=found.id, reason=form.cleaned_data["reason"])
        messages.success(request, _("已撤下，公众不再看到。"))
        return redirect("publishing:announcement", found.id)
    return _office_page(request, actor, found, taking_down=form)
