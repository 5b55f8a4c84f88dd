"""From the host name to the tenant, from the request to the log, from a refusal to a page."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from tenants.backend.access import wrapper_of
from tenants.context import current_schema
from tenants.domain.errors import DomainError
from tenants.hosts import jurisdiction_of_host
from tenants.models import State
from tenants.web.errors import refusal, suspended, unknown_host

GetResponse = Callable[[HttpRequest], HttpResponseBase]
REQUEST_ID = re.compile(r"[0-9A-Za-z-]{8,36}", re.ASCII)
log = structlog.get_logger("tongban.request")


class TenantMiddleware:
    """Selects the schema by the exact host. An unknown host gets a 404 page, a suspended tenant a 503 page.

    The platform's own hosts (BASE_DOMAIN) stay on the public schema. The schema is left again when the response is
    made, so that nothing that runs later in this thread is in a tenant by accident.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        wrapper_of().set_schema_to_public()
        try:
            return self._answer(request)
        finally:
            wrapper_of().set_schema_to_public()

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        try:
            host = request.get_host().rsplit(":", 1)[0].lower()
        except DisallowedHost:
            return unknown_host(request)
        if host == settings.BASE_DOMAIN:
            request.urlconf = settings.PUBLIC_SCHEMA_URLCONF
            return self.get_response(request)
        jurisdiction = jurisdiction_of_host(host)
        if jurisdiction is None:
            return unknown_host(request)
        if jurisdiction.state == State.SUSPENDED:
            return suspended(request, jurisdiction)
        request.tenant = jurisdiction  # type: ignore[attr-defined]
        wrapper_of().set_tenant(jurisdiction)
        return self.get_response(request)


class RequestLogMiddleware:
    """One log line per request with tenant, user and request id; everything logged meanwhile carries them too."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        wanted = request.headers.get("X-Request-ID", "")
        request_id = wanted if REQUEST_ID.fullmatch(wanted) else str(uuid.uuid4())
        request.request_id = request_id  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(tenant=current_schema(), request_id=request_id)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id
            log.info(
                "request",
                method=request.method,
                route=getattr(request.resolver_match, "route", None),
                status=response.status_code,
                milliseconds=round((time.perf_counter() - started) * 1000),
            )
            return response
        finally:
            structlog.contextvars.clear_contextvars()

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        session = getattr(request, "session", None)
        if session is not None and session.session_key:
            structlog.contextvars.bind_contextvars(user_id=session.get("_auth_user_id"))


class DomainErrorMiddleware:
    """Turns the three refusals of the domain into answers, once for all views."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refusal(request, exception) if isinstance(exception, DomainError) else None
