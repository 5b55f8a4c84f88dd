"""A province with its administrator, who looks after the two cities of the template."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from accounts.domain.roles import RoleKey
from accounts.models import Department, User
from tenants.context import tenant_context
from tenants.models import Jurisdiction
from tests.factories.accounts import make_staff


@pytest.fixture
def province(opened_province: Department) -> Iterator[Jurisdiction]:
    jurisdiction = Jurisdiction.objects.get(code="province_p")
    with tenant_context(jurisdiction):
        yield jurisdiction


@pytest.fixture
def administrator(province: Jurisdiction) -> User:
    return make_staff(RoleKey.PROVINCE_ADMINISTRATOR, name="方省管")


@pytest.fixture
def console(province: Jurisdiction, administrator: User, client_for: Callable[..., Client]) -> Client:
    return client_for(province, administrator)


@pytest.fixture
def city(province: Jurisdiction) -> Jurisdiction:
    return Jurisdiction.objects.get(code="city_a")
