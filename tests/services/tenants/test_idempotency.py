from __future__ import annotations

import time
from uuid import UUID

import pytest

from tenants.context import tenant_context
from tenants.domain.errors import Problem, ValidationFailed
from tenants.records.models import CalendarOverlay, IdempotencyKey
from tenants.records.services.idempotency import run_once
from tests.services.tenants.parallel import at_once

pytestmark = pytest.mark.usefixtures("committed")
ACTOR, OTHER = UUID(int=1), UUID(int=2)


def once(
    key: str = "k",
    *,
    actor_id: UUID | None = ACTOR,
    command: str = "submit",
    fingerprint: str = "f",
    day: int = 1,
    fail: bool = False,
):
    def action() -> dict[str, object]:
        CalendarOverlay.objects.create(day=f"2026-07-{day:02}", is_working=False, reason="test")
        if fail:
            raise ZeroDivisionError
        return {"day": day}

    return run_once(key, actor_id=actor_id, command=command, fingerprint=fingerprint, action=action)


def test_the_second_time_answers_without_doing():
    with tenant_context("t_city_a"):
        assert once(day=1) == {"day": 1}
        assert once(day=2) == {"day": 1}
        assert CalendarOverlay.objects.count() == 1


@pytest.mark.parametrize("change", [{"fingerprint": "g"}, {"command": "withdraw"}])
def test_the_same_key_for_something_else_is_refused(change: dict[str, str]):
    with tenant_context("t_city_a"):
        once()
        with pytest.raises(ValidationFailed) as refused:
            once(day=2, **change)

        assert refused.value.problems == (Problem("idempotency_key", "idempotency_key_reused"),)
        assert CalendarOverlay.objects.count() == 1


def test_keys_of_two_people_and_of_nobody_are_apart():
    with tenant_context("t_city_a"):
        results = [once(day=1), once(day=2, actor_id=OTHER), once(day=3, actor_id=None), once(day=4, actor_id=None)]

    assert results == [{"day": 1}, {"day": 2}, {"day": 3}, {"day": 3}]


def test_keys_of_two_tenants_are_apart():
    with tenant_context("t_city_a"):
        once(day=1)
    with tenant_context("t_city_b"):
        assert once(day=2) == {"day": 2}


def test_an_action_that_fails_forgets_the_key():
    with tenant_context("t_city_a"):
        with pytest.raises(ZeroDivisionError):
            once(fail=True)

        assert IdempotencyKey.objects.count() == 0
        assert once(day=2) == {"day": 2}


def test_sixteen_clicks_at_once_do_it_once_and_all_get_the_answer():
    def click(number: int) -> dict[str, object]:
        def action() -> dict[str, object]:
            CalendarOverlay.objects.create(day=f"2026-07-{number + 1:02}", is_working=False, reason="test")
            time.sleep(0.05)
            return {"number": number}

        return run_once("k", actor_id=ACTOR, command="submit", fingerprint="f", action=action)

    answers = at_once(16, "t_city_a", click)

    with tenant_context("t_city_a"):
        assert CalendarOverlay.objects.count() == 1
        assert answers == [IdempotencyKey.objects.get().result] * 16


def test_a_click_that_waited_for_one_that_failed_does_it_itself():
    def click(number: int) -> dict[str, object]:
        def action() -> dict[str, object]:
            time.sleep(0.05)
            if not attempts:
                attempts.append(number)
                raise ZeroDivisionError
            return {"number": number}

        return run_once("k", actor_id=ACTOR, command="submit", fingerprint="f", action=action)

    attempts: list[int] = []
    answers = at_once(4, "t_city_a", click)

    failed = [answer for answer in answers if isinstance(answer, ZeroDivisionError)]
    answered = [answer for answer in answers if isinstance(answer, dict)]
    assert (len(failed), len(answered)) == (1, 3)
    assert len({answer["number"] for answer in answered}) == 1
