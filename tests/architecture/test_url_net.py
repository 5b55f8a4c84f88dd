"""The net itself must hold: a route nobody called is named."""

from __future__ import annotations

from tests.url_coverage import uncalled


def test_an_uncalled_route_is_named() -> None:
    assert uncalled(["a", "b", "planted"], ["a", "b"], []) == ["planted"]


def test_an_exempt_route_is_not_named() -> None:
    assert uncalled(["a", "planted"], ["a"], ["planted"]) == []
