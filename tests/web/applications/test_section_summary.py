"""What an autosave says of the summary above a section."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from applications.models import Draft
from tests.factories.applications import Town, begin_draft


def saved(client: Client, draft: Draft, **typed: str) -> str:
    address = reverse("applications:section", args=[draft.id, "overview"])
    version = client.get(address).context["page"].version
    given = {"_version": str(version), "_shown": "achievement_name", "achievement_name": "高强韧钢", **typed}
    return client.post(address, given, headers={"HX-Request": "true"}).content.decode()


@pytest.mark.parametrize(
    ("asked", "expected"), [("", (False, False)), ("draft", (True, False)), ("complete", (True, True))]
)
def test_a_summary_is_renewed_where_there_is_one(
    town: Town, city_a: object, client_for: Callable[..., Client], asked: str, expected: tuple[bool, bool]
) -> None:
    draft = begin_draft(town)

    html = saved(client_for(city_a, town.leader), draft, **({"_summary": asked} if asked else {}))

    assert ('id="section-problems"' in html, "data-error-summary" in html) == expected
    assert 'data-error-summary=""' not in html
    assert ("成果名称：" in html) is False


def test_a_checked_page_says_so_to_its_autosave(town: Town, city_a: object, client_for: Callable[..., Client]) -> None:
    address = reverse("applications:section", args=[begin_draft(town).id, "overview"])
    client = client_for(city_a, town.leader)

    plain, checked = client.get(address).content.decode(), client.get(f"{address}?check=1").content.decode()

    assert ('name="_summary"' in plain, 'name="_summary" value="complete"' in checked) == (False, True)
