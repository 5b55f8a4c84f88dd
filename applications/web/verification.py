"""Is this paper ours, and is it the version that counts: by the check code on each page. No sign-in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from applications.domain.check_codes import LONGEST_INPUT, grouped, read_code
from applications.domain.states import Status
from applications.domain.written import WrittenState
from applications.models import PrintedForm, WrittenNotice
from applications.queries.printed import printed_by_code
from applications.queries.written import written_by_code
from applications.web.public_limits import asked_too_often
from applications.web.section_page import language
from procedures.domain.form_schema import SEALED
from procedures.queries.packages import compiled

#: Questions of one address within ten minutes: a person with a pile of papers, not somebody who tries codes.
TRIES = 30


@never_cache
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """The page to type a code into."""
    typed = request.GET.get("code", "")[:LONGEST_INPUT].strip()
    return _answer(request, typed) if typed else render(request, "portal/verify.html", {"typed": ""})


@never_cache
@require_safe
def verify_code(request: HttpRequest, check_code: str) -> HttpResponse:
    """Where the QR code leads."""
    return _answer(request, check_code)


def _answer(request: HttpRequest, typed: str) -> HttpResponse:
    """A code that never was, one of another jurisdiction and nonsense look alike."""
    if asked_too_often("verify", f"address:{request.META.get('REMOTE_ADDR', '')}", tries=TRIES):
        return render(request, "portal/verify.html", {"typed": "", "too_often": True}, status=429)
    code = read_code(typed)
    printed = printed_by_code(code)
    if printed is not None:
        return render(request, "portal/verify.html", {"typed": grouped(printed.code), "found": _outline(printed)})
    notice = written_by_code(code)
    if notice is None:
        return render(request, "portal/verify.html", {"typed": "", "unknown": True}, status=404)
    return render(request, "portal/verify.html", {"typed": grouped(notice.code), "notice": _outline_of_notice(notice)})


def _outline(printed: PrintedForm) -> dict[str, object]:
    """What anybody with the paper may know: nothing of persons."""
    submission = printed.submission
    application = submission.application
    package = compiled(application.procedure_version)
    named = package.form(application.variant).title_field()
    return {
        "code": grouped(printed.code),
        "procedure": package.meta.name.in_language(language()),
        "title": "" if named is None or named.privacy in SEALED else application.title,
        "number": application.number,
        "round": submission.round,
        "latest": application.round,
        "is_latest": submission.round == application.round,
        "is_withdrawn": application.status == Status.WITHDRAWN,
        "submitted_at": submission.submitted_at,
        "status": application.status,
        "result_label": application.result_label,
    }


def _outline_of_notice(notice: WrittenNotice) -> dict[str, object]:
    """What anybody with the paper may know: what it is and whether it holds, nothing of what it says."""
    return {
        "code": grouped(notice.code),
        "title": f"{notice.title}（更正）" if notice.rectifies_id else notice.title,
        "number": notice.number,
        "issuer": notice.words.issuer,
        "made_at": notice.made_at,
        "holds": notice.state == WrittenState.VALID,
    }
