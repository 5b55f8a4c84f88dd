"""Production does not start with what only development may have: web, worker and beat, in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config import env
from config.env import Deployment
from config.startup import refuse_unsafe_start

ROOT = Path(__file__).parents[2]
PRODUCTION = {
    "TONGBAN_ENV": "production",
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "k7v" * 20,
    "ALLOWED_HOSTS": ".city.example.cn",
}
WEB = ("-c", "import config.wsgi; print('started')")
WORKER = ("-m", "celery", "--app=config.celery", "worker", "--pool=solo", "--loglevel=ERROR")
BEAT = ("-m", "celery", "--app=config.celery", "beat", "--loglevel=ERROR", "--schedule=")
SHORT_SECRET = "tongban.E001: SECRET_KEY is short or a default (set 50 random characters)"

pytestmark = pytest.mark.usefixtures("django_db_setup")


def start(*command: str, **change: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "OWNER_DATABASE_URL"}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment | PRODUCTION | change,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def findings(ended: subprocess.CompletedProcess[str]) -> list[str]:
    return [line for line in ended.stderr.splitlines() if line.startswith("tongban.E")]


@pytest.mark.parametrize("pooled", ["false", "true"])
def test_a_good_production_starts(pooled: str) -> None:
    ended = start(*WEB, DATABASE_POOL=pooled)

    assert (ended.returncode, ended.stdout, findings(ended)) == (0, "started\n", []), ended.stderr


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            {"DJANGO_SETTINGS_MODULE": "tests.config.debug_settings"},
            ["tongban.E003: DEBUG is on (start with config.settings.production)"],
        ),
        (
            {"DJANGO_SETTINGS_MODULE": "config.settings.dev"},
            ["tongban.E006: cookies are sent over plain http (start with config.settings.production)"],
        ),
        (
            {"SECRET_KEY": "change-me", "SITE_KEY": "A" * 43 + "=", "ALLOWED_HOSTS": "*"},
            [
                SHORT_SECRET,
                "tongban.E002: SITE_KEY is all zeros (set 32 random bytes, base64)",
                "tongban.E004: ALLOWED_HOSTS is empty or a wildcard (name the domains)",
            ],
        ),
    ],
)
def test_an_unsafe_production_does_not(change: dict[str, str], expected: list[str]) -> None:
    ended = start(*WEB, **change)

    assert (ended.returncode, ended.stdout, findings(ended)) == (1, "", expected)
    assert "ImproperlyConfigured: Tongban does not start:" in ended.stderr


def test_a_server_that_would_lose_writes_is_refused() -> None:
    ended = start(*WEB, PGOPTIONS="-c synchronous_commit=off")

    assert (ended.returncode, findings(ended)) == (1, ["tongban.E005: PostgreSQL: synchronous_commit is off, not on"])


def test_a_server_that_does_not_answer_is_no_reason_to_start() -> None:
    ended = start(*WEB, DATABASE_URL="postgresql://u:s3cret@127.0.0.1:1/tongban")

    assert ended.returncode == 1
    assert "the database cannot be asked: OperationalError" in ended.stderr
    assert "s3cret" not in ended.stderr


def test_development_is_not_asked() -> None:
    ended = start(*WEB, TONGBAN_ENV="development", DJANGO_SETTINGS_MODULE="config.settings.dev", SECRET_KEY="short")

    assert (ended.returncode, ended.stdout) == (0, "started\n"), ended.stderr


@pytest.mark.parametrize("command", [WORKER, BEAT], ids=["worker", "beat"])
def test_celery_does_not_start_either(command: tuple[str, ...], tmp_path: Path) -> None:
    place = tuple(f"{word}{tmp_path}/beat" if word == "--schedule=" else word for word in command)

    ended = start(*place, SECRET_KEY="change-me")

    assert (ended.returncode, findings(ended)) == (1, [SHORT_SECRET]), ended.stderr


def test_the_check_leaves_no_connection_for_a_fork(monkeypatch, settings, django_db_blocker) -> None:
    from django.db import connection

    monkeypatch.setattr(env, "deployment", lambda: Deployment.PRODUCTION)
    settings.SECRET_KEY, settings.ALLOWED_HOSTS = "k" * 50, [".city.example.cn"]
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True

    with django_db_blocker.unblock():
        refuse_unsafe_start()

    assert connection.connection is None
