"""The demonstration country: provinces by the platform's act, cities by their province's onboarding."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from django.conf import settings

from accounts.queries.people import users_of_principal
from procedures.domain.package.canonical import canonical_bytes, version_hash
from procedures.domain.package.reading import parse_package
from procedures.domain.package.yaml_io import read_yaml
from tenants.context import tenant_context
from tenants.models import Jurisdiction, LibraryPackage
from tenants.services.onboarding import request_onboarding, run_onboarding
from tenants.services.provinces import create_province
from tenants.services.schemas import OWNER

DATA = Path(__file__).parent / "data"
PACKAGES = Path(settings.BASE_DIR) / "procedures" / "packages"
Entry = Mapping[str, Any]


def read_data(name: str) -> Any:
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


def host_of(code: str) -> str:
    return f"{code}.{settings.BASE_DOMAIN}"


def fill_library() -> list[UUID]:
    """The shipped packages, offered by the platform; entries are immutable, so a changed file is a new version."""
    offered = []
    for path in sorted(PACKAGES.glob("*.yaml")):
        document = parse_package(read_yaml(path.read_text(encoding="utf-8")))
        content = canonical_bytes(document)
        entry, _is_new = LibraryPackage.objects.using(OWNER).get_or_create(
            offered_by="platform",
            code=document.meta.code,
            version=f"2026.1-{version_hash(content)[:6]}",
            defaults={
                "name": str(document.meta.name),
                "content": content,
                "content_hash": version_hash(content),
                "metadata": {"parameters": sorted(document.parameters)},
            },
        )
        offered.append(entry.pk)
    return offered


def found(code: str) -> Jurisdiction | None:
    return Jurisdiction.objects.using(OWNER).filter(code=code, state="active").first()


def make_province(entry: Entry) -> Jurisdiction:
    return create_province(
        code=entry["code"],
        name=entry["name"],
        short_name=entry["short_name"],
        division_code=entry["division_code"],
        domain=host_of(entry["code"]),
        branding=entry["branding"],
        contact={},
    )


def make_city(entry: Entry, province: Jurisdiction, administrator: UUID, packages: list[UUID]) -> Jurisdiction:
    """As a province administrator does it in the console, without waiting for a worker."""
    with tenant_context(province):
        job = request_onboarding(
            actor_id=administrator,
            parent=province,
            code=entry["code"],
            name=entry["name"],
            short_name=entry["short_name"],
            division_code=entry["division_code"],
            level=entry["level"],
            domain=host_of(entry["code"]),
            contact=entry["contact"],
            packages=packages,
            parameters=entry["parameters"],
        )
        run_onboarding(job.pk)
    Jurisdiction.objects.using(OWNER).filter(code=entry["code"]).update(branding=entry["branding"])
    return Jurisdiction.objects.using(OWNER).get(code=entry["code"])


def administrator_of(province: Jurisdiction) -> UUID:
    from accounts.queries.people import role_principals

    with tenant_context(province):
        return next(
            user for principal in role_principals("province_administrator") for user in users_of_principal(principal)
        )
