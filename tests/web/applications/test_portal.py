from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from applications.models import Application
from tests.factories.applications import SECTIONS, Town, make_application


def test_home_says_what_can_be_done_here_and_by_when(town: Town, public: Client) -> None:
    page = public.get(reverse("portal:home"))

    assert page.status_code == 200
    assert "科技成果登记" in page.content.decode()
    assert "承诺 5 个工作日办结" in page.content.decode()


def test_home_without_procedures_is_not_empty(city_a: object, public: Client) -> None:
    assert "暂时没有可以网上办理的事项" in public.get(reverse("portal:home")).content.decode()


def test_the_guide_is_the_package_in_words(town: Town, public: Client) -> None:
    text = public.get(reverse("portal:guide", args=["achievement-registration"])).content.decode()

    for words in (
        "涉密成果不在登记范围内",
        "接收纸质材料",
        "验收报告或验收书",
        "《科技成果登记办法》",
        "不收费",
        "我要申报",
    ):
        assert words in text


def test_an_unknown_guide_is_not_found(town: Town, public: Client) -> None:
    assert public.get(reverse("portal:guide", args=["unknown"])).status_code == 404


@pytest.mark.parametrize(("query", "found"), [("成果", True), ("专著", True), ("养老保险", False), ("", True)])
def test_search_finds_by_the_words_of_the_guide(town: Town, public: Client, query: str, found: bool) -> None:
    page = public.get(reverse("portal:search"), {"q": query})

    assert (reverse("portal:guide", args=["achievement-registration"]) in page.content.decode()) is found


def test_guides_lists_them_all(town: Town, public: Client) -> None:
    assert "科技成果登记" in public.get(reverse("portal:guides")).content.decode()


def test_progress_needs_number_and_tail_and_says_no_names(town: Town, public: Client) -> None:
    application = Application.objects.get(pk=make_application(town))
    url, tail = reverse("portal:progress"), town.leader.mobile[-4:]
    assert public.get(url).status_code == 200

    found = public.post(url, {"number": application.number, "tail": tail}).content.decode()
    wrong = public.post(url, {"number": application.number, "tail": f"{(int(tail) + 1) % 10000:04}"}).content.decode()
    unknown = public.post(url, {"number": "CG000", "tail": tail}).content.decode()

    assert "申报单位审核" in found
    assert str(SECTIONS["overview"]["achievement_name"]) not in found
    assert "没有查到" in wrong
    assert "没有查到" in unknown
    assert "申报单位审核" not in wrong


def test_progress_cannot_be_guessed_through(town: Town, public: Client) -> None:
    application = Application.objects.get(pk=make_application(town))
    url = reverse("portal:progress")

    answers = [public.post(url, {"number": application.number, "tail": f"{tail:04}"}).status_code for tail in range(11)]
    right = public.post(url, {"number": application.number, "tail": town.leader.mobile[-4:]})

    assert answers == [200] * 10 + [429]
    assert right.status_code == 429
    assert "申报单位审核" not in right.content.decode()


def test_portal_pages_cost_few_queries(town: Town, public: Client, django_assert_max_num_queries: object) -> None:
    for url in (reverse("portal:home"), reverse("portal:guide", args=["achievement-registration"])):
        public.get(url)
        with django_assert_max_num_queries(8):  # type: ignore[operator]
            public.get(url)
