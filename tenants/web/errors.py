"""The pages that answer instead of the page that was asked for. Django calls some of them with keywords."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from tenants.domain.errors import DomainError, IllegalTransition, NotAuthorised, ValidationFailed
from tenants.models import Jurisdiction
from tenants.wording import say


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return _page(request, "bad_request", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return _page(request, "forbidden", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return _page(request, "not_found", 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    return _page(request, "csrf_failure", 403)


def server_error(_request: HttpRequest) -> HttpResponse:
    """Rendered without the request: whatever broke may be in the session or in a context processor."""
    return HttpResponse(render_to_string("errors/server_error.html"), status=500)


def unknown_host(_request: HttpRequest) -> HttpResponse:
    """No jurisdiction lives at this host; nothing of any tenant is loaded, so no context processors either."""
    return HttpResponse(render_to_string("errors/unknown_host.html"), status=404)


def suspended(_request: HttpRequest, jurisdiction: Jurisdiction) -> HttpResponse:
    response = HttpResponse(render_to_string("errors/suspended.html", {"jurisdiction": jurisdiction}), status=503)
    response["Retry-After"] = "3600"
    return response


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """May not → 404 (as for an unknown id), cannot now → 409, wrong input → 422, in the page's or htmx's shape."""
    match error:
        case IllegalTransition():
            return _page(request, "conflict", 409, message=say(error.code, error.params))
        case ValidationFailed():
            problems = [(problem.path, say(problem.code, problem.params)) for problem in error.problems]
            return _page(request, "invalid", 422, problems=problems)
        case NotAuthorised():
            return _page(request, "not_found", 404)
        case _:
            raise error


def _page(request: HttpRequest, name: str, status: int, **context: object) -> HttpResponse:
    is_partial = bool(getattr(request, "htmx", False)) and not request.htmx.boosted  # type: ignore[attr-defined]
    template = f"errors/_{name}.html" if is_partial else f"errors/{name}.html"
    return render(request, template, {"status": status, **context}, status=status)
