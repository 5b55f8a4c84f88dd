"""The registration procedure with a step that waits for another system."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

from procedures.domain.package.parameters import with_parameters
from procedures.domain.package.reading import parse_package
from procedures.services.publishing import publish_version
from tenants.clock import today
from tests.domain.procedures.packages import library_json
from tests.factories.registrations import Office

STEP = "archive_check"
_NODE = {
    "step": {
        "key": STEP,
        "name": "档案系统核验",
        "kind": "external",
        "assignee": {"kind": "role", "role": "registration_point"},
    }
}


def with_external_step(office: Office, *, system: str = "") -> Office:
    """The same office; what is submitted from now on waits for another system after its unit.

    `system` names it; the step's own key does unless told.
    """
    document: Any = deepcopy(with_parameters(library_json(), {}))
    document["chain"]["nodes"].insert(2, {"step": {**_NODE["step"], **({"system": system} if system else {})}})
    version = publish_version(
        parse_package(document),
        department=office.department,
        effective_from=today(),
        published_by=None,
        approved_by=None,
    )
    return replace(office, version=version, procedure=version.procedure)
