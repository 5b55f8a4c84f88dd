"""The application page: form left, files right, decision panel in reach, timeline below."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from accounts.access import Actor, actor_of
from accounts.domain.principals import user_principal
from accounts.web.staff_forms import ReasonForm
from applications.queries.counter import entry_of
from applications.web.counter import stood_in_words
from procedures.domain.chain_model import Sign, Step
from procedures.domain.chain_view import load_state
from procedures.domain.deadlines import days_left
from procedures.domain.values import Json
from procedures.limit_wording import limit_words
from reviews.domain.actions import FORWARD, Action
from reviews.domain.offers import offered_actions
from reviews.domain.places import remark_places
from reviews.domain.seating import chain_task, may_take_back, return_targets
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
from reviews.queries.colleagues import colleagues_on
from reviews.queries.copying import copies_to
from reviews.queries.corrections import unsettled_remarks
from reviews.queries.dossier import Dossier, dossier_of
from reviews.queries.evidence import EVIDENCE_FORMATS, EVIDENCE_MEGABYTES
from reviews.queries.inbox import DUE_SOON
from reviews.queries.next_people import next_people
from reviews.queries.notes import notes_of
from reviews.queries.numbers import offered_number
from reviews.queries.scanned import receipts_of
from reviews.queries.situations import situation_of
from reviews.queries.supervision import notes_of_application, supervises
from reviews.web.lists import layout_for
from reviews.web.panel import Panel, panel_of, take_back_act
from reviews.web.phrase_choices import phrase_choices
from reviews.web.posted import LANGUAGE, AskForm, NoteForm, Posted, filter_query
from reviews.web.timeline_views import timeline_read
from tenants.calendar import working_calendar
from tenants.clock import today
from tenants.domain.ids import new_id

_SIGNED: dict[Sign | None, dict[str, str | Promise]] = {
    None: {"icon": "clock", "word": lazy("尚未签署")},
    Sign.AGREE: {"icon": "check", "word": lazy("同意")},
    Sign.OBJECT: {"icon": "x", "word": lazy("不同意")},
}
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
    panel = _with_take_back(actor, dossier, tasks, _panel(actor, dossier, focus, step))
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
        "copied": copies_to(dossier.timeline, actor.user_id),
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
    context |= _steering_context(actor, dossier, focus, panel)
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


def _with_take_back(actor: Actor, dossier: Dossier, tasks: list[OfficeTask], panel: Panel) -> Panel:
    """The panel with the way back from one's own last act, where nobody acted after it."""
    chain, state = dossier.package.chain, load_state(dossier.application.chain_state)
    me = user_principal(actor.user_id)
    for each in reversed(tasks):
        task, step = each.task, chain.step(each.task.step_key)
        mine = task.closed_by_id == actor.user_id and not task.voided and step is not None
        if mine and step and may_take_back(chain, state, task.step_key, task.branch_path, me=me):
            return replace(panel, acts=(*panel.acts, take_back_act(task, step)))
    return panel


def _steering_context(actor: Actor, dossier: Dossier, focus: OfficeTask | None, panel: Panel) -> dict[str, object]:
    """Whom a task can be handed to or asked of, and which steps it can go back to. One query, or none."""
    actions = {act.action for act in panel.acts}
    context: dict[str, object] = {"return_mode": dossier.package.chain.return_mode.value}
    if focus is not None and actions & FORWARD:
        context["choices"] = next_people(actor, dossier.application, focus.task, dossier.package, absent=focus.absent)
    if focus is not None and Action.RETURN_TO_STEP in actions:
        state = load_state(dossier.application.chain_state)
        targets = return_targets(dossier.package.chain, state, focus.task.step_key, focus.task.branch_path)
        context["targets"] = [(f"{each.step.key}@{each.branch}", str(each.step.name)) for each in targets]
    if actions & {Action.TRANSFER, Action.ADD_SIGNERS, Action.REMOVE_SIGNER}:
        people = list(colleagues_on(dossier.application.procedure_id))
        context["colleagues"] = [each for each in people if each.id != actor.user_id]
        context["signers"] = _signers(dossier, focus, {user_principal(each.id): each.display_name for each in people})
    if focus is not None and focus.task.claimed_by_id:
        context["claimed_by_me"] = focus.task.claimed_by_id == actor.user_id
    return context


def _signers(dossier: Dossier, focus: OfficeTask | None, names: dict[str, str]) -> list[dict[str, str | Promise]]:
    """Everybody who is asked in person at the task, and what they said; nothing where one of a group acts."""
    if focus is None:
        return []
    state = load_state(dossier.application.chain_state)
    found = chain_task(state, focus.task.step_key, focus.task.branch_path)
    seats = [seat for seat in found.seats if seat.who in names] if found else []
    if len(seats) <= 1 and not any(seat.added_by for seat in seats):
        return []
    return [{"name": names[seat.who], **_SIGNED[seat.sign]} for seat in seats]


def _form_context(dossier: Dossier, step: Step | None, panel: Panel, posted: Posted | None) -> dict[str, object]:
    """What the forms that this person gets need: places for remarks, results, the number on offer."""
    context: dict[str, object] = {}
    actions = {act.action for act in panel.acts}
    if actions & {Action.RETURN, Action.REQUEST_SUPPLEMENT}:
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
