"""The net is held against views with planted holes: each must turn it red, and for its own reason."""

from __future__ import annotations

import pytest
from django.test import override_settings

from tests.tenancy.net.conftest import MakeProber
from tests.tenancy.net.inputs import targets
from tests.tenancy.net.probing import Fault

pytestmark = pytest.mark.xdist_group("net again")

HOLES = "tests.tenancy.net.holes"


def found_in(make: MakeProber, under: str) -> set[tuple[Fault, str]]:
    somebody = make("leader", "city_a", "city_b")
    with override_settings(ROOT_URLCONF=HOLES):
        return {(hole.fault, hole.method) for hole in somebody.holes(targets(HOLES, under=under))}


@pytest.mark.parametrize(
    ("under", "expected"),
    [
        ("_hole/path/", (Fault.LEAK, "GET")),
        ("_hole/body/", (Fault.LEAK, "POST")),
        ("_hole/header/", (Fault.LEAK, "GET")),
        ("_hole/apart/", (Fault.UNLIKE, "GET")),
        ("_hole/writes/", (Fault.WRITE, "any")),
        ("_hole/breaks/", (Fault.BROKEN, "GET")),
        ("_hole/session/", (Fault.SESSION, "GET")),
    ],
)
def test_a_planted_hole_is_found(under: str, expected: tuple[Fault, str], prober: MakeProber) -> None:
    assert expected in found_in(prober, under)


def test_a_view_without_a_hole_passes(prober: MakeProber) -> None:
    assert found_in(prober, "_hole/well/") == set()
