"""What the office around the procedure keeps in a world: phrases."""

from __future__ import annotations

from collections.abc import Mapping

from accounts.models import Department, User
from reviews.models import Phrase


def office_values(marker: str, users: Mapping[str, User], bureau: Department) -> dict[str, str]:
    """Ids by the names of `tests.tenancy.net.inputs`; every word holds the marker."""
    return _phrases(marker, users["registration_point"], bureau)


def _phrases(marker: str, officer: User, bureau: Department) -> dict[str, str]:
    """One of a person, for a material; one of the department."""
    own = Phrase.objects.create(
        owner=officer,
        material="materials.work_report",
        material_label=f"工作报告{marker}",
        text=f"{{material}}请重新扫描{marker}",
    )
    shared = Phrase.objects.create(department=bureau, text=f"“{{title}}”材料齐全{marker}")
    return {"phrase_id": str(own.id), "department_phrase_id": str(shared.id)}
