"""The posts of a batch's page. A refused form comes back as it was typed."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import Actor, actor_of, authorize
from documents.domain.file_rules import FileRules
from documents.services.serving import Disposition, content_disposition
from documents.services.uploads import start_upload
from reviews.batch_policies import BatchAction, batch_verdict
from reviews.domain.batches import Wish
from reviews.queries.batch_files import FORMATS, MEGABYTES, PURPOSE
from reviews.queries.batches import reach_batch, situation_for_batch
from reviews.services.batch_confirming import confirm_batch, fix_batch, reopen_batch
from reviews.services.batch_document import make_batch_document
from reviews.services.batch_records import Meeting, attach_scan, number_batch, record_meeting
from reviews.services.batches import arrange_batch, cancel_batch, describe_batch, move_item, remove_item
from reviews.web.batch_views import read_wishes
from reviews.web.batches import CONFLICT, MEGABYTE, UNPROCESSABLE, draw, draw_preview
from reviews.web.notice_views import day_of
from reviews.web.posted import identifier, whole
from tenants.domain.errors import IllegalTransition, ValidationFailed
from tenants.wording import say

Act = Callable[[Actor], object]


@login_required
@require_POST
def items(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Order and exceptions as typed; then the one that is to be moved or taken out. Nothing typed is lost."""
    given = request.POST
    removed, (item, by) = identifier(given.get("remove", "")), _moved(given.get("move", ""))

    def act(actor: Actor) -> None:
        arrange_batch(actor, batch_id=batch_id, revision=whole(given.get("revision", "")), wanted=read_wishes(request))
        if removed is not None:
            remove_item(actor, batch_id=batch_id, item_id=removed)
        elif item is not None:
            move_item(actor, batch_id=batch_id, item_id=item, by=by)

    return _act(request, batch_id, "items", act, _("已移出批次。") if removed else _("名单已保存。"))


def _moved(text: str) -> tuple[UUID | None, int]:
    way, _colon, item = text.partition(":")
    return identifier(item), -1 if way == "up" else 1


@login_required
@require_POST
def describe(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    given = request.POST
    wish = Wish(given.get("result", "")[:60], given.get("opinion", ""))

    def act(actor: Actor) -> None:
        describe_batch(
            actor,
            batch_id=batch_id,
            title=given.get("title", ""),
            wish=wish,
            conclusion=given.get("conclusion", ""),
        )

    return _act(request, batch_id, "describe", act, _("已保存。"))


@login_required
@require_POST
def meeting(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    given = request.POST
    held = Meeting(
        day_of(given.get("day", "")),
        given.get("place", ""),
        given.get("people", ""),
        given.get("minutes", ""),
        identifier(given.get("evidence", "")),
    )
    return _act(
        request,
        batch_id,
        "meeting",
        lambda actor: record_meeting(actor, batch_id=batch_id, meeting=held),
        _("会议已登记。"),
    )


@login_required
@require_POST
def number(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    wanted = request.POST.get("number", "")
    return _act(
        request,
        batch_id,
        "number",
        lambda actor: number_batch(actor, batch_id=batch_id, number=wanted),
        _("文号已登记。"),
    )


@login_required
@require_POST
def scan(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    file_id = identifier(request.POST.get("evidence", ""))
    return _act(
        request,
        batch_id,
        "scan",
        lambda actor: attach_scan(actor, batch_id=batch_id, file_id=file_id),
        _("盖章扫描件已上传。"),
    )


@login_required
@require_POST
def state(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Fix the list, open it again, cancel the batch; or confirm what the preview showed."""
    command, revision = request.POST.get("command", ""), whole(request.POST.get("revision", ""))
    if command == "confirm":
        return _confirm(request, batch_id, revision)
    acts: dict[str, tuple[Act, str]] = {
        "fix": (lambda actor: fix_batch(actor, batch_id=batch_id, revision=revision), _("名单已确定。")),
        "reopen": (lambda actor: reopen_batch(actor, batch_id=batch_id), _("可以重新整理。")),
        "cancel": (lambda actor: cancel_batch(actor, batch_id=batch_id), _("批次已取消，办件仍在待办中。")),
    }
    if command not in acts:
        return redirect("workbench:batch", batch_id)
    act, said = acts[command]
    return _act(request, batch_id, "state", act, said)


def _confirm(request: HttpRequest, batch_id: UUID, revision: int) -> HttpResponse:
    actor = actor_of(request.user)
    reach_batch(actor, batch_id)
    try:
        confirm_batch(actor, batch_id=batch_id, revision=revision)
    except ValidationFailed as refused:
        words = tuple(say(problem.code, problem.params) for problem in refused.problems)
        return draw_preview(request, actor, reach_batch(actor, batch_id), refusals=words, status=UNPROCESSABLE)
    except IllegalTransition as refused:
        words = (say(refused.code, refused.params),)
        return draw_preview(request, actor, reach_batch(actor, batch_id), refusals=words, status=CONFLICT)
    messages.success(request, _("已确认，正在逐件办理。"))
    return redirect("workbench:batch", batch_id)


def _act(request: HttpRequest, batch_id: UUID, name: str, act: Act, said: str) -> HttpResponse:
    """Do it, or show the page again with what was typed and why not."""
    actor = actor_of(request.user)
    reach_batch(actor, batch_id)
    try:
        act(actor)
    except ValidationFailed as refused:
        problems = {problem.path: say(problem.code, problem.params) for problem in refused.problems}
        return draw(request, actor, reach_batch(actor, batch_id), act=name, problems=problems, status=UNPROCESSABLE)
    except IllegalTransition as refused:
        problems = {"": say(refused.code, refused.params)}
        return draw(request, actor, reach_batch(actor, batch_id), act=name, problems=problems, status=CONFLICT)
    messages.success(request, said)
    return redirect("workbench:batch", batch_id)


@login_required
@require_POST
def document(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The one document as a file to print and stamp."""
    made = make_batch_document(actor_of(request.user), batch_id=batch_id)
    headers = {"Content-Disposition": content_disposition(Disposition.ATTACHMENT, made.name)}
    return HttpResponse(made.content, content_type=made.content_type, headers=headers)


@login_required
@require_POST
def start_file(request: HttpRequest, batch_id: UUID) -> JsonResponse:
    """A ticket for the stamped scan or the minutes, for whoever may add papers now."""
    actor = actor_of(request.user)
    try:
        authorize(batch_verdict(BatchAction.ADD_PAPER, situation_for_batch(actor, reach_batch(actor, batch_id))))
        ticket = start_upload(
            actor_id=actor.user_id,
            name=request.POST.get("name", ""),
            size=whole(request.POST.get("size", "")),
            content_type=request.POST.get("content_type", ""),
            purpose=PURPOSE,
            rules=FileRules(FORMATS, MEGABYTES * MEGABYTE),
        )
    except (ValidationFailed, IllegalTransition) as refused:
        problems = refused.problems if isinstance(refused, ValidationFailed) else ()
        words = " ".join(say(problem.code, problem.params) for problem in problems)
        return JsonResponse({"error": words or say(refused.code, refused.params)}, status=UNPROCESSABLE)
    return JsonResponse(ticket.as_json())
