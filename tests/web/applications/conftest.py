from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from tests.factories.applications import Town, open_town


@pytest.fixture
def town(city_a: object) -> Town:
    cache.clear()
    return open_town(city_a)


@pytest.fixture
def as_user(city_a: object, client_for: Callable[..., Client]) -> Callable[[User], Client]:
    return lambda user: client_for(city_a, user)


@pytest.fixture
def public(city_a: object, client_for: Callable[..., Client]) -> Client:
    return client_for(city_a)
