from __future__ import annotations

import pytest

from accounts.models import Department
from tenants.models import Jurisdiction
from tests.factories.accounts import open_bureau


@pytest.fixture
def bureau(city_a: Jurisdiction) -> Department:
    return open_bureau(city_a)
