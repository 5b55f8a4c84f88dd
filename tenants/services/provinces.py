"""The platform's own act: a province, which has nobody above it that could bring it on board."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from tenants.context import tenant_context
from tenants.domain.schema_names import PUBLIC, schema_of
from tenants.hosts import forget_hosts
from tenants.models import Domain, Jurisdiction, Level, State
from tenants.provisioning import registered_steps
from tenants.services.schemas import OWNER, create_schema
from tenants.storage import bucket_name_for


def create_province(
    *,
    code: str,
    name: str,
    short_name: str,
    division_code: str,
    domain: str,
    branding: Mapping[str, str],
    contact: Mapping[str, str],
) -> Jurisdiction:
    """Make a province with schema, host and all registered steps. Needs the owner's login.

    Safe to repeat after a crash: every part is made once. `contact` holds values of the registered steps
    (`contact_name`, `contact_mobile` …).
    """
    with tenant_context(PUBLIC), transaction.atomic(using=OWNER):
        province, _is_new = Jurisdiction.objects.using(OWNER).get_or_create(
            code=code,
            defaults={
                "schema_name": schema_of(code),
                "name": name,
                "short_name": short_name,
                "division_code": division_code,
                "level": Level.PROVINCE,
                "branding": dict(branding),
                "storage_bucket": bucket_name_for(code),
            },
        )
        Domain.objects.using(OWNER).get_or_create(domain=domain, defaults={"tenant": province, "is_primary": True})
    create_schema(province)
    for step in registered_steps():
        with tenant_context(province), transaction.atomic():
            step.run(province, contact)
    Jurisdiction.objects.using(OWNER).filter(pk=province.pk).update(state=State.ACTIVE)
    forget_hosts()
    province.refresh_from_db(using=OWNER)
    return province
