"""The application page: form left, files right, decision panel in reach, timeline below."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.access import Actor, actor_of
from accounts.web.staff_forms import ReasonForm
from applications.domain.states import WITH_APPLICANT, Status
from applications.models import Application
from applications.web.chain_views import chain_near
from applications.web.counter import stood_in_words
from procedures.domain.chain_model import StepKind
from procedures.domain.deadlines import days_left
from reviews.domain.material_verdicts import read_verdicts
from reviews.models import StepTask, TaskState
from reviews.queries.access import (
    Reached,
    name_now,
    reach_application,
    reach_task,
    task_in_focus,
    tasks_of,
)
from reviews.queries.copying import copies_to
from reviews.queries.dossier import dossier_of, key_lines
from reviews.queries.evidence import EVIDENCE_FORMATS, EVIDENCE_MEGABYTES
from reviews.queries.inbox import DUE_SOON
from reviews.queries.page_rows import page_rows
from reviews.queries.supervision import supervises, with_asked
from reviews.web.chain_views import office_boxes, opinions_behind
from reviews.web.desk import desk_of
from reviews.web.lists import layout_for
from reviews.web.material_cards import material_cards, readable_acts, unfit_names, verdict_counts
from reviews.web.notice_words import notice_hold
from reviews.web.posted import LANGUAGE, AskForm, NoteForm, Posted, filter_query
from reviews.web.tabs import list_address, next_address
from reviews.web.task_forms import forms_context, steering_context
from reviews.web.timeline_views import timeline_read
from tenants.calendar import working_calendar
from tenants.clock import today
from tenants.domain.calendar import WorkingCalendar
from tenants.domain.ids import new_id

MEGABYTE = 1024 * 1024


@login_required
@require_safe
def task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """The application as seen from one of its tasks."""
    actor = actor_of(request.user)
    return draw(request, actor, reach_task(actor, task_id), wanted=task_id)


@login_required
@require_safe
def application(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """The application as seen from the list of all."""
    actor = actor_of(request.user)
    return draw(request, actor, reach_application(actor, application_id), wanted=None)


def draw(
    request: HttpRequest,
    actor: Actor,
    reached: Reached,
    *,
    wanted: UUID | None,
    posted: Posted | None = None,
    note: NoteForm | None = None,
    asking: AskForm | None = None,
    status: int = 200,
    refusal: str = "",
) -> HttpResponse:
    """The page, fresh or with a refused form as it was typed."""
    application, day = reached.application, today()
    tasks = tasks_of(application, actor)
    desk = desk_of(actor, reached, tasks, task_in_focus(tasks, wanted))
    handles, is_supervisor = any(each.handles_procedure for each in tasks), supervises(actor)
    seen_by_office = handles or is_supervisor
    rows = page_rows(actor, application, desk.wanted(notes=handles, supervision=seen_by_office), day=day)
    dossier = dossier_of(
        application, language=get_language() or LANGUAGE, timeline=rows.timeline, submissions=rows.submissions
    )
    mine = [each for row in rows.verdict_drafts for each in read_verdicts(row.verdicts)]
    visits = [each.task for each in tasks]
    readable = readable_acts(rows.acts, visits, internal=seen_by_office)
    cards = material_cards(dossier, readable, visits, mine)
    panel = desk.panel(dossier.path, is_shared=bool(rows.others))
    phrases = desk.phrase_choices(rows.phrases, dossier.path)
    if phrases:
        panel = phrases.offered_in(panel)
    if desk.step is not None and desk.step.kind is StepKind.PUBLIC_NOTICE and desk.focus:
        panel = replace(panel, notice=notice_hold(desk.focus.task))
    focus, task = desk.focus, desk.focus.task if desk.focus else None
    chain = office_boxes(dossier, [each.task for each in tasks], rows, internal=seen_by_office)
    context: dict[str, object] = {
        "layout": layout_for(request),
        "application": application,
        "variant": dossier.package.variant_by_key[application.variant].name,
        "leader": application.leader,
        "name_now": name_now(application),
        "focus": task,
        "panel": panel,
        "absent": focus.absent.absent_name if focus and focus.absent and panel.acts else "",
        "posted": posted or Posted(),
        "refusal": refusal,
        "problems": [(f"#act-{path}", words) for path, words in (posted.problems if posted else {}).items()],
        "idempotency_key": new_id(),
        "round": dossier.round,
        "changed": dossier.changed,
        "cards": cards,
        "judges_materials": desk.judges_materials,
        "verdict_counts": verdict_counts(cards),
        "unfit": unfit_names(cards),
        "missing": [problem.params["name"] for problem in dossier.missing],
        "timeline": timeline_read(dossier, internal=seen_by_office, acts=readable),
        "copied": copies_to(dossier.timeline, actor.user_id),
        "chain": chain,
        "near": chain_near(chain),
        "may_reveal": reached.may_reveal,
        "reason_form": ReasonForm(),
        "office": handles,
        "may_remind": bool(task and task.state == TaskState.OPEN and not panel.acts),
        "receipts": rows.receipts,
        "batches": list({each.batch["id"]: each.batch for each in tasks if each.batch}.values()),
        "figures": key_lines(dossier),
        "filter_query": filter_query(request, "tab", "at"),
        "list_url": list_address(request),
        "next_url": next_address(request),
        "clock": _clock(application, task, working_calendar(local=rows.local_days), day),
        "evidence": {"formats": ",".join(EVIDENCE_FORMATS), "max_bytes": EVIDENCE_MEGABYTES * MEGABYTE},
        "entry": desk.entries[-1] if desk.entries else None,
        "stood_in": stood_in_words(application),
    }
    if seen_by_office:
        context |= {"supervision": with_asked(actor, rows.supervision), "may_ask": is_supervisor}
        context |= {"asking": asking or AskForm()}
    if handles:
        context |= {"notes": rows.notes, "note": note or NoteForm()}
        context["opinions"] = opinions_behind(visits, rows, dossier.package)
    context |= forms_context(dossier, desk, rows, posted, day=day, mine=mine)
    context |= steering_context(actor, desk, rows)
    context["place_phrases"] = phrases.for_remarks if phrases else ()
    return render(request, "reviews/task.html", context, status=status)


def _clock(
    application: Application, task: StepTask | None, calendar: WorkingCalendar, day: date
) -> dict[str, object] | None:
    """The limit that runs now: the step's where it has one, otherwise the promised one of the whole; or none."""
    due = (task.due_on if task else None) or application.promised_due
    if application.completed_at is not None or due is None:
        return None
    if Status(application.status) in {*WITH_APPLICANT, Status.SUSPENDED}:
        return {"state": "paused"}
    left = days_left(due, day, calendar)
    state = "overdue" if left < 0 else "due_soon" if left <= DUE_SOON else "in_time"
    return {"state": state, "working_days": left, "due": due, "provisional": application.promised_due_provisional}
