"""抄送 by hand: one page that says who has got copies, and lets people of a department be chosen."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import Actor, actor_of
from accounts.models import Department
from applications.models import Application
from reviews.domain.copying import MOST_NOTE
from reviews.queries.access import reach_for_office
from reviews.queries.copying import copies_of, copy_departments, people_to_copy
from reviews.services.copying import copy_application
from reviews.web.lists import layout_for
from reviews.web.posted import identifier
from tenants.domain.errors import ValidationFailed
from tenants.domain.ids import new_id
from tenants.wording import say

UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class _Typed:
    """A copy as it was typed, with what is wrong at each field."""

    people: tuple[str, ...] = ()
    whole: bool = False
    note: str = ""
    problems: dict[str, str] = field(default_factory=dict)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def copies(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """GET: who has got copies; `department` says whose people are offered. POST: copy to some of them, or to all."""
    actor = actor_of(request.user)
    application = reach_for_office(actor, application_id).application
    if request.method != "POST":
        return _page(request, actor, application, _Typed())
    post = request.POST
    typed = _Typed(tuple(post.getlist("people"))[:200], post.get("whole", "") == "1", post.get("note", ""))
    department = identifier(post.get("department", ""))
    try:
        copied = copy_application(
            actor,
            application_id=application_id,
            people=[] if typed.whole else [each for each in map(identifier, typed.people) if each],
            department=department if typed.whole else None,
            note=typed.note,
            idempotency_key=str(identifier(post.get("idempotency_key", "")) or new_id()),
        )
    except ValidationFailed as refused:
        wrong = {problem.path: say(problem.code, problem.params) for problem in refused.problems}
        return _page(request, actor, application, _Typed(typed.people, typed.whole, typed.note, wrong))
    messages.success(request, ngettext("已抄送 %(n)d 人。", "已抄送 %(n)d 人。", copied) % {"n": copied})
    return redirect("workbench:copies", application_id)


def _page(request: HttpRequest, actor: Actor, application: Application, typed: _Typed) -> HttpResponse:
    departments = copy_departments()
    chosen = _chosen(request, departments)
    people = people_to_copy(application, people=(), department=chosen.id) if chosen else []
    context = {
        "layout": layout_for(request),
        "application": application,
        "copies": copies_of(application),
        "departments": departments,
        "chosen": chosen,
        "people": [each for each in people if each.id != actor.user_id],
        "typed": typed,
        "most_note": MOST_NOTE,
        "problems": [(f"#copy-{path}", words) for path, words in typed.problems.items()],
        "idempotency_key": new_id(),
    }
    return render(request, "reviews/copies.html", context, status=UNPROCESSABLE if typed.problems else 200)


def _chosen(request: HttpRequest, departments: list[Department]) -> Department | None:
    """The department that was asked for, else one's own, else the first."""
    asked = identifier(request.POST.get("department", "") or request.GET.get("department", ""))
    own: UUID | None = getattr(request.user, "department_id", None)
    by_id = {each.id: each for each in departments}
    found = by_id.get(asked) if asked else None
    found = found or (by_id.get(own) if own else None)
    return found or next(iter(departments), None)
