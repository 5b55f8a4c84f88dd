"""Whom each assignee rule means, on one office with two departments, two counties and their heads."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from procedures.domain.chain_model import AssigneeCase, AssigneeKind, AssigneeRule, GiveOut
from reviews.domain.assigning import Ground, Holder, county_path, lies_in, principals_of

RESULTS, FINANCE, EAST, EAST_DESK, WEST = (UUID(int=number) for number in range(1, 6))
PATHS = {
    RESULTS: "/bureau/results/",
    FINANCE: "/bureau/finance/",
    EAST: "/bureau/990102/",
    EAST_DESK: "/bureau/990102/desk/",
    WEST: "/bureau/990103/",
}
ANN, BOB, CAT, DAN, EVE, FAY = (UUID(int=number) for number in range(11, 17))


def holder(role: str, department: UUID, user: UUID) -> Holder:
    return Holder(role, department, PATHS[department], user)


GROUND = Ground(
    holders=(
        holder("officer", RESULTS, ANN),
        holder("officer", RESULTS, BOB),
        holder("department_head", RESULTS, CAT),
        holder("officer", FINANCE, DAN),
        holder("department_head", FINANCE, DAN),
        holder("officer", EAST_DESK, EVE),
        holder("department_head", EAST, EVE),
        holder("officer", WEST, FAY),
    ),
    home=PATHS[RESULTS],
    unit="oa:unit",
    unit_department="od:institute",
    division="990102",
    counties={"990102": PATHS[EAST], "990103": PATHS[WEST]},
    staff={ANN: PATHS[RESULTS], BOB: PATHS[RESULTS], DAN: PATHS[FINANCE]},
    facts={"area": "finance", "person": "dan", "where": "990103007", "industry": ("990102",), "amount": 3},
)
DAN_CASE = (AssigneeCase("dan", user=str(DAN).upper()), AssigneeCase("east", department="990102"))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (AssigneeRule(AssigneeKind.APPLICANT_ORGANISATION), ["oa:unit"]),
        (AssigneeRule(AssigneeKind.APPLICANT_DEPARTMENT), ["od:institute"]),
        (AssigneeRule(AssigneeKind.ROLE, "officer"), [f"r:officer:{RESULTS}"]),
        (AssigneeRule(AssigneeKind.ROLE, "officer", department="finance"), [f"r:officer:{FINANCE}"]),
        (AssigneeRule(AssigneeKind.ROLE, "officer", department="990102/desk"), [f"r:officer:{EAST_DESK}"]),
        (AssigneeRule(AssigneeKind.ROLE, "officer", department="990102"), [f"r:officer:{EAST_DESK}"]),
        (AssigneeRule(AssigneeKind.ROLE, "officer", department="gone"), []),
        (AssigneeRule(AssigneeKind.DEPARTMENT_HEAD), [f"r:department_head:{RESULTS}"]),
        (AssigneeRule(AssigneeKind.DEPARTMENT_HEAD, department="finance"), [f"r:department_head:{FINANCE}"]),
        (AssigneeRule(AssigneeKind.DEPARTMENT_HEAD, department="desk"), []),
        (AssigneeRule(AssigneeKind.COUNTY, "officer"), [f"r:officer:{EAST_DESK}"]),
        (AssigneeRule(AssigneeKind.COUNTY, "department_head"), [f"r:department_head:{EAST}"]),
        (AssigneeRule(AssigneeKind.COUNTY, "officer", field="where"), [f"r:officer:{WEST}"]),
        (AssigneeRule(AssigneeKind.COUNTY, "officer", field="unanswered"), []),
        (
            AssigneeRule(AssigneeKind.COUNTY, "officer", cases=(AssigneeCase("990102", department="990103"),)),
            [f"r:officer:{WEST}"],
        ),
        (AssigneeRule(AssigneeKind.COUNTY, "officer", cases=(AssigneeCase("990102", user=str(ANN)),)), [f"u:{ANN}"]),
        (AssigneeRule(AssigneeKind.USER, user=str(BOB)), [f"u:{BOB}"]),
        (AssigneeRule(AssigneeKind.USER, user=str(EVE)), []),
        (AssigneeRule(AssigneeKind.PREVIOUS_CHOICE, "officer"), [f"u:{ANN}", f"u:{BOB}"]),
        (AssigneeRule(AssigneeKind.PREVIOUS_CHOICE, "officer", department="finance"), [f"u:{DAN}"]),
        (AssigneeRule(AssigneeKind.PREVIOUS_CHOICE), [f"u:{ANN}", f"u:{BOB}", f"u:{DAN}"]),
        (AssigneeRule(AssigneeKind.PREVIOUS_CHOICE, department="finance"), [f"u:{DAN}"]),
        (AssigneeRule(AssigneeKind.FIELD, "officer", field="area"), [f"r:officer:{FINANCE}"]),
        (AssigneeRule(AssigneeKind.FIELD, "officer", field="industry"), [f"r:officer:{EAST_DESK}"]),
        (AssigneeRule(AssigneeKind.FIELD, "officer", field="unanswered"), []),
        (AssigneeRule(AssigneeKind.FIELD, "officer", field="amount"), []),
        (AssigneeRule(AssigneeKind.FIELD, field="person", cases=DAN_CASE), [f"u:{DAN}"]),
    ],
)
def test_whom_a_rule_means(rule: AssigneeRule, expected: list[str]) -> None:
    assert list(principals_of(rule, GROUND)) == expected


BUREAU = replace(GROUND, home="/bureau/")
OFFICERS = AssigneeRule(AssigneeKind.ROLE, "officer")
BY_ANSWER = replace(OFFICERS, field="area", give_out=(GiveOut.FIELD,))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (replace(OFFICERS, give_out=(GiveOut.COUNTY,)), [f"r:officer:{EAST_DESK}"]),
        (replace(OFFICERS, give_out=(GiveOut.COUNTY, GiveOut.EVENLY)), [f"u:{EVE}"]),
        (replace(OFFICERS, give_out=(GiveOut.EVENLY,)), [f"u:{each}" for each in (ANN, BOB, DAN, EVE, FAY)]),
        (replace(OFFICERS, department="results", give_out=(GiveOut.EVENLY,)), [f"u:{ANN}", f"u:{BOB}"]),
        (BY_ANSWER, [f"r:officer:{FINANCE}"]),
        (
            replace(BY_ANSWER, field="unanswered"),
            [f"r:officer:{each}" for each in (RESULTS, FINANCE, EAST_DESK, WEST)],
        ),
        (replace(BY_ANSWER, field="person", cases=(AssigneeCase("dan", user=str(DAN)),)), [f"u:{DAN}"]),
        (
            replace(BY_ANSWER, field="person", department="results", cases=(AssigneeCase("dan", user=str(DAN)),)),
            [f"r:officer:{RESULTS}"],
        ),
        (
            AssigneeRule(AssigneeKind.USER, user=str(ANN), give_out=(GiveOut.EVENLY,)),
            [f"u:{ANN}"],
        ),
    ],
)
def test_how_work_of_a_group_is_given_out(rule: AssigneeRule, expected: list[str]) -> None:
    assert list(principals_of(rule, BUREAU)) == expected


def test_where_the_county_has_nobody_of_the_group_it_stays_with_all_of_them() -> None:
    elsewhere = replace(BUREAU, division="990109")

    found = principals_of(replace(OFFICERS, give_out=(GiveOut.COUNTY,)), elsewhere)

    assert found == principals_of(OFFICERS, BUREAU)


def test_a_procedure_without_a_department_asks_the_whole_office() -> None:
    everywhere = replace(GROUND, home="")

    officers = principals_of(AssigneeRule(AssigneeKind.ROLE, "officer"), everywhere)

    assert officers == tuple(f"r:officer:{each}" for each in (RESULTS, FINANCE, EAST_DESK, WEST))


def test_a_person_without_a_unit_has_nobody_of_a_unit_and_no_county() -> None:
    alone = replace(GROUND, unit="", unit_department="", division="")

    kinds = (AssigneeKind.APPLICANT_ORGANISATION, AssigneeKind.APPLICANT_DEPARTMENT, AssigneeKind.COUNTY)

    assert [principals_of(AssigneeRule(kind, "officer"), alone) for kind in kinds] == [(), (), ()]


def test_the_nearest_county_of_a_longer_code() -> None:
    counties = {"9901": "/bureau/9901/", "990102": "/bureau/990102/"}

    assert county_path("990102003", counties) == "/bureau/990102/"
    assert county_path("990199", counties) == "/bureau/9901/"
    assert county_path("", counties) == ""


def test_a_code_is_not_found_inside_another() -> None:
    assert lies_in("/bureau/results/", "results")
    assert lies_in("/bureau/results/", "/bureau/results/")
    assert not lies_in("/bureau/results_two/", "results")
