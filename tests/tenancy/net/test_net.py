"""Every address × method × role, asked for with another tenant's host, session and ids (security.md T1, §3.1)."""

from __future__ import annotations

from itertools import islice

import pytest

from tests.factories.world import ANONYMOUS, MEMBERS, PROVINCE, STAFF
from tests.tenancy.net.conftest import MakeProber
from tests.tenancy.net.database import Worlds
from tests.tenancy.net.inputs import field_names, targets
from tests.tenancy.net.state import WORDLESS, columns_without, rows_of

#: Two workers share the cases; each builds its own worlds, which takes less time than half of them.
HALVES = tuple(pytest.mark.xdist_group(name) for name in ("net", "net again"))

#: Pages of the own world that show a role is at home.
ENOUGH = 5
URLCONF = "config.urls_tenant"
#: Those who see most, and nobody: they ask in every way there is.
THOROUGH = (ANONYMOUS, "leader", "registration_point", "system_administrator")
#: The way back, so that one city's luck is noticed.
AND_BACK = (ANONYMOUS, "registration_point")
FROM_ABOVE = (("province_p", "city_a"), ("province_p", "city_b"))
CASES = [
    *((role, "city_a", "city_b") for role in (ANONYMOUS, *MEMBERS, *STAFF)),
    *((role, "city_b", "city_a") for role in AND_BACK),
    *((role, *pair) for pair in FROM_ABOVE for role in PROVINCE),
]


@pytest.mark.parametrize(
    ("turn", "case"),
    [pytest.param(turn, case, marks=HALVES[turn % 2], id="-".join(case)) for turn, case in enumerate(CASES)],
)
def test_nothing_of_another_tenant_is_shown_told_or_changed(
    turn: int, case: tuple[str, str, str], worlds: Worlds, prober: MakeProber
) -> None:
    role, own, other = case
    before = rows_of(worlds.by_code[other].jurisdiction)
    somebody = prober(role, own, other, thorough=(role in THOROUGH and own == "city_a"))

    holes = list(somebody.holes(targets(URLCONF, turn=turn)))

    assert [str(hole) for hole in holes] == []
    assert rows_of(worlds.by_code[other].jurisdiction) == before
    assert somebody.requests > 500


@HALVES[0]
def test_people_see_their_own_world_where_others_see_nothing(prober: MakeProber) -> None:
    """Without this, sessions that do not count or worlds without words would make the net hold anything."""
    seen = {}
    for role, code in [*((role, "city_a") for role in (ANONYMOUS, *MEMBERS, *STAFF)), (*PROVINCE, "province_p")]:
        somebody = prober(role, code, code)
        answers = (somebody.ask_at_home(target, somebody.foreign) for target in targets(URLCONF))
        told = (answer.without(somebody.foreign.placeholders) for answer in answers)  # an echo is nothing seen
        own = (text for status, text in told if status == 200 and somebody.own.marker in text)
        seen[role] = len(list(islice(own, ENOUGH)))

    assert [role for role, number in seen.items() if not number] == [ANONYMOUS]
    assert {seen[role] for role in ("leader", "unit_administrator", "registration_point")} == {ENOUGH}


@HALVES[1]
def test_every_column_that_can_hold_words_holds_a_canary(worlds: Worlds) -> None:
    for code in ("city_a", "city_b"):
        world = worlds.by_code[code]
        assert columns_without(world.jurisdiction, world.canaries) == sorted(WORDLESS)


@HALVES[1]
def test_a_parameter_that_the_net_does_not_know_stops_it() -> None:
    with pytest.raises(LookupError, match="secret_id"):
        targets("tests.tenancy.net.holes", under="_unexplained/")


@HALVES[1]
def test_the_net_knows_what_forms_and_views_ask_for() -> None:
    targets(URLCONF)  # loads the pages, and their forms with them

    assert {"organisation", "department", "task", "evidence", "version", "login", "uscc", "q", "after"} <= set(
        field_names()
    )
