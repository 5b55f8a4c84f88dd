"""A province, made by the platform: schema, host, roles, first administrator; safe to repeat."""

from __future__ import annotations

import pytest

from accounts.models import Department, Invitation, Role, RoleGrant, User
from tenants import provisioning
from tenants.context import tenant_context
from tenants.hosts import jurisdiction_of_host
from tenants.models import Domain, Jurisdiction
from tenants.provisioning import ProvisioningStep, registered_steps
from tenants.services.provinces import create_province
from tests.tenancy.conftest import committed

__all__ = ["committed"]
pytestmark = pytest.mark.usefixtures("committed")
CONTACT = {
    "contact_name": "沈立诚",
    "contact_mobile": "13900000017",
    "contact_province_name": "方省管",
    "contact_province_mobile": "13900000018",
}


def make() -> Jurisdiction:
    return create_province(
        code="province_q",
        name="丁省科学技术厅",
        short_name="丁省",
        division_code="980000",
        domain="province-q.localhost",
        branding={"service_name": "丁省科技业务"},
        contact=CONTACT,
    )


def assert_one_good_province() -> None:
    province = Jurisdiction.objects.get(code="province_q")
    assert (province.level, province.state, province.parent) == ("province", "active", None)
    assert list(Domain.objects.filter(tenant=province).values_list("domain", "is_primary")) == [
        ("province-q.localhost", True)
    ]
    found = jurisdiction_of_host("province-q.localhost")
    assert found is not None
    assert found.pk == province.pk
    with tenant_context(province):
        assert [row.name for row in Department.objects.all()] == ["丁省科学技术厅"]
        assert Role.objects.filter(key="province_administrator").count() == 1
        assert sorted(RoleGrant.objects.values_list("role__key", flat=True)) == [
            "province_administrator",
            "system_administrator",
        ]
        assert (User.objects.count(), Invitation.objects.count()) == (2, 2)


def test_a_province_is_ready_to_bring_cities_on_board() -> None:
    province = make()

    assert (province.name, province.state) == ("丁省科学技术厅", "active")
    assert_one_good_province()


def test_making_it_again_changes_nothing() -> None:
    first = make()

    assert make().pk == first.pk
    assert_one_good_province()


def test_a_crash_leaves_it_closed_and_the_next_attempt_finishes(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise ConnectionResetError

    with monkeypatch.context() as patched:
        patched.setattr(provisioning, "_steps", [*registered_steps(), ProvisioningStep("crash", "断", crash)])
        with pytest.raises(ConnectionResetError):
            make()
    assert Jurisdiction.objects.get(code="province_q").state == "onboarding"

    make()

    assert_one_good_province()
