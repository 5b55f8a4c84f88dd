from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from config.status_words import STATUS_WORDS
from config.templatetags import tongban

STATIC = Path(__file__).parents[2] / "config" / "static"


def sprite_names() -> set[str]:
    return set(re.findall(r'<symbol id="([^"]+)"', (STATIC / tongban.SPRITE).read_text(encoding="utf-8")))


def test_every_status_has_an_icon_of_the_sprite() -> None:
    assert {known.icon for known in STATUS_WORDS.values()} - sprite_names() == set()


def test_every_icon_named_in_a_template_is_in_the_sprite() -> None:
    root = STATIC.parents[1]
    named = {
        name
        for path in root.glob("*/templates/**/*.html")
        for name in re.findall(r'{% icon "([^"]+)"', path.read_text(encoding="utf-8"))
    }

    assert named - sprite_names() == set()


def test_vendored_files_are_what_their_checksums_say() -> None:
    wrong = []
    for sums in sorted((STATIC / "vendor").glob("*/SHA256SUMS")):
        expected = dict(reversed(line.split("  ")) for line in sums.read_text(encoding="utf-8").splitlines())
        found = {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sums.parent.iterdir() if path != sums
        }
        if expected != found:
            wrong.append(sums.parent.name)

    assert wrong == []


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2026, 11, 21), "2026年11月21日（周六）"),
        (datetime(2026, 11, 21, 16, 30, tzinfo=UTC), "2026年11月22日（周日）"),
        (None, ""),
    ],
)
def test_a_date_is_written_in_chinas_civil_time(value: date | None, words: str) -> None:
    assert tongban.cn_date(value) == words


def test_dates_are_english_on_english_pages() -> None:
    moment = datetime(2026, 11, 21, 1, 5, tzinfo=UTC)

    with translation.override("en"):
        words = [tongban.cn_date(moment), tongban.cn_datetime(moment), tongban.cn_short(moment.date())]

    assert words == ["Sat, 21 November 2026", "21 November 2026, 09:05", "21 Nov"]


def test_a_moment_is_written_in_chinas_civil_time() -> None:
    moment = datetime(2026, 11, 26, 9, 5, tzinfo=UTC)

    assert tongban.cn_datetime(moment) == "2026年11月26日 17:05"
    assert tongban.cn_time(moment) == "17:05"
    assert tongban.cn_short(moment) == "11月26日 17:05"
    assert tongban.cn_day(moment) == "2026-11-26"


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (Decimal("1234567.50"), "万元", "1,234,567.50 万元"),
        ("0.10", "", "0.10"),
        (0, "元", "0 元"),
        (None, "元", ""),
    ],
)
def test_money_keeps_its_digits(value: Decimal | str | int | None, unit: str, words: str) -> None:
    assert tongban.money(value, unit) == words


@pytest.mark.parametrize(("size", "words"), [(0, "0 KB"), (1, "1 KB"), (1048576, "1.0 MB"), (20971520, "20.0 MB")])
def test_a_file_size_is_rounded_up_to_whole_kilobytes(size: int, words: str) -> None:
    assert tongban.file_size(size) == words


def test_query_with_changes_one_parameter_and_drops_another() -> None:
    request = RequestFactory().get("/", {"state": "open", "before": "9", "q": "成果"})
    template = Template("{% query_with state='done' before='' %}")

    assert template.render(Context({"request": request}, autoescape=False)) == "?state=done&q=%E6%88%90%E6%9E%9C"


def test_a_status_word_is_escaped() -> None:
    assert "<b>" not in tongban.status("approved", "<b>")


def test_a_name_with_markup_is_escaped_in_the_question_before_removal() -> None:
    file = {"id": "1", "name": '"><script>', "size": 1, "state": "clean"}

    page = render_to_string("partials/_file_row.html", {"file": file, "remove_url": "/x"})

    assert "<script>" not in page


@pytest.mark.parametrize(
    "name",
    [
        "bad_request", "forbidden", "not_found", "csrf_failure", "conflict", "invalid", "too_many", "server_error",
        "unavailable", "unknown_host", "suspended",
    ],
)  # fmt: skip
def test_an_error_page_renders_without_a_request(name: str) -> None:
    page = render_to_string(f"errors/{name}.html")

    assert page.count("<h1>") == 1


@pytest.mark.parametrize("layout", ["portal", "my", "workbench", "console", "bare"])
def test_the_styleguide_renders_in_every_layout(layout: str, city_a: object, client_for: Callable[..., Client]) -> None:
    response = client_for(city_a).get("/_design/", {"layout": layout})

    assert response.status_code == 200


def test_the_language_is_chosen_and_kept(city_a: object, client_for: Callable[..., Client]) -> None:
    client = client_for(city_a)

    chosen = client.post(reverse("set_language"), {"language": "en", "next": "/"})

    assert (chosen.status_code, chosen.url) == (302, "/")
    assert client.get("/").headers["Content-Language"] == "en"
