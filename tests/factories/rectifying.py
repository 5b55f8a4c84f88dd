"""The registration procedure with answers whose record may be put right (更正)."""

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

#: One open answer, which is the title, one day, and of a table one open and one personal column.
FIELDS = frozenset({"achievement_name", "research_start"})
COLUMNS = frozenset({"name", "document_number"})
COMPLETERS: Json = [{"name": "张三峰", "document_type": "passport", "document_number": "E12345678"}]


def with_rectifiable(office: Office) -> Office:
    """The same office with a version that lets slips in some answers be put right."""
    content = read_yaml(SHIPPED.read_text(encoding="utf-8"))
    for section in content["form"]["sections"]:  # type: ignore[index,call-overload,union-attr]
        for field in section["fields"]:  # type: ignore[index,call-overload,union-attr]
            wanted = [field] if field["key"] in FIELDS else []  # type: ignore[index,call-overload]
            if field["key"] == "completers":  # type: ignore[index,call-overload]
                wanted = [each for each in field["columns"] if each["key"] in COLUMNS]  # type: ignore[index,call-overload,union-attr]
            for each in wanted:
                each["rectifiable"] = True  # type: ignore[index,call-overload]
    version = publish_version(
        parse_package(with_parameters(content, {})),
        department=office.department,
        effective_from=today(),
        published_by=None,
        approved_by=None,
    )
    return replace(office, version=version)
