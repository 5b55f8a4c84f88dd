"""The window of application on the pages of a draft, and at its submission."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications.models import Application, Draft
from applications.services.submission import open_correction
from procedures.domain.package.parameters import with_parameters
from procedures.domain.package.reading import parse_package
from procedures.services.publishing import publish_version
from reviews.models import StepTask, TaskState
from reviews.services.examining import return_application
from tenants.clock import clock_set_to
from tenants.domain.errors import Problem, ValidationFailed
from tenants.records.models import CalendarOverlay
from tests.domain.procedures.packages import CITY, library_json
from tests.factories.accounts import fresh_actor
from tests.factories.applications import PROMISES, SECTIONS, Town, begin_draft, fill_draft, submit
from tests.factories.clocks import at

Sign = Callable[[User], Client]
#: The evaluation is of 12 September 2025: six months end on Thursday 12 March 2026.
WINDOW = {
    "key": "after_acceptance",
    "name": "验收后申报期限",
    "field": "evaluation_date",
    "within": {"length": 6, "unit": "months"},
    "when": {"contains_any": [{"var": "evaluation_methods"}, ["acceptance"]]},
}


def with_windows(town: Town, *windows: dict[str, object]) -> Town:
    document = library_json()
    document["limits"] = {"statutory_days": 20, "promised_days": 5, "windows": list(windows)}  # type: ignore[dict-item]
    with clock_set_to(at("2026-01-05")):
        version = publish_version(
            parse_package(with_parameters(document, CITY)),
            department=town.bureau,
            effective_from=at("2026-01-05").now().date(),
            published_by=None,
            approved_by=None,
        )
    return replace(town, version=version)


@pytest.fixture
def timely(town: Town) -> Town:
    return with_windows(town, WINDOW)


def filled(town: Town, day: str = "2026-03-02") -> Draft:
    with clock_set_to(at(day)):
        draft = begin_draft(town)
        fill_draft(draft)
    return draft


def section_of(draft: Draft) -> str:
    return reverse("applications:section", args=[draft.id, "evaluation"])


def shown(client: Client, url: str, day: str) -> str:
    with clock_set_to(at(day)):
        return unescape(client.get(url).content.decode())


def test_the_field_and_the_check_say_until_when(timely: Town, as_user: Sign) -> None:
    draft, client = filled(timely), as_user(timely.leader)
    late = "“验收后申报期限”自“评价日期”（2025年9月12日）起计算，到 2026年3月12日 为止，现已届满，不能申报。"
    words = {
        "2026-03-02": "验收后申报期限：自该日期起 6 个月，到 2026年3月12日 为止，还剩 10 日。",
        "2026-03-12": "到 2026年3月12日 为止，今天是最后一天。",
        "2026-03-13": late,
    }

    urls = (section_of(draft), reverse("applications:check", args=[draft.id]))
    said = {day: [words[day] in shown(client, url, day) for url in urls] for day in words}

    assert list(said.values()) == [[True, True]] * 3


def test_before_the_day_is_known_the_field_says_how_long(timely: Town, as_user: Sign) -> None:
    with clock_set_to(at("2026-03-02")):
        draft = begin_draft(timely)
    client = as_user(timely.leader)
    page = shown(client, section_of(draft), "2026-03-02")
    typed = SECTIONS["evaluation"] | {"_version": "0", "_shown": ["evaluation_methods", "evaluation_date"]}

    with clock_set_to(at("2026-03-02")):
        saved = client.post(section_of(draft), typed, headers={"HX-Request": "true"}).content.decode()

    # Nothing selects the event yet; the answer does, and the line comes with the save, without a reload.
    assert 'id="windows-f-evaluation_date"></div>' in page
    assert "验收后申报期限：自该日期起 6 个月，到 2026年3月12日 为止，还剩 10 日。" in saved
    assert 'id="windows-f-evaluation_date" hx-swap-oob="true"' in saved


def test_a_save_reads_the_days_of_the_place_once(
    timely: Town, as_user: Sign, django_assert_num_queries: Callable[..., Any]
) -> None:
    draft, client = filled(timely), as_user(timely.leader)
    shown(client, section_of(draft), "2026-03-02")
    typed = SECTIONS["evaluation"] | {"_version": "1", "_shown": ["evaluation_date"], "evaluation_date": "2025-09-15"}

    with clock_set_to(at("2026-03-02")), django_assert_num_queries(10) as asked:
        saved = client.post(section_of(draft), typed, headers={"HX-Request": "true"}).content.decode()

    assert sum("calendaroverlay" in each["sql"] for each in asked.captured_queries) == 1
    assert ("到 2026年3月16日 为止" in saved, Draft.objects.get().section_versions["evaluation"]) == (True, 2)


def test_a_local_day_off_carries_the_last_day_on(timely: Town, as_user: Sign) -> None:
    CalendarOverlay.objects.create(day="2026-03-12", is_working=False, reason="本地节日")
    draft = filled(timely)

    page = shown(as_user(timely.leader), section_of(draft), "2026-03-12")

    assert "到 2026年3月13日 为止（2026年3月12日 为休息日，顺延），还剩 1 日。" in page


def test_on_the_last_day_it_is_taken_on_the_next_it_is_not(timely: Town, as_user: Sign) -> None:
    draft = filled(timely)

    with clock_set_to(at("2026-03-13")):
        with pytest.raises(ValidationFailed) as told:
            submit(draft)
        refused = as_user(timely.leader).post(
            reverse("applications:submit", args=[draft.id]), {"agreed": sorted(PROMISES)}
        )
    with clock_set_to(at("2026-03-12", 23)):
        submit(draft)

    day, last = at("2025-09-12").now().date(), at("2026-03-12").now().date()
    params = {"name": "验收后申报期限", "field": "评价日期", "event": day, "closes": last}
    assert told.value.problems == (Problem("form.evaluation.evaluation_date", "window_closed", params),)
    assert refused.status_code == 422
    assert "现已届满，不能申报" in refused.content.decode()
    assert Application.objects.count() == 1


def test_a_soft_window_warns_and_takes_it(town: Town, as_user: Sign) -> None:
    soft = with_windows(town, {**WINDOW, "hard": False})
    draft = filled(soft)

    page = shown(as_user(soft.leader), reverse("applications:check", args=[draft.id]), "2026-03-13")
    with clock_set_to(at("2026-03-13")):
        submit(draft)

    assert "已于 2026年3月12日 届满；仍可提交，是否受理由受理机关决定。" in page
    assert Application.objects.count() == 1


def test_a_correction_is_in_time_where_the_first_submission_was(timely: Town) -> None:
    draft = filled(timely)
    with clock_set_to(at("2026-03-12")):
        application = submit(draft)
        task = StepTask.objects.get(application=application, state=TaskState.OPEN)
        return_application(
            fresh_actor(timely.administrator),
            task_id=task.id,
            version=Application.objects.get().version,
            idempotency_key="return",
            opinion="请改评价意见",
            remarks=(),
        )

    with clock_set_to(at("2026-04-20")):
        again = Draft.objects.get(pk=open_correction(application, actor=fresh_actor(timely.leader)))
        submit(again)

    assert Application.objects.get().round == 2


def test_the_guide_names_the_window(timely: Town, public: Client) -> None:
    page = public.get(reverse("portal:guide", args=["achievement-registration"])).content.decode()

    assert "申请期限" in page
    assert "自“评价日期”起 6 个月内申报。" in unescape(page)
