"""The jurisdictions that every test database holds."""

from __future__ import annotations

from tenants.models import Domain, Jurisdiction
from tenants.services.schemas import create_schema

CITIES = (("city_a", "甲市", "990100"), ("city_b", "乙市", "990200"))


def build_two_cities() -> None:
    """A province and two cities below it, each with its schema, role, bucket name and exact host."""
    province = _jurisdiction("province_p", "丙省", "990000", level="province", parent=None)
    for code, name, division in CITIES:
        _jurisdiction(code, name, division, level="city", parent=province)


def _jurisdiction(code: str, name: str, division: str, *, level: str, parent: Jurisdiction | None) -> Jurisdiction:
    jurisdiction = Jurisdiction.objects.using("owner").create(
        code=code,
        schema_name=f"t_{code}",
        name=name,
        short_name=name,
        level=level,
        division_code=division,
        parent=parent,
        state="active",
        storage_bucket=f"tongban-test-{code.replace('_', '-')}",
    )
    Domain.objects.using("owner").create(
        tenant=jurisdiction, domain=f"{code.replace('_', '-')}.localhost", is_primary=True
    )
    create_schema(jurisdiction)
    return jurisdiction
