"""Documents of the material library, made through its services."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from accounts.models import Organisation, User
from applications.domain.kept_materials import KeptDetails
from applications.models import KeptMaterial
from applications.queries.kept_materials import KEPT_PURPOSE
from applications.services.kept_materials import keep_material
from tests.factories.accounts import fresh_actor
from tests.factories.applications import stored_file


def details(name: str = "营业执照", *, until: date | None = None, number: str = "") -> KeptDetails:
    """Without a last day valid for good."""
    return KeptDetails(name, number, valid_until=until, permanent=until is None, unclassified=True)


def kept_file(user: User, name: str = "营业执照.pdf") -> UUID:
    return stored_file(name, user.id, purpose=KEPT_PURPOSE).id


def keep(
    user: User,
    organisation: Organisation | None,
    name: str = "营业执照",
    *,
    until: date | None = None,
    kind: str = "business_licence",
    number: str = "",
) -> KeptMaterial:
    return keep_material(
        fresh_actor(user),
        organisation_id=organisation.id if organisation else None,
        kind=kind,
        details=details(name, until=until, number=number),
        file_id=kept_file(user, f"{name}.pdf"),
    )
