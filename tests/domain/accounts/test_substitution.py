"""Absence: what is lent, to whom it may be lent, and which stretches of days are refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from accounts.domain.roles import HeldRole, RoleKind
from accounts.domain.substitution import MOST_DAYS, Days, LentRole, Wish, may_stand_in, problems_of, stand_in

TODAY = date(2026, 11, 23)
OFFICE, ABSENT, ROW, OTHER = (UUID(int=number) for number in range(1, 5))
POINT = LentRole("registration_point", RoleKind.BUSINESS, OFFICE)
CONFIGURATOR = LentRole("configurator", RoleKind.CONFIGURATION, OFFICE)
WEEK = Days(TODAY, TODAY + timedelta(days=6))
WISH = Wish(WEEK, "出差", True, False, True, (), ())


def days(first: int, last: int) -> Days:
    return Days(TODAY + timedelta(days=first), TODAY + timedelta(days=last))


def test_business_roles_and_the_name_are_lent_and_nothing_else() -> None:
    lent = stand_in(ROW, absent_id=ABSENT, absent_name="程清和", roles=[POINT, CONFIGURATOR], procedures=[OTHER])

    assert lent is not None
    assert lent.principals == {f"r:registration_point:{OFFICE}", f"u:{ABSENT}"}
    assert lent.role_keys == {"registration_point"}
    assert (lent.covers(OTHER), lent.covers(OFFICE)) == (True, False)


def test_whoever_holds_no_business_role_lends_nothing() -> None:
    assert stand_in(ROW, absent_id=ABSENT, absent_name="某", roles=[CONFIGURATOR], procedures=[]) is None


def test_no_procedures_means_all_of_them() -> None:
    lent = stand_in(ROW, absent_id=ABSENT, absent_name="程清和", roles=[POINT], procedures=[])

    assert lent is not None
    assert lent.covers(OTHER)


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ((), True),
        ((HeldRole("business_office", RoleKind.BUSINESS),), True),
        ((HeldRole("configurator", RoleKind.CONFIGURATION),), True),
        ((HeldRole("system_administrator", RoleKind.ADMINISTRATION),), False),
        ((HeldRole("audit_administrator", RoleKind.ADMINISTRATION),), False),
    ],
)
def test_the_three_administrators_stand_in_for_nobody(held: tuple[HeldRole, ...], expected: bool) -> None:
    assert may_stand_in(held, [POINT]) is expected


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (WISH, []),
        (replace(WISH, days=days(0, 0)), []),
        (replace(WISH, days=days(0, MOST_DAYS - 1)), []),
        (replace(WISH, days=days(0, MOST_DAYS)), [("ends_on", "absence_too_long")]),
        (replace(WISH, days=days(1, 0)), [("ends_on", "absence_reversed")]),
        (replace(WISH, days=days(-1, 3)), [("starts_on", "absence_past")]),
        (replace(WISH, absences=(days(6, 9),)), [("starts_on", "absence_overlaps")]),
        (replace(WISH, absences=(days(7, 9),)), []),
        (replace(WISH, substitute_is_absent=True), [("substitute", "substitute_is_oneself")]),
        (replace(WISH, absent_lends=False), [("substitute", "nothing_to_stand_in_for")]),
        (replace(WISH, substitute_fits=False), [("substitute", "substitute_is_administrator")]),
        (replace(WISH, absences_of_substitute=(days(3, 3),)), [("substitute", "substitute_is_away")]),
        (replace(WISH, absences_of_substitute=(days(7, 7),)), []),
        (replace(WISH, reason=""), [("reason", "absence_reason_missing")]),
        (replace(WISH, reason="长" * 201), [("reason", "absence_reason_too_long")]),
        (
            replace(WISH, days=days(1, 0), reason="", substitute_fits=False),
            [
                ("ends_on", "absence_reversed"),
                ("substitute", "substitute_is_administrator"),
                ("reason", "absence_reason_missing"),
            ],
        ),
    ],
)
def test_what_forbids_a_substitution_is_said_at_its_field(wish: Wish, expected: list[tuple[str, str]]) -> None:
    assert [(problem.path, problem.code) for problem in problems_of(wish, TODAY)] == expected
