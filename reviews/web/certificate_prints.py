"""A document of certificates, for whoever asked for it; and the applicant's own certificate."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import actor_of
from applications.domain.check_codes import grouped
from documents.services.serving import Disposition, signed_link
from reviews.queries.certificates import latest_certificate, situation_for_certificate
from reviews.queries.notices import applications_reached
from reviews.services.certificate_prints import open_print, print_certificate
from reviews.web.certificates import word_of
from reviews.web.lists import layout_for
from tenants.clock import now
from tenants.domain.errors import NotAuthorised

#: After this long the page says that it takes longer than usual, and stops asking.
PATIENCE = timedelta(minutes=2)


@login_required
@require_safe
def certificate_print(request: HttpRequest, print_id: UUID) -> HttpResponse:
    """The page of a print, and its state for the waiting page."""
    found = open_print(actor_of(request.user), print_id)
    context = {
        "layout": layout_for(request),
        "printed": found,
        "count": len(found.certificate_ids),
        "is_slow": now() - found.requested_at > PATIENCE,
    }
    is_part = bool(getattr(request, "htmx", False))
    return render(request, f"reviews/{'_certificate_print_state' if is_part else 'certificate_print'}.html", context)


@login_required
@require_safe
def certificate_print_file(request: HttpRequest, print_id: UUID) -> HttpResponse:
    """The document, by a link to the store that lives a minute."""
    found = open_print(actor_of(request.user), print_id)
    if found.file is None:
        raise NotAuthorised("certificate_unknown")
    how = Disposition.ATTACHMENT if "download" in request.GET else Disposition.INLINE
    return redirect(signed_link(found.file, disposition=how))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_certificate(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """GET: the certificate of one's own application. POST: set it as a document."""
    actor = actor_of(request.user)
    application = applications_reached(actor, [application_id])[0]
    certificate = latest_certificate(application.id)
    situation = situation_for_certificate(actor, application, certificate)
    if not situation.is_applicant:
        raise NotAuthorised("certificate_unknown")
    if certificate is None:
        return render(request, "reviews/no_certificate.html", {"application": application})
    if request.method == "POST":
        return redirect("certificates:print", print_certificate(actor, certificate_id=certificate.id).id)
    context = {
        "application": application,
        "certificate": certificate,
        "code": grouped(certificate.code),
        "word": word_of(certificate),
        "is_valid": situation.is_valid,
    }
    return render(request, "reviews/own_certificate.html", context)
