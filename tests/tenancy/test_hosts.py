"""From host to tenant: exact, never a default; unknown and suspended hosts answer with their own pages."""

from __future__ import annotations

import pytest
from django.db import connection, connections
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from tenants.domain.errors import DomainError, IllegalTransition, NotAuthorised, Problem, ValidationFailed
from tenants.hosts import forget_hosts, jurisdiction_of_host
from tenants.middleware import DomainErrorMiddleware, TenantMiddleware
from tenants.web.errors import refusal

pytestmark = pytest.mark.usefixtures("committed")


def seen_at(host: str, **headers: str) -> tuple[int, str | None]:
    """Status, and the schema in which the view ran."""
    schemas: list[str] = []

    def view(_request: HttpRequest) -> HttpResponse:
        schemas.append(connection.schema_name)
        return HttpResponse()

    response = TenantMiddleware(view)(RequestFactory().get("/", HTTP_HOST=host, **headers))
    assert connection.schema_name == "public"
    return response.status_code, schemas[0] if schemas else None


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("city-a.localhost", (200, "t_city_a")),
        ("city-a.localhost:8000", (200, "t_city_a")),
        ("CITY-A.localhost", (200, "t_city_a")),
        ("city-b.localhost", (200, "t_city_b")),
        ("localhost", (200, "public")),
        ("www.city-a.localhost", (404, None)),
        ("nowhere.localhost", (404, None)),
        ("city-a.localhost.evil.example", (404, None)),
        ("evil.example", (404, None)),
        ("city-a.localhost@evil.example", (404, None)),
        ("", (404, None)),
    ],
)
def test_the_exact_host_chooses_the_tenant(host: str, expected: tuple[int, str | None]):
    assert seen_at(host) == expected


def test_a_forwarded_host_chooses_nothing():
    assert seen_at("city-a.localhost", HTTP_X_FORWARDED_HOST="city-b.localhost") == (200, "t_city_a")


def test_the_schema_is_left_when_the_view_fails():
    def view(_request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        TenantMiddleware(view)(RequestFactory().get("/", HTTP_HOST="city-a.localhost"))
    assert connection.schema_name == "public"


def test_a_host_is_looked_up_once(django_assert_num_queries):
    forget_hosts()
    connection.ensure_connection()
    jurisdiction_of_host("city-b.localhost")
    forget_hosts()

    with django_assert_num_queries(1):
        assert [jurisdiction_of_host("city-a.localhost").code for _ in range(3)] == ["city_a"] * 3


def test_an_unknown_host_is_remembered_too(django_assert_num_queries):
    assert jurisdiction_of_host("nowhere.localhost") is None
    with django_assert_num_queries(0):
        assert jurisdiction_of_host("nowhere.localhost") is None


def test_an_unknown_host_gets_a_page_that_names_no_tenant():
    response = Client().get("/", HTTP_HOST="nowhere.localhost")

    assert response.status_code == 404
    assert [name for name in ("甲市", "乙市", "丙省") if name in response.content.decode()] == []


def test_a_suspended_tenant_answers_with_a_clear_page_and_the_others_work():
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE tenants_jurisdiction SET state = 'suspended' WHERE code = 'city_a'")
    forget_hosts()

    response = Client().get("/healthz", HTTP_HOST="city-a.localhost")

    assert (response.status_code, response["Retry-After"]) == (503, "3600")
    assert "甲市" in response.content.decode()
    assert Client().get("/healthz", HTTP_HOST="city-b.localhost").status_code == 200


def test_health_says_what_answers():
    response = Client().get("/healthz", HTTP_HOST="localhost")

    assert (response.status_code, response.json()) == (200, {"database": True, "cache": True})
    assert Client().post("/healthz", HTTP_HOST="localhost").status_code == 405


def test_a_request_id_is_kept_when_it_is_one_and_made_otherwise():
    def request_id(given: str) -> str:
        return Client().get("/healthz", HTTP_HOST="localhost", HTTP_X_REQUEST_ID=given)["X-Request-ID"]

    assert request_id("edge-12345678") == "edge-12345678"
    assert len(request_id("x\ny; forged")) == 36


def refused(error: DomainError, *, is_htmx: bool = False) -> HttpResponse:
    request = RequestFactory().get("/", HTTP_HOST="city-a.localhost")
    request.htmx = type("Htmx", (), {"__bool__": lambda _self: is_htmx, "boosted": False})()
    request.session, request.user = {}, None
    return DomainErrorMiddleware(lambda _request: HttpResponse()).process_exception(request, error)


@pytest.mark.parametrize("is_htmx", [False, True])
@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (NotAuthorised("jurisdiction_not_below"), 404, None),
        (IllegalTransition("job_not_failed"), 409, "只有失败的任务可以重试。"),
        (ValidationFailed([Problem("code", "code_taken")]), 422, "租户代码已被使用。"),
    ],
)
def test_each_refusal_has_its_answer(error: DomainError, status: int, sentence: str | None, is_htmx: bool):
    response = refused(error, is_htmx=is_htmx)

    body = response.content.decode()
    assert response.status_code == status
    assert ("<html" in body) is not is_htmx
    assert sentence is None or sentence in body


def test_a_refusal_does_not_say_why_somebody_may_not():
    one, other = (refused(NotAuthorised(code), is_htmx=True) for code in ("jurisdiction_not_below", "job_unknown"))

    assert one.content == other.content


def test_an_error_that_is_no_refusal_is_not_swallowed():
    middleware = DomainErrorMiddleware(lambda _request: HttpResponse())

    assert middleware.process_exception(RequestFactory().get("/"), ValueError()) is None
    with pytest.raises(DomainError):
        refusal(RequestFactory().get("/"), DomainError("x"))
