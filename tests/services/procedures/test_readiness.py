"""The checklist of a city: each line both ways, with what is missing named."""

from __future__ import annotations

import pytest

from accounts.domain.roles import RoleKey
from accounts.models import Department, User
from procedures.domain.package.parameters import with_parameters
from procedures.domain.package.reading import parse_package
from procedures.models import Procedure, ProcedureVersion
from procedures.queries import readiness
from procedures.services.publishing import publish_version
from tenants.clock import today
from tenants.context import tenant_context
from tenants.domain.calendar import WorkingCalendar
from tenants.models import Jurisdiction
from tenants.queries.jurisdictions import readiness_of
from tenants.readiness import Readiness, registered_checks
from tenants.services.readiness import LONGEST_DETAIL, refresh_readiness
from tests.domain.procedures.packages import library_json, minimal_json
from tests.factories.accounts import make_staff, open_bureau

READY = Readiness(is_ready=True)


@pytest.fixture
def bureau(city_a: Jurisdiction) -> Department:
    return open_bureau(city_a)


def publish(bureau: Department, **parameters: str) -> ProcedureVersion:
    document = parse_package(with_parameters(library_json(), parameters))
    return publish_version(document, department=bureau, effective_from=today(), published_by=None, approved_by=None)


def test_a_procedure_takes_applications(bureau: Department) -> None:
    assert readiness.procedures_are_open() == Readiness(
        is_ready=False, detail="还没有受理中的事项：请领用或发布一个事项"
    )

    publish(bureau)

    assert readiness.procedures_are_open() == Readiness(is_ready=True, detail="科技成果登记")
    Procedure.objects.update(state="paused")
    assert readiness.procedures_are_open().is_ready is False


def test_every_step_of_the_office_has_people(bureau: Department) -> None:
    assert readiness.every_step_has_people() == READY
    publish(bureau)

    missing = readiness.every_step_has_people()
    user = make_staff(RoleKey.REGISTRATION_POINT)

    assert missing.is_ready is False
    assert (
        missing.detail == "以下环节还没有人：科技成果登记·成果登记点审核、科技成果登记·接收纸质材料、科技成果登记·批复"
    )
    assert readiness.every_step_has_people() == READY
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert readiness.every_step_has_people() == missing


def test_people_of_another_role_do_not_count(bureau: Department) -> None:
    publish(bureau)
    make_staff(RoleKey.BUSINESS_OFFICE)

    assert readiness.every_step_has_people().is_ready is False


def test_the_citys_own_division_code_stands_in_its_numbers(bureau: Department) -> None:
    assert readiness.numbering_is_set() == READY
    publish(bureau)

    assert readiness.numbering_is_set() == Readiness(is_ready=False, detail="编号中的行政区划代码未设定：科技成果登记")
    publish(bureau, division_code="990100")
    assert readiness.numbering_is_set() == READY


def test_the_years_calendar_is_published(bureau: Department, monkeypatch: pytest.MonkeyPatch) -> None:
    year = today().year
    for published, expected in (
        ({year}, READY),
        (
            {year - 1, year + 1},
            Readiness(is_ready=False, detail=f"国务院 {year} 年的工作日安排尚未录入，期限均为暂定"),
        ),
    ):
        calendar = WorkingCalendar({}, frozenset(published))
        monkeypatch.setattr(readiness, "working_calendar", lambda calendar=calendar: calendar)

        assert readiness.calendar_is_published() == expected


def test_each_check_is_on_the_list() -> None:
    assert {check.key for check in registered_checks() if check.key.startswith("procedures.")} == {
        "procedures.open",
        "procedures.people",
        "procedures.numbering",
        "procedures.calendar",
    }


def test_a_long_answer_is_cut_and_kept(bureau: Department, city_a: Jurisdiction) -> None:
    """A city with many procedures names more than the column of the checklist holds."""
    content = minimal_json()
    for number in range(60):
        meta = {**content["meta"], "code": f"minimal-{number}", "name": f"事项{number}"}  # type: ignore[dict-item]
        document = parse_package({**content, "meta": meta})
        publish_version(document, department=bureau, effective_from=today(), published_by=None, approved_by=None)
    assert len(readiness.procedures_are_open().detail) > LONGEST_DETAIL

    with tenant_context("t_province_p"):
        refresh_readiness(city_a.pk)
        kept = readiness_of(city_a).get(key="procedures.open")

    assert (kept.is_ready, len(kept.detail), kept.detail[:8]) == (True, LONGEST_DETAIL, "事项0、事项1、")
