"""Lights counted by department, procedure, step and person."""

from __future__ import annotations

from datetime import date

import pytest

from applications.models import Application
from procedures.domain.lights import Light
from reviews.models import ClockKind
from reviews.queries.lights import LightCount, LightsBy, light_counts, running_clocks, shows
from tenants.clock import clock_set_to
from tests.factories.clocks import at, office_since_january
from tests.factories.registrations import Office, approve, send_back, submit_registration


@pytest.fixture
def office(city_a: object) -> Office:
    return office_since_january(city_a)


def submitted(office: Office, day: str) -> Application:
    with clock_set_to(at(day)):
        return submit_registration(office)


def test_lights_by_everything(office: Office) -> None:
    late, soon, early = (submitted(office, day) for day in ("2026-03-02", "2026-03-03", "2026-03-09"))
    returned = submitted(office, "2026-03-02")
    with clock_set_to(at("2026-03-09")):
        send_back(returned, office.unit)
        approve(early, office.unit)
    today = date(2026, 3, 10)

    promised, steps = running_clocks(), running_clocks(kind=ClockKind.STEP)
    department, procedure = office.department, office.procedure

    assert [clock.application_id for clock in promised] == [late.id, soon.id, early.id]
    assert [promised.filter(shows(light, today)).get().application_id for light in Light] == [
        early.id,
        soon.id,
        late.id,
    ]
    assert light_counts(promised, by=LightsBy.DEPARTMENT, today=today) == [
        LightCount(str(department.id), department.name, 1, 1, 1, 0)
    ]
    assert light_counts(promised, by=LightsBy.PROCEDURE, today=today) == [
        LightCount(str(procedure.id), procedure.name, 1, 1, 1, 0)
    ]
    assert light_counts(promised, by=LightsBy.STEP, today=today) == [
        LightCount("registration_point", "成果登记点审核", 1, 0, 0, 0),
        LightCount("applicant_unit", "申报单位审核", 0, 1, 1, 0),
    ]
    point = f"r:registration_point:{department.id}"
    assert light_counts(steps, by=LightsBy.PERSON, today=today) == [LightCount(point, point, 1, 0, 0, 0)]
