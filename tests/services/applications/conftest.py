from __future__ import annotations

import pytest

from tests.factories.applications import Town, open_town


@pytest.fixture
def town(city_a: object) -> Town:
    return open_town(city_a)
