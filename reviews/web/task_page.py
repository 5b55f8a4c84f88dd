"""The application page: form left, files right, decision panel in reach, timeline below."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.access import Actor, actor_of
from accounts.web.staff_forms import ReasonForm
from applications.queries.counter import entry_of
from applications.web.counter import stood_in_words
from procedures.domain.chain_model import Step
from procedures.domain.deadlines import days_left
from procedures.domain.values import Json
from procedures.limit_wording import limit_words
from reviews.domain.actions import Action
from reviews.domain.offers import offered_actions
from reviews.domain.places import remark_places
from reviews.models import TaskState
from reviews.policies import verdicts
from reviews.queries.access import (
    OfficeTask,
    Reached,
    name_now,
    reach_application,
    reach_task,
    task_in_focus,
    tasks_of,
)
from reviews.queries.corrections import unsettled_remarks
from reviews.queries.dossier import Dossier, dossier_of
from reviews.queries.evidence import EVIDENCE_FORMATS, EVIDENCE_MEGABYTES
from reviews.queries.inbox import DUE_SOON
from reviews.queries.notes import notes_of
from reviews.queries.numbers import offered_number
from reviews.queries.scanned import receipts_of
from reviews.queries.situations import situation_of
from reviews.queries.supervision import notes_of_application, supervises
from reviews.web.lists import layout_for
from reviews.web.panel import Panel, panel_of
from reviews.web.phrase_choices import phrase_choices
from reviews.web.posted import LANGUAGE, AskForm, NoteForm, Posted, filter_query
from reviews.web.timeline_views import timeline_read
from tenants.calendar import working_calendar
from tenants.clock import today
from tenants.domain.ids import new_id

#: Empty lines for remarks that a return form offers before any is added.
SPARE_REMARKS = 2
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
    dossier = dossier_of(reached.application, language=get_language() or LANGUAGE)
    tasks = tasks_of(reached.application, actor)
    focus = task_in_focus(tasks, wanted)
    step = dossier.package.chain.step(focus.task.step_key) if focus else None
    panel = _panel(actor, dossier, focus, step)
    phrases = phrase_choices(actor, dossier.application, focus.task, dossier.package) if focus and panel.acts else None
    if phrases:
        panel = phrases.offered_in(panel)
    handles, is_supervisor = any(each.handles_procedure for each in tasks), supervises(actor)
    seen_by_office = handles or is_supervisor
    context: dict[str, object] = {
        "layout": layout_for(request),
        "application": reached.application,
        "variant": dossier.package.variant_by_key[reached.application.variant].name,
        "leader": reached.application.leader,
        "name_now": name_now(reached.application),
        "focus": focus.task if focus else None,
        "panel": panel,
        "absent": focus.absent.absent_name if focus and focus.absent and panel.acts else "",
        "posted": posted or Posted(),
        "refusal": refusal,
        "problems": [(f"#act-{path}", words) for path, words in (posted.problems if posted else {}).items()],
        "idempotency_key": new_id(),
        "round": dossier.round,
        "changed": dossier.changed,
        "missing": [problem.params["name"] for problem in dossier.missing],
        "timeline": timeline_read(dossier, internal=seen_by_office),
        "steps": _steps(dossier),
        "may_reveal": reached.may_reveal,
        "reason_form": ReasonForm(),
        "office": handles,
        "may_remind": bool(focus and focus.task.state == TaskState.OPEN and not panel.acts),
        "receipts": receipts_of(reached.application),
        "batches": list({each.batch["id"]: each.batch for each in tasks if each.batch}.values()),
        "filter_query": filter_query(request),
        "clock": _clock(dossier, focus),
        "evidence": {"formats": ",".join(EVIDENCE_FORMATS), "max_bytes": EVIDENCE_MEGABYTES * MEGABYTE},
    }
    if seen_by_office:
        context |= {"supervision": notes_of_application(actor, reached.application.id), "may_ask": is_supervisor}
        context |= {"asking": asking or AskForm()}
    if context["office"]:
        context |= {"notes": notes_of(reached.application), "note": note or NoteForm()}
    context |= {"entry": entry_of(reached.application), "stood_in": stood_in_words(reached.application)}
    context |= _form_context(dossier, step, panel, posted)
    context["place_phrases"] = phrases.for_remarks if phrases else ()
    return render(request, "reviews/task.html", context, status=status)


def _panel(actor: Actor, dossier: Dossier, focus: OfficeTask | None, step: Step | None) -> Panel:
    if focus is None or step is None:
        return Panel((), ())
    situation = situation_of(
        actor,
        dossier.application,
        focus.task,
        dossier.package,
        is_candidate=focus.is_mine,
        handled=focus.handles_procedure,
        decided=focus.holds_decision,
        absent=focus.absent,
    )
    panel = panel_of(focus.task, step, verdicts(situation), dossier.path, offered_actions(step))
    rule = dossier.package.in_plan
    return replace(panel, held=str(rule.held_reason)) if rule and situation.is_held else panel


def _form_context(dossier: Dossier, step: Step | None, panel: Panel, posted: Posted | None) -> dict[str, object]:
    """What the forms that this person gets need: places for remarks, results, the number on offer."""
    context: dict[str, object] = {}
    actions = {act.action for act in panel.acts}
    if Action.RETURN in actions:
        places = remark_places(dossier.form, dossier.package.materials, dossier.application.variant)
        lines = list(posted.remarks) if posted else unsettled_remarks(dossier.application)
        context["places"] = places
        context["remark_lines"] = [(line.path, line.text) for line in lines] + [("", "")] * SPARE_REMARKS
    if Action.DECIDE in actions and step is not None:
        context["results"] = step.results
        rule = dossier.package.numbering.registration
        if rule is not None and any(option.number for option in step.results):
            context["offered"] = offered_number(dossier.application, rule, today())
            context["number_editable"] = rule.editable
            context["number_kept"] = bool(dossier.application.registration_number)
    return context


def _steps(dossier: Dossier) -> list[dict[str, Json]]:
    """The way of this application, for the drawing: behind, here, ahead."""
    return [
        {
            "label": str(item.step.name),
            "progress": item.progress.value,
            "limit": limit_words(item.step.limit),
        }
        for item in dossier.path
    ]


def _clock(dossier: Dossier, focus: OfficeTask | None) -> dict[str, object] | None:
    """The limit that runs now: the step's where it has one, otherwise the promised one of the whole."""
    application = dossier.application
    due = (focus.task.due_on if focus else None) or application.promised_due
    if application.completed_at is not None or due is None:
        return None
    left = days_left(due, today(), working_calendar())
    state = "overdue" if left < 0 else "due_soon" if left <= DUE_SOON else "in_time"
    return {"state": state, "working_days": left, "due": due, "provisional": application.promised_due_provisional}
