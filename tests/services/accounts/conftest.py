from __future__ import annotations

import pytest

from accounts.models import Department
from tenants.models import Jurisdiction
from tests.factories.accounts import open_bureau


@pytest.fixture
def bureau(city_a: Jurisdiction) -> Department:
    """The root department of city A, with all roles."""
    return open_bureau(city_a)
