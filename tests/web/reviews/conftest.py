"""The registration procedure of the first city, with all its people."""

from __future__ import annotations

import pytest

from tests.factories.registrations import Office, open_registration


@pytest.fixture
def office(city_a: object) -> Office:
    return open_registration(city_a)  # type: ignore[arg-type]
