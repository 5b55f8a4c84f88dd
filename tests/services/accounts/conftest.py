from __future__ import annotations

import pytest

from accounts.models import Department


@pytest.fixture
def bureau(opened_bureau: Department) -> Department:
    """The root department of city A, with all roles."""
    return opened_bureau
