from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from tests.factories.applications import Town


@pytest.fixture
def town(opened_town: Town) -> Town:
    cache.clear()
    return opened_town


@pytest.fixture
def as_user(city_a: object, client_for: Callable[..., Client]) -> Callable[[User], Client]:
    return lambda user: client_for(city_a, user)


@pytest.fixture
def public(city_a: object, client_for: Callable[..., Client]) -> Client:
    return client_for(city_a)
