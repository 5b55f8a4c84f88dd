"""The registration procedure of the first city, with all its people."""

from __future__ import annotations

import pytest

from tests.factories.registrations import Office


@pytest.fixture
def office(opened_office: Office) -> Office:
    return opened_office
