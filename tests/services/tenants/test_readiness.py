from __future__ import annotations

import pytest

from tenants import readiness
from tenants.context import current_schema, tenant_context
from tenants.domain.errors import NotAuthorised
from tenants.models import Jurisdiction
from tenants.queries.jurisdictions import readiness_of
from tenants.readiness import Readiness, register_readiness
from tenants.records.models import CalendarOverlay, OutboxMessage
from tenants.services.readiness import refresh_readiness, request_readiness

pytestmark = pytest.mark.usefixtures("committed")


def has_calendar() -> Readiness:
    days = CalendarOverlay.objects.count()
    return Readiness(is_ready=days > 0, detail=f"{days} 天")


@pytest.fixture(autouse=True)
def checks(monkeypatch) -> None:
    monkeypatch.setattr(readiness, "_checks", {})
    register_readiness("calendar", "日历", has_calendar)
    register_readiness("schema", "空间", lambda: Readiness(is_ready=True, detail=current_schema()))


def city(code: str) -> Jurisdiction:
    return Jurisdiction.objects.get(code=code)


def lines(code: str) -> list[tuple[str, bool, str]]:
    with tenant_context("t_province_p"):
        return list(readiness_of(city(code)).values_list("key", "is_ready", "detail"))


def test_each_city_answers_for_itself_and_the_province_keeps_the_answers():
    with tenant_context("t_city_a"):
        CalendarOverlay.objects.create(day="2026-07-01", is_working=False, reason="x")
    with tenant_context("t_province_p"):
        for code in ("city_a", "city_b", "city_a"):
            refresh_readiness(city(code).pk)

    assert lines("city_a") == [("calendar", True, "1 天"), ("schema", True, "t_city_a")]
    assert lines("city_b") == [("calendar", False, "0 天"), ("schema", True, "t_city_b")]


def test_only_the_parent_looks():
    with tenant_context("t_city_b"):
        with pytest.raises(NotAuthorised):
            refresh_readiness(city("city_a").pk)
        with pytest.raises(NotAuthorised):
            request_readiness(city("city_a"))


def test_a_look_is_queued():
    with tenant_context("t_province_p"):
        request_readiness(city("city_a"))

        assert OutboxMessage.objects.get().handler == "tenants.refresh_readiness"


def test_a_key_belongs_to_one_check():
    with pytest.raises(ValueError, match="two readiness checks called calendar"):
        register_readiness("calendar", "别的", lambda: Readiness(is_ready=True))
