"""Papers at the counter by their check codes: one input that a scanner types into, a list that grows, one receipt."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import actor_of
from applications.domain.check_codes import LONGEST_INPUT, grouped, read_code
from reviews.queries.scanned import PaperState, ScannedPaper, scanned_papers
from reviews.web.lists import layout_for
from tenants.domain.ids import new_id

#: What the counter is told, as status key and words.
_SAID = {
    PaperState.OK: ("done", _("可以接收")),
    PaperState.OLDER: ("needs_you", _("较早版本")),
    PaperState.UNKNOWN: ("refused", _("查不到")),
    PaperState.RECEIVED: ("skipped", _("已接收过")),
    PaperState.NOT_THERE: ("refused", _("不在接收环节")),
}


@login_required
@require_safe
def scan_papers(request: HttpRequest) -> HttpResponse:
    """The empty list with its input."""
    actor_of(request.user)
    context = {"layout": layout_for(request), "idempotency_key": new_id(), "copies": "1"}
    return render(request, "reviews/scan.html", context)


@login_required
@never_cache
@require_safe
def scanned_paper(request: HttpRequest) -> HttpResponse:
    """One line of the list, for what was scanned or typed just now."""
    typed = request.GET.get("code", "")[:LONGEST_INPUT].strip()
    code = read_code(typed)
    found = scanned_papers(actor_of(request.user), [code]) if code else [ScannedPaper("", PaperState.UNKNOWN)]
    return render(request, "reviews/_scanned.html", {"line": _line(found[0], typed)})


def _line(paper: ScannedPaper, typed: str) -> dict[str, object]:
    key, words = _SAID[paper.state]
    return {
        "paper": paper,
        "code": grouped(paper.code) if paper.code else typed[:40],
        "status": key,
        "words": words,
        "is_older": paper.state is PaperState.OLDER,
        "is_here": paper.is_receivable,
    }
