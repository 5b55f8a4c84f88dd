"""已办: every application once, however often one acted on it, and each of them on exactly one page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from procedures.domain.values import Json
from reviews.queries.inbox import ListFilter, done_by
from tests.factories.assigning import with_steps
from tests.factories.registrations import (
    Office,
    acting,
    approve,
    bring_to,
    send_back,
    submit_again,
    take_paper,
)

DONE = reverse("workbench:done")


@pytest.mark.parametrize("count", [1, 3])
def test_a_file_stands_once_with_its_last_act_and_their_number(
    office: Office,
    city_a: object,
    client_for: Callable[..., Client],
    django_assert_num_queries: Callable[..., object],
    count: int,
) -> None:
    for number in range(count):
        take_paper(bring_to(office, "receive_paper", title=f"成果 {number}"), office.point)
    client = client_for(city_a, office.point)
    client.get(DONE)

    with django_assert_num_queries(6):  # type: ignore[attr-defined]
        response = client.get(DONE)

    rows = [(row.application.title, row.task.step_key, row.acts) for row in response.context["page"].rows]
    assert rows == [(f"成果 {number}", "receive_paper", 2) for number in reversed(range(count))]
    assert response.content.decode().count("本人共办理 2 次") == count


def test_a_filter_on_a_step_finds_what_was_done_there_before(office: Office) -> None:
    take_paper(bring_to(office, "receive_paper"), office.point)

    page = done_by(acting(office.point), ListFilter(step="registration_point"))

    assert [(row.task.step_key, row.acts) for row in page.rows if row.task] == [("registration_point", 1)]


def test_what_is_done_in_between_neither_doubles_nor_hides_a_file(office: Office) -> None:
    first, second, third = (bring_to(office, "receive_paper", title=title) for title in ("一", "二", "三"))
    actor = acting(office.point)

    page = done_by(actor, ListFilter(), size=1)
    take_paper(first, office.point)
    take_paper(third, office.point)
    following = done_by(actor, ListFilter(), after=page.next_cursor, size=1)
    last = done_by(actor, ListFilter(), after=following.next_cursor, size=1)
    afresh = done_by(actor, ListFilter())

    assert [row.application.title for each in (page, following, last) for row in each.rows] == ["三", "二", "一"]
    assert last.next_cursor == ""
    assert [(row.application.title, row.acts) for row in afresh.rows] == [("三", 2), ("一", 2), ("二", 1)]
    assert second.id == afresh.rows[2].application.id


def test_whoever_signed_first_of_several_has_handled_it(office: Office) -> None:
    people: Json = {"kind": "role", "role": "registration_point"}
    signing: Json = {"mode": "all"}
    several = with_steps(office, {"key": "sign", "kind": "countersign", "assignee": people, "signing": signing})
    application = bring_to(several, "sign")

    before = done_by(acting(office.point), ListFilter())
    approve(application, office.point)
    first = done_by(acting(office.point), ListFilter())
    second = done_by(acting(office.second_point), ListFilter())

    assert [each.rows for each in (before, second)] == [[], []]
    assert [(row.task.step_key, row.acts) for row in first.rows if row.task] == [("sign", 1)]


def test_what_others_did_on_it_counts_for_them(office: Office) -> None:
    application = bring_to(office, "registration_point")
    send_back(application, office.point)
    submit_again(office, application)
    approve(application, office.unit)
    approve(application, office.second_point)

    mine = done_by(acting(office.point), ListFilter())
    theirs = done_by(acting(office.second_point), ListFilter())
    nobody = done_by(acting(office.other_point), ListFilter())

    assert [row.acts for each in (mine, theirs) for row in each.rows] == [1, 1]
    assert nobody.rows == []
