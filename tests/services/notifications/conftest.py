from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import pytest
from django.conf import settings as django_settings

from accounts.models import Department

Sent = list[dict[str, str]]


@pytest.fixture
def bureau(opened_bureau: Department) -> Department:
    return opened_bureau


@pytest.fixture
def sent() -> Callable[[str], Sent]:
    """What the sink took for an address, newest first. Real mail server, real gateway; pytest-django's locmem is off."""

    def look(address: str) -> Sent:
        parts = urlsplit(django_settings.SMS_GATEWAY_URL)
        url = urlunsplit((parts.scheme, parts.netloc, "/messages.json", f"to={address}", ""))
        with urlopen(url, timeout=5) as answer:
            found: Sent = json.loads(answer.read())
        return found

    return look


@pytest.fixture(autouse=True)
def real_mail(settings: object) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
