"""The public face: what can be done here, by when, and how far it is. No sign-in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from applications.domain.guide_search import matches
from applications.models import Application
from applications.queries.announcements import announcements_found, latest_announcements, open_calls
from applications.queries.progress import TAIL, application_by_number, days_left_of
from applications.queries.statistics import numbers_of_the_year
from applications.web.call_words import call_views
from applications.web.guide_page import Card, guide_context, procedure_card
from applications.web.public_limits import asked_too_often
from applications.web.section_page import language
from procedures.queries.packages import compiled, open_procedures, procedure_by_code
from tenants.domain.errors import NotAuthorised

#: The progress query: how often one address, or anybody for one number, may ask within the window.
TRIES = 10
QUERY_LENGTH = 100


def _cards(query: str = "") -> list[Card]:
    found = []
    for procedure in open_procedures():
        if procedure.current_version is not None:
            package = compiled(procedure.current_version)
            if matches(package, query):
                found.append(procedure_card(procedure, package))
    return found


def _themes(cards: list[Card]) -> list[tuple[str, list[Card]]]:
    names = list(dict.fromkeys(card.theme for card in cards))
    return [(name, [card for card in cards if card.theme == name]) for name in names]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    cards = _cards()
    context = {
        "themes": _themes(cards),
        "cards": cards,
        "calls": call_views(open_calls()),
        "announcements": latest_announcements(),
        "numbers": numbers_of_the_year(),
    }
    return render(request, "portal/home.html", context)


@require_safe
def guides(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/guides.html", {"themes": _themes(_cards()), "query": ""})


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "")[:QUERY_LENGTH].strip()
    context = {"themes": _themes(_cards(query)), "query": query, "announcements": announcements_found(query)}
    return render(request, "portal/guides.html", context)


@require_safe
def guide(request: HttpRequest, code: str) -> HttpResponse:
    procedure = procedure_by_code(code)
    if procedure is None or procedure.current_version is None:
        raise NotAuthorised("procedure_unknown")
    return render(request, "portal/guide.html", guide_context(procedure, compiled(procedure.current_version)))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def progress(request: HttpRequest) -> HttpResponse:
    """Number and phone tail together, asked by POST so that neither stays in an address.

    Unknown and wrong look alike.
    """
    context: dict[str, object] = {"asked": False, "number": "", "tail_length": TAIL}
    status = 200
    if request.method == "POST":
        number, tail = request.POST.get("number", "").strip()[:60], request.POST.get("tail", "").strip()
        context |= {"asked": True, "number": number}
        asked = (f"address:{request.META.get('REMOTE_ADDR', '')}", f"number:{number.casefold()}")
        if asked_too_often("progress", *asked, tries=TRIES):
            context["too_often"], status = True, 429
        else:
            found = application_by_number(number, tail)
            context |= {"found": _outline(found)} if found else {"unknown": True}
    return render(request, "portal/progress.html", context, status=status)


def _outline(found: Application) -> dict[str, object]:
    """What the public query may say: no title, no names."""
    package = compiled(found.procedure_version)
    step = package.chain.step(found.current_step)
    return {
        "number": found.number,
        "procedure": package.meta.name.in_language(language()),
        "status": found.status,
        "result_label": found.result_label,
        "step": step.applicant_name.in_language(language()) if step else "",
        "submitted_at": found.submitted_at,
        "promised_due": found.promised_due,
        "provisional": found.promised_due_provisional,
        "days_left": days_left_of(found),
        "completed_at": found.completed_at,
    }
