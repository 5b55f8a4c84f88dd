"""Is this certificate ours, and does it still hold: by the check code on it. No sign-in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from applications.domain.check_codes import LONGEST_INPUT, grouped, read_code
from applications.web.public_limits import asked_too_often
from reviews.domain.certificates import CertificateState
from reviews.queries.certificates import certificate_by_code
from reviews.web.certificates import word_of

#: Questions of one address within ten minutes: a person with a pile of papers, not somebody who tries codes.
TRIES = 30


@never_cache
@require_safe
def check_form(request: HttpRequest) -> HttpResponse:
    """The page to type a code into."""
    typed = request.GET.get("code", "")[:LONGEST_INPUT].strip()
    return _answer(request, typed) if typed else render(request, "portal/certificate.html", {"typed": ""})


@never_cache
@require_safe
def check(request: HttpRequest, check_code: str) -> HttpResponse:
    """Where the QR code leads."""
    return _answer(request, check_code)


def _answer(request: HttpRequest, typed: str) -> HttpResponse:
    """A code that never was, one of another jurisdiction and nonsense look alike. What no longer holds says only so."""
    if asked_too_often("certificate", f"address:{request.META.get('REMOTE_ADDR', '')}", tries=TRIES):
        return render(request, "portal/certificate.html", {"typed": "", "too_often": True}, status=429)
    found = certificate_by_code(read_code(typed))
    if found is None:
        return render(request, "portal/certificate.html", {"typed": "", "unknown": True}, status=404)
    context = {
        "typed": grouped(found.code),
        "found": found,
        "is_valid": found.state == CertificateState.VALID,
        "is_replaced": found.state == CertificateState.REPLACED,
        "word": word_of(found),
    }
    return render(request, "portal/certificate.html", context)
