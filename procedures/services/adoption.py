"""A jurisdiction takes a package from the province's library: one version, copied, with its own parameters."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from accounts.models import Department
from procedures.domain.package.canonical import document_json
from procedures.domain.package.parameters import with_parameters
from procedures.domain.package.reading import parse_canonical, parse_package
from procedures.models import ProcedureVersion
from procedures.services.publishing import publish_version
from tenants.clock import today


@transaction.atomic
def adopt_package(
    content: bytes,
    *,
    content_hash: str,
    parameters: Mapping[str, str],
    department: Department | None,
    actor_id: UUID | None,
) -> ProcedureVersion:
    """Copy one library version into this tenant and publish it; adopting the same bytes again changes nothing.

    Only the parameters that the package declares are taken. The province approved the package when it entered the
    library, so no second approver is asked for here.

    Raises ValidationFailed when a text names a place that the package does not declare.
    """
    offered = document_json(parse_canonical(content))
    declared = offered.get("parameters")
    known = declared.keys() if isinstance(declared, dict) else frozenset[str]()
    wanted = {key: value for key, value in parameters.items() if key in known}
    document = parse_package(with_parameters(offered, wanted))
    return publish_version(
        document,
        department=department,
        effective_from=today(),
        published_by=actor_id,
        approved_by=None,
        base_hash=content_hash,
    )
