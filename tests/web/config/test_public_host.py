"""The platform's own host: a list of jurisdictions and the health check, and nothing of any tenant."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, get_resolver

from config import urls_public
from tenants.hosts import forget_hosts
from tests.factories.accounts import make_applicant, open_bureau
from tests.factories.people import HostClient
from tests.factories.platform import as_owner


@pytest.fixture
def visitor(db: None) -> Client:
    return HostClient(SERVER_NAME=settings.BASE_DOMAIN)


@pytest.fixture
def city_b_is_suspended(db: None) -> Iterator[None]:
    with as_owner() as owner:
        owner.execute("UPDATE tenants_jurisdiction SET state = 'suspended' WHERE code = 'city_b'")
        forget_hosts()
        yield
        owner.execute("UPDATE tenants_jurisdiction SET state = 'active' WHERE code = 'city_b'")
    forget_hosts()


def doors(page: str) -> list[tuple[str, str]]:
    return re.findall(r'<a class="tb-card [^"]*" href="([^"]+)"><h2>([^<]+)</h2>', page)


def address(host: str) -> str:
    return f"{settings.WEB_SCHEME}://{host}.localhost:{settings.WEB_PORT}/"


def test_the_list_names_each_jurisdiction_and_leads_there(visitor: Client, django_assert_num_queries) -> None:
    visitor.get("/")

    with django_assert_num_queries(2):  # the role of the public schema, the list
        response = visitor.get("/")

    assert response.status_code == 200
    assert doors(response.content.decode()) == [
        (address("province-p"), "丙省"),
        (address("city-a"), "甲市"),
        (address("city-b"), "乙市"),
    ]


def test_who_is_suspended_is_not_listed(visitor: Client, city_b_is_suspended: None) -> None:
    page = visitor.get("/").content.decode()

    assert doors(page) == [(address("province-p"), "丙省"), (address("city-a"), "甲市")]
    assert "乙市" not in page


def test_an_empty_platform_says_so(visitor: Client, monkeypatch) -> None:
    monkeypatch.setattr("config.web_platform.active_domains", list)

    response = visitor.get("/")

    assert (response.status_code, doors(response.content.decode())) == (200, [])
    assert "还没有开通的地区" in response.content.decode()


def test_the_page_has_no_link_that_leads_nowhere(visitor: Client) -> None:
    page = visitor.get("/").content.decode()

    local = {url for url in re.findall(r'(?:href|action)="(/[^"]*|#[^"]*)"', page) if not url.startswith("/static/")}
    assert local == {"/", "#main", "/i18n/setlang/"}


def test_every_url_of_the_platform_answers(visitor: Client) -> None:
    patterns = get_resolver("config.urls_public").url_patterns
    routes = [str(pattern.pattern) for pattern in patterns if isinstance(pattern, URLPattern)]

    assert len(patterns) == len(routes) == len(urls_public.urlpatterns)
    answers = {route: visitor.get(f"/{route}").status_code for route in routes}
    assert answers == {"": 200, "healthz": 200, "i18n/setlang/": 405}


@pytest.mark.parametrize("path", ["/console/", "/my/", "/account/sign-in/", "/workbench/", "/home/", "/nothing/"])
def test_nothing_of_a_tenant_is_mounted(visitor: Client, path: str) -> None:
    assert visitor.get(path).status_code == 404


def test_only_reading(visitor: Client) -> None:
    assert visitor.post("/").status_code == 405


@pytest.mark.parametrize("path", ["/", "/healthz"])
def test_a_host_nobody_lives_at_gets_the_page_that_says_so(db: None, path: str) -> None:
    response = HostClient(SERVER_NAME="nowhere.localhost").get(path)

    assert response.status_code == 404
    assert "这个地址没有开通服务" in response.content.decode()


def test_a_session_of_a_city_is_nobody_here(city_a, client_for) -> None:
    open_bureau(city_a)
    client = client_for(city_a, make_applicant(name="王保密"))
    assert "王保密" in client.get("/").content.decode()

    page = client.get("/", SERVER_NAME=settings.BASE_DOMAIN)

    assert page.status_code == 200
    assert "王保密" not in page.content.decode()
