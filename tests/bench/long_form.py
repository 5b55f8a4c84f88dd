"""The longest section that the shared requirements speak of: 150 fields and a table of 60 rows."""

from __future__ import annotations

from copy import deepcopy

from accounts.models import Department
from procedures.domain.package.parameters import with_parameters
from procedures.domain.package.reading import parse_package
from procedures.domain.values import Json
from procedures.models import ProcedureVersion
from procedures.services.publishing import publish_version
from tenants.clock import today
from tests.domain.procedures.packages import CITY, library_json

LONG_SECTION, LONG_FIELD = "long", "long_1"
LONG_FIELDS, LONG_ROWS, LONG_COLUMNS = 150, 60, 6


def publish_long_form(department: Department) -> ProcedureVersion:
    """The shipped package as another procedure, with one more section."""
    package = deepcopy(library_json())
    package["meta"]["code"] = "long-form"  # type: ignore[index,call-overload]
    fields: list[Json] = [
        {"key": f"long_{n}", "type": "text", "label": f"项目{n}", "privacy": "public"}
        for n in range(1, LONG_FIELDS + 1)
    ]
    columns: list[Json] = [
        {"key": f"column_{n}", "type": "text", "label": f"列{n}", "privacy": "public"}
        for n in range(1, LONG_COLUMNS + 1)
    ]
    fields.append(
        {
            "key": "long_rows",
            "type": "table",
            "label": "清单",
            "privacy": "public",
            "ordered": True,
            "max_items": LONG_ROWS,
            "match_on": ["column_1"],
            "columns": columns,
        }
    )
    section: Json = {"key": LONG_SECTION, "number": "十四", "label": "附加信息", "fields": fields}
    package["form"]["sections"].append(section)  # type: ignore[index,call-overload,union-attr]
    document = parse_package(with_parameters(package, CITY))
    return publish_version(document, department=department, effective_from=today(), published_by=None, approved_by=None)


def long_answers() -> dict[str, Json]:
    row = {f"column_{n}": f"内容{n}" for n in range(1, LONG_COLUMNS + 1)}
    return {
        **{f"long_{n}": f"填写{n}" for n in range(1, LONG_FIELDS + 1)},
        "long_rows": [{**row, "column_1": f"第{n}行"} for n in range(1, LONG_ROWS + 1)],
    }
