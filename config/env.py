"""The only place that reads the process environment: typed, named, with errors that say what to set."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


class Deployment(StrEnum):
    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True)
class ServiceAddress:
    """A service as a URL: `scheme://user:password@host:port/name`. Errors never repeat it: it holds passwords."""

    scheme: str
    host: str
    port: int | None
    user: str
    password: str
    name: str

    @classmethod
    def parse(cls, variable: str, value: str) -> ServiceAddress:
        try:
            parts = urlsplit(value)
            port = parts.port
        except ValueError:
            raise ImproperlyConfigured(f"{variable} is not a URL") from None
        if not parts.scheme or not parts.hostname:
            raise ImproperlyConfigured(f"{variable} must be a URL with scheme://host")
        return cls(
            scheme=parts.scheme,
            host=parts.hostname,
            port=port,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            name=unquote(parts.path.removeprefix("/")),
        )


def text(variable: str, default: str | None = None) -> str:
    value = os.environ.get(variable, default)
    if value is None:
        raise ImproperlyConfigured(f"set the environment variable {variable}")
    return value


def integer(variable: str, default: int) -> int:
    value = text(variable, str(default))
    if not value.isascii() or not value.isdigit():
        raise ImproperlyConfigured(f"{variable}: {value!r} is not a whole number")
    return int(value)


def flag(variable: str, *, default: bool) -> bool:
    value = text(variable, "true" if default else "false").lower()
    if value not in {"true", "false"}:
        raise ImproperlyConfigured(f"{variable}: write true or false, not {value!r}")
    return value == "true"


def words(variable: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(variable, default).split(",") if word.strip()]


def address(variable: str) -> ServiceAddress:
    return ServiceAddress.parse(variable, text(variable))


def optional_address(variable: str) -> ServiceAddress | None:
    return address(variable) if os.environ.get(variable) else None


def key_bytes(variable: str, length: int) -> bytes:
    """A base64 key of exactly `length` bytes."""
    try:
        key = base64.b64decode(text(variable), validate=True)
    except ValueError:
        raise ImproperlyConfigured(f"{variable} is not base64") from None
    if len(key) != length:
        raise ImproperlyConfigured(f"{variable} must hold {length} bytes, it holds {len(key)}")
    return key


@cache
def deployment() -> Deployment:
    value = text("TONGBAN_ENV", Deployment.PRODUCTION.value)
    try:
        return Deployment(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"TONGBAN_ENV: {value!r} is none of {[d.value for d in Deployment]}") from error
