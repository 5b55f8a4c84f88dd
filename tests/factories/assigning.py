"""The registration procedure with further steps between the unit and the registration point."""

from __future__ import annotations

from dataclasses import replace

from procedures.domain.package.parameters import with_parameters
from procedures.domain.package.reading import parse_package
from procedures.domain.package.yaml_io import read_yaml
from procedures.domain.values import Json
from procedures.services.publishing import publish_version
from tenants.clock import today
from tests.domain.procedures.packages import SHIPPED
from tests.factories.registrations import Office

#: Where the steps go: after the two of the applicant's own unit.
AFTER_UNIT = 2


def with_steps(office: Office, *steps: dict[str, Json], at: int = AFTER_UNIT, limits: Json = None) -> Office:
    """The same office with a version that has these steps as well; each needs `key` and `assignee`."""
    nodes = ({"step": {"name": step["key"], "kind": "examine", **step}} for step in steps)
    return with_nodes(office, *nodes, at=at, limits=limits)


def with_nodes(office: Office, *added: dict[str, Json], at: int = AFTER_UNIT, limits: Json = None) -> Office:
    """The same with blocks."""
    content = read_yaml(SHIPPED.read_text(encoding="utf-8"))
    nodes = content["chain"]["nodes"]  # type: ignore[index,call-overload]
    nodes[at:at] = added  # type: ignore[index]
    if limits is not None:
        content["limits"] = limits  # type: ignore[index,call-overload]
    version = publish_version(
        parse_package(with_parameters(content, {})),
        department=office.department,
        effective_from=today(),
        published_by=None,
        approved_by=None,
    )
    return replace(office, version=version)
