"""Each deployment check finds what it is for, and nothing in a good configuration."""

from __future__ import annotations

import pytest
from django.core.checks import registry
from django.db import connection

from config.checks import check_database_server, check_exposure, check_secrets

GOOD_SECRET = "k" * 50
GOOD_KEY = bytes(range(32))


def ids(findings: object) -> list[str]:
    return [finding.id for finding in findings]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("secret", "key", "expected"),
    [
        (GOOD_SECRET, GOOD_KEY, []),
        ("k" * 49, GOOD_KEY, ["tongban.E001"]),
        ("django-insecure-" + GOOD_SECRET, GOOD_KEY, ["tongban.E001"]),
        ("Change-Me" + GOOD_SECRET, GOOD_KEY, ["tongban.E001"]),
        (GOOD_SECRET, bytes(32), ["tongban.E002"]),
        ("short", bytes(32), ["tongban.E001", "tongban.E002"]),
    ],
)
def test_secrets(settings, secret: str, key: bytes, expected: list[str]) -> None:
    settings.SECRET_KEY, settings.SITE_KEY = secret, key

    assert ids(check_secrets()) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"DEBUG": True}, ["tongban.E003"]),
        ({"ALLOWED_HOSTS": []}, ["tongban.E004"]),
        ({"ALLOWED_HOSTS": ["city.example.cn", "*"]}, ["tongban.E004"]),
        ({"ALLOWED_HOSTS": ["."]}, ["tongban.E004"]),
        ({"SESSION_COOKIE_SECURE": False}, ["tongban.E006"]),
        ({"CSRF_COOKIE_SECURE": False}, ["tongban.E006"]),
    ],
)
def test_exposure(settings, change: dict[str, object], expected: list[str]) -> None:
    good = {"DEBUG": False, "ALLOWED_HOSTS": [".example.cn"]}
    for name, value in (good | {"SESSION_COOKIE_SECURE": True, "CSRF_COOKIE_SECURE": True} | change).items():
        setattr(settings, name, value)

    assert ids(check_exposure()) == expected


def test_the_database_server_keeps_what_it_acknowledged(db: None, django_assert_num_queries) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")

    with django_assert_num_queries(1):
        assert list(check_database_server()) == []
    assert list(check_database_server(databases=["default"])) == []


@pytest.mark.parametrize("value", ["off", "local"])
def test_a_session_that_does_not_wait_for_the_disk_is_found(db: None, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL synchronous_commit = {value}")

    assert [(finding.id, finding.msg) for finding in check_database_server()] == [
        ("tongban.E005", f"PostgreSQL: synchronous_commit is {value}, not on")
    ]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("fsync", "other"),
        ("full_page_writes", "other"),
        ("synchronous_commit", "other"),
        ("data_checksums", "other"),
        ("TimeZone", "other"),
        ("no_such_setting", "on"),
    ],
)
def test_each_setting_is_really_read_from_the_server(db: None, monkeypatch, name: str, wanted: str) -> None:
    monkeypatch.setattr("config.checks.REQUIRED_SERVER_SETTINGS", {name: (wanted,)})
    actual = {"TimeZone": "UTC", "no_such_setting": None}.get(name, "on")

    assert [finding.msg for finding in check_database_server()] == [f"PostgreSQL: {name} is {actual}, not {wanted}"]


def test_djangos_own_zone_does_not_hide_the_servers(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'Asia/Shanghai'")

    assert list(check_database_server()) == []


def test_another_database_is_not_asked_about(django_assert_num_queries, db: None) -> None:
    with django_assert_num_queries(0):
        assert list(check_database_server(databases=["owner"])) == []


def test_the_command_line_runs_them_too() -> None:
    registered = registry.registry.deployment_checks

    assert {check_secrets, check_exposure, check_database_server} - set(registered) == set()
