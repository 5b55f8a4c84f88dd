"""Views with the mistakes that the net has to find. Never served: a test puts this URL configuration in place."""

from __future__ import annotations

from importlib import import_module
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import Group
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from accounts.models import User
from applications.models import Application
from config.urls_tenant import handler404, handler500
from config.urls_tenant import urlpatterns as real
from tenants.context import tenant_context

__all__ = ["handler404", "handler500", "urlpatterns"]
CITIES = ("t_city_a", "t_city_b")


def _anywhere(application_id: str) -> Application | None:
    """The classic: an id from the request, looked up wherever it may be."""
    for schema in CITIES:
        with tenant_context(schema):
            found = Application.objects.filter(pk=application_id).first()
            if found is not None:
                return found
    return None


def by_path(request: HttpRequest, application_id: UUID) -> HttpResponse:
    found = _anywhere(str(application_id))
    return HttpResponse(found.title if found else "", status=200 if found else 404)


def by_body(request: HttpRequest) -> HttpResponse:
    found = _anywhere(request.POST["after"]) if request.method == "POST" else None
    return HttpResponse(found.title if found else "")


def by_header(request: HttpRequest) -> HttpResponse:
    """Only for htmx, and only in a header."""
    response = HttpResponse("")
    if request.headers.get("HX-Request"):
        found = _anywhere(request.GET["after"])
        response["HX-Push-Url"] = f"/?{found.title.encode('unicode-escape').decode()}" if found else "/"
    return response


def tells_apart(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Shows nothing, but says that it is there."""
    if _anywhere(str(application_id)) is None:
        raise Http404
    return HttpResponse("", status=403)


def writes(request: HttpRequest) -> HttpResponse:
    for schema in CITIES:
        with tenant_context(schema):
            Group.objects.create(name=f"made from {request.get_host()}")
    return HttpResponse("")


def breaks(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def takes_any_session(request: HttpRequest) -> HttpResponse:
    """Looks the session up in every tenant."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    for schema in CITIES:
        with tenant_context(schema):
            session = import_module(settings.SESSION_ENGINE).SessionStore(session_key=key)
            if User.objects.filter(pk=session.get("_auth_user_id")).exists():
                return HttpResponse("welcome")
    return HttpResponse("who are you?")


def is_well(request: HttpRequest, application_id: UUID) -> HttpResponse:
    raise Http404


urlpatterns = [
    *real,
    path("_hole/path/<uuid:application_id>/", by_path),
    path("_hole/body/", by_body),
    path("_hole/header/", by_header),
    path("_hole/apart/<uuid:application_id>/", tells_apart),
    path("_hole/writes/", writes),
    path("_hole/breaks/", breaks),
    path("_hole/session/", takes_any_session),
    path("_hole/well/<uuid:application_id>/", is_well),
    path("_unexplained/<uuid:secret_id>/", is_well),
]
