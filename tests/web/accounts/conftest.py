from __future__ import annotations

import pytest

from accounts.models import Department


@pytest.fixture
def bureau(opened_bureau: Department) -> Department:
    return opened_bureau
