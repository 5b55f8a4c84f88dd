"""Code fields: candidates while typing, and what a draft keeps of a choice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications.models import Draft
from tenants.domain.dictionaries import PLATFORM, CodeRow
from tenants.models import Jurisdiction
from tenants.services.schemas import OWNER
from tests.factories.accounts import fresh_actor
from tests.factories.applications import Town, begin_draft, type_section
from tests.factories.dictionaries import later_edition

Sign = Callable[[User], Client]
pytestmark = pytest.mark.django_db(databases=["default", OWNER])
EDITION = "GB/T 13745-2009"


def choose(draft: Draft, town: Town, *lines: str) -> object:
    type_section(draft, "overview", {"disciplines": list(lines)}, actor=fresh_actor(town.leader))
    draft.refresh_from_db()
    return draft.answers.get("disciplines")


def test_candidates(town: Town, as_user: Sign) -> None:
    url = reverse("applications:codes", args=["disciplines"])

    answer = as_user(town.leader).get(url, {"q": "jxzzzdh"})

    assert answer.json() == {
        "items": [
            {"code": "46050", "label": "机械制造自动化", "path": "机械工程"},
            {"code": "46099", "label": "机械工程其他学科", "path": "机械工程"},
        ][:1]
    }
    assert as_user(town.leader).get(reverse("applications:codes", args=["people"])).status_code == 404
    assert Client(SERVER_NAME="city-a.localhost").get(url).status_code == 302


def test_a_draft_keeps_code_words_and_edition(town: Town) -> None:
    draft = begin_draft(town)

    assert choose(draft, town, "630", "机械工程") == [
        {"code": "630", "label": "管理学", "edition": EDITION},
        {"code": "460", "label": "机械工程", "edition": EDITION},
    ]


def test_what_was_chosen_keeps_the_words_of_its_day(town: Town) -> None:
    draft = begin_draft(town)
    choose(draft, town, "630")
    rows = [CodeRow("630", "管理科学"), CodeRow("460", "机械")]
    with later_edition("disciplines", rows, offered_by=PLATFORM):
        kept = choose(draft, town, "630 管理学", "460")

    assert kept == [
        {"code": "630", "label": "管理学", "edition": EDITION},
        {"code": "460", "label": "机械", "edition": "另版"},
    ]


def test_words_that_stand_for_nothing_are_kept_and_told(town: Town, as_user: Sign) -> None:
    draft = begin_draft(town)
    url = reverse("applications:section", args=[draft.id, "overview"])

    choose(draft, town, "乱写", "630")
    page = as_user(town.leader).get(url).content.decode()

    assert 'value="乱写"' in page
    assert 'value="630 管理学"' in page
    assert "代码表中没有“乱写”" in page
    assert "disciplines" not in draft.answers


def test_the_field_is_a_combobox(town: Town, as_user: Sign, city_a: Jurisdiction) -> None:
    draft = begin_draft(town)

    page = as_user(town.leader).get(reverse("applications:section", args=[draft.id, "overview"])).content.decode()

    assert page.count('role="combobox"') == 4
    assert page.count('role="listbox"') == 4
    assert f'data-code-picker="{reverse("applications:codes", args=["classification"])}"' in page
