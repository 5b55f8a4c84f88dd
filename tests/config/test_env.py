"""Every reader of the process environment, and every error it gives."""

from __future__ import annotations

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env
from config.env import Deployment, ServiceAddress

NAME = "TONGBAN_TEST_VALUE"
KEY = bytes(range(32))


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)


def test_text_is_taken_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.text(NAME, "else") == "else"
    monkeypatch.setenv(NAME, "")
    assert env.text(NAME, "else") == ""
    monkeypatch.setenv(NAME, " 通办 ")
    assert env.text(NAME) == " 通办 "


@pytest.mark.parametrize(("value", "expected"), [(None, 7), ("0", 0), ("8000", 8000)])
def test_an_integer(monkeypatch: pytest.MonkeyPatch, value: str | None, expected: int) -> None:
    if value is not None:
        monkeypatch.setenv(NAME, value)

    assert env.integer(NAME, 7) == expected


@pytest.mark.parametrize(
    ("value", "default", "expected"),
    [(None, True, True), (None, False, False), ("true", False, True), ("TRUE", False, True), ("false", True, False)],
)
def test_a_flag(monkeypatch: pytest.MonkeyPatch, value: str | None, default: bool, expected: bool) -> None:
    if value is not None:
        monkeypatch.setenv(NAME, value)

    assert env.flag(NAME, default=default) is expected


@pytest.mark.parametrize(
    ("value", "expected"), [(None, ["a", "b"]), ("", []), (" , ", []), ("x", ["x"]), (" x ,y,", ["x", "y"])]
)
def test_words(monkeypatch: pytest.MonkeyPatch, value: str | None, expected: list[str]) -> None:
    if value is not None:
        monkeypatch.setenv(NAME, value)

    assert env.words(NAME, "a,b") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("redis://cache:6379/1", ServiceAddress("redis", "cache", 6379, "", "", "1")),
        ("smtp://mail", ServiceAddress("smtp", "mail", None, "", "", "")),
        ("postgresql://u%40x:p%2Fw@[::1]:5432/db%20a", ServiceAddress("postgresql", "::1", 5432, "u@x", "p/w", "db a")),
    ],
)
def test_an_address(monkeypatch: pytest.MonkeyPatch, value: str, expected: ServiceAddress) -> None:
    monkeypatch.setenv(NAME, value)

    assert (env.address(NAME), env.optional_address(NAME)) == (expected, expected)


@pytest.mark.parametrize("value", [None, ""])
def test_an_address_may_be_left_out(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    if value is not None:
        monkeypatch.setenv(NAME, value)

    assert env.optional_address(NAME) is None


def test_a_key_of_exactly_its_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, base64.b64encode(KEY).decode())

    assert env.key_bytes(NAME, 32) == KEY


@pytest.mark.parametrize(
    ("read", "value", "message"),
    [
        (env.text, None, f"set the environment variable {NAME}"),
        (env.address, None, f"set the environment variable {NAME}"),
        (env.address, "", f"{NAME} must be a URL with scheme://host"),
        (env.address, "just-a-host", f"{NAME} must be a URL with scheme://host"),
        (env.address, "postgresql:///db", f"{NAME} must be a URL with scheme://host"),
        (env.address, "postgresql://u:s3cret@h:port/db", f"{NAME} is not a URL"),
        (env.address, "postgresql://u:s3cret@h:70000/db", f"{NAME} is not a URL"),
        (env.optional_address, "postgresql://[u:s3cret", f"{NAME} is not a URL"),
        (lambda name: env.integer(name, 1), "", f"{NAME}: '' is not a whole number"),
        (lambda name: env.integer(name, 1), "-1", f"{NAME}: '-1' is not a whole number"),
        (lambda name: env.integer(name, 1), "1.5", f"{NAME}: '1.5' is not a whole number"),
        (lambda name: env.integer(name, 1), "１２", f"{NAME}: '１２' is not a whole number"),
        (lambda name: env.flag(name, default=True), "yes", f"{NAME}: write true or false, not 'yes'"),
        (lambda name: env.flag(name, default=True), "", f"{NAME}: write true or false, not ''"),
        (lambda name: env.key_bytes(name, 32), None, f"set the environment variable {NAME}"),
        (lambda name: env.key_bytes(name, 32), "!!!", f"{NAME} is not base64"),
        (lambda name: env.key_bytes(name, 32), "密钥", f"{NAME} is not base64"),
        (lambda name: env.key_bytes(name, 32), "AAAA", f"{NAME} must hold 32 bytes, it holds 3"),
    ],
)
def test_what_is_wrong_is_said_without_repeating_passwords(
    monkeypatch: pytest.MonkeyPatch, read: object, value: str | None, message: str
) -> None:
    if value is not None:
        monkeypatch.setenv(NAME, value)

    with pytest.raises(ImproperlyConfigured) as raised:
        read(NAME)

    assert str(raised.value) == message


@pytest.fixture
def fresh_deployment() -> object:
    """The answer is kept for the life of a process: forgotten before and after."""
    env.deployment.cache_clear()
    yield
    env.deployment.cache_clear()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, Deployment.PRODUCTION),
        ("production", Deployment.PRODUCTION),
        ("development", Deployment.DEVELOPMENT),
        ("test", Deployment.TEST),
    ],
)
def test_without_a_word_it_is_production(
    monkeypatch: pytest.MonkeyPatch, fresh_deployment: None, value: str | None, expected: Deployment
) -> None:
    monkeypatch.delenv("TONGBAN_ENV", raising=False)
    if value is not None:
        monkeypatch.setenv("TONGBAN_ENV", value)

    assert env.deployment() is expected


def test_an_unknown_deployment_is_refused(monkeypatch: pytest.MonkeyPatch, fresh_deployment: None) -> None:
    monkeypatch.setenv("TONGBAN_ENV", "prod")

    with pytest.raises(ImproperlyConfigured) as raised:
        env.deployment()

    assert str(raised.value) == "TONGBAN_ENV: 'prod' is none of ['development', 'test', 'production']"
