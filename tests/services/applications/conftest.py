from __future__ import annotations

import pytest

from tests.factories.applications import Town


@pytest.fixture
def town(opened_town: Town) -> Town:
    return opened_town
