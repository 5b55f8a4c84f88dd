"""The shipped lists, editions of a province, and finding codes in them."""

from __future__ import annotations

from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from tenants.domain.dictionaries import PLATFORM, CodeRow
from tenants.domain.errors import NotAuthorised, ValidationFailed
from tenants.models import Jurisdiction
from tenants.queries.dictionaries import CodeChoice, choices_of, current_edition, offered_editions, search_codes
from tenants.services.dictionaries import publish_edition, seed_dictionaries
from tenants.services.dictionary_files import read_table
from tenants.services.schemas import OWNER
from tests.factories.dictionaries import EDITION, later_edition

pytestmark = [pytest.mark.django_db(databases=["default", OWNER])]


@pytest.fixture
def city(city_a: Jurisdiction) -> Jurisdiction:
    return city_a


def test_shipped_lists_are_there_and_seeding_again_changes_nothing(city: Jurisdiction) -> None:
    before = list(offered_editions().values_list("key", "edition", "entry_count"))

    seed_dictionaries(using=OWNER)

    assert list(offered_editions().values_list("key", "edition", "entry_count")) == before
    assert [(key, count) for key, _, count in before] == [
        ("classification", 320),
        ("disciplines", 699),
        ("divisions", 3243),
        ("industries", 117),
    ]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("460", "460"),
        ("460.50", "46050"),
        ("机械工程", "460"),
        ("jixiegongcheng", "460"),
        ("JXGCQ", "46099"),
        ("制造自动化", "46050"),
        ("zzzdh", "46050"),
    ],
)
def test_found_by_code_words_pinyin_and_initials(city: Jurisdiction, words: str, first: str) -> None:
    assert search_codes("disciplines", words)[0].code == first


@pytest.mark.parametrize("words", ["", "  ", "%", "没有这个", "'; drop"])
def test_nothing_is_found_for_nothing(city: Jurisdiction, words: str) -> None:
    assert search_codes("disciplines", words) == []


def test_looking_costs_two_queries_and_gives_twenty(city: Jurisdiction, django_assert_num_queries: object) -> None:
    current_edition("divisions")

    with django_assert_num_queries(2):  # type: ignore[operator]
        found = search_codes("divisions", "s")

    assert len(found) == 20
    assert {hit.path for hit in search_codes("divisions", "442000")} == {"广东省"}


def test_an_unknown_list_is_not_found(city: Jurisdiction) -> None:
    with pytest.raises(NotAuthorised):
        search_codes("people", "a")


def test_what_a_typed_line_stands_for(city: Jurisdiction) -> None:
    mechanical = CodeChoice("460", "机械工程", "GB/T 13745-2009")

    chosen = choices_of("disciplines", ["460", "460 机械工程", "机械工程", "460 别的", "乱写"])

    assert chosen == {"460": mechanical, "460 机械工程": mechanical, "机械工程": mechanical, "460 别的": mechanical}


def test_a_province_publishes_for_its_own_and_for_nobody_else(city: Jurisdiction) -> None:
    shipped, parent = current_edition("disciplines"), Jurisdiction.objects.get(pk=city.parent_id)
    rows = [CodeRow("460", "机械工程（新）")]

    with later_edition("disciplines", rows, offered_by="another_province"):
        assert current_edition("disciplines") == shipped
        assert choices_of("disciplines", ["460"])["460"].label == "机械工程"
    with later_edition("disciplines", rows, offered_by=parent.code):
        assert str(current_edition("disciplines")) == f"disciplines {EDITION}"
        assert choices_of("disciplines", ["460"])["460"].label == "机械工程（新）"


def test_an_edition_never_changes(city: Jurisdiction) -> None:
    with pytest.raises(ValidationFailed) as failed:
        publish_edition(
            "disciplines",
            edition="GB/T 13745-2009",
            source="试",
            offered_by=PLATFORM,
            rows=[CodeRow("460", "别的")],
            using=OWNER,
        )

    assert [problem.code for problem in failed.value.problems] == ["dictionary_edition_taken"]


def test_the_command_publishes_or_names_every_row(city: Jurisdiction, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_bytes("代码,名称\n460,机械工程\n".encode("gb18030"))
    bad.write_text("代码,名称\n460,\n460,机械\n,无\n", encoding="utf-8")
    said = StringIO()

    call_command("import_dictionary", "disciplines", EDITION, str(good), stdout=said)
    with pytest.raises(CommandError, match=r"row\[2\].*\n.*row\[4\]"):
        call_command("import_dictionary", "disciplines", EDITION, str(bad))

    assert said.getvalue() == f"disciplines {EDITION}: 1\n"


def test_sheets_keep_leading_zeros_and_hostile_files_are_refused() -> None:
    book = Workbook()
    book.active.append(["代码", "名称"])
    book.active.append(["01", "农业"])
    held = BytesIO()
    book.save(held)

    assert read_table(held.getvalue()) == [["代码", "名称"], ["01", "农业"]]
    for content in (b"PK\x03\x04nonsense", b"\xff\xfe\x00\x81\xff", b"x" * (8 * 1024 * 1024 + 1)):
        with pytest.raises(ValidationFailed):
            read_table(content)
