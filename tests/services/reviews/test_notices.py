"""公示: exported, prepared by one, released by another, posted, withdrawn; and the unit's own days."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import pytest
from docx import Document

from reviews.models import PublicNotice, UnitNotice
from reviews.services.notice_export import DOCX, ZIP, export_notices
from reviews.services.notices import (
    Posting,
    prepare_notice,
    prepare_notices,
    record_posting,
    release_notice,
    withdraw_notice,
)
from reviews.services.unit_notices import Declared, declare_unit_notice
from tenants.clock import today
from tenants.domain.errors import IllegalTransition, NotAuthorised, ValidationFailed
from tenants.records.models import LedgerEntry
from tests.factories.registrations import Office, acting, bring_to, evidence_for, send_back


def codes(refusal: pytest.ExceptionInfo[ValidationFailed]) -> list[tuple[str, str]]:
    return [(problem.path, problem.code) for problem in refusal.value.problems]


def words_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_one_application_is_a_document_of_what_the_package_publishes(office: Office) -> None:
    application = bring_to(
        office,
        "decide",
        title="低碳/烧结工艺",
        unit_name="示范研究院",
        unit_contact_phone="13800138000",
        completers=[{"name": "周岳", "work_unit": "示范研究院", "document_number": "11010519491231002X"}],
    )

    made = export_notices(acting(office.point), [application.id])

    text = words_of(made.content)
    assert (made.name, made.content_type) == (f"{application.number} 低碳_烧结工艺.docx", DOCX)
    assert [each in text for each in ("低碳/烧结工艺", "示范研究院", "周岳")] == [True] * 3
    assert [each in text for each in ("13800138000", "11010519491231002X")] == [False] * 2
    assert LedgerEntry.objects.filter(command="reviews.export_notice").count() == 1


def test_several_are_an_archive(office: Office) -> None:
    applications = [bring_to(office, "decide", title=title) for title in ("一", "二")]

    made = export_notices(acting(office.unit), [each.id for each in applications])

    assert made.content_type == ZIP
    names = zipfile.ZipFile(io.BytesIO(made.content)).namelist()
    assert names == [f"{each.number} {each.title}.docx" for each in applications]


def test_one_without_received_paper_blocks_all_and_is_named(office: Office) -> None:
    ready, waiting = bring_to(office, "decide", title="一"), bring_to(office, "receive_paper", title="二")

    with pytest.raises(ValidationFailed) as refusal:
        export_notices(acting(office.leader), [ready.id, waiting.id])

    assert codes(refusal) == [(waiting.number, "notice_export_blocked")]
    assert LedgerEntry.objects.filter(command="reviews.export_notice").count() == 0


def test_a_return_after_the_paper_closes_the_way_again(office: Office) -> None:
    application = bring_to(office, "decide")
    send_back(application, office.point)

    with pytest.raises(ValidationFailed) as refusal:
        export_notices(acting(office.point), [application.id])

    assert codes(refusal) == [(application.number, "notice_export_blocked")]


@pytest.mark.parametrize("who", ["other_point", "supervising", "system"])
def test_nobody_else_exports(office: Office, who: str) -> None:
    application = bring_to(office, "decide")

    with pytest.raises(NotAuthorised):
        export_notices(acting(getattr(office, who)), [application.id])


@pytest.mark.parametrize(("count", "code"), [(0, "nothing_selected"), (51, "notice_export_too_many")])
def test_none_and_too_many_are_refused(office: Office, count: int, code: str) -> None:
    ids = [bring_to(office, "decide").id] * count

    for act in (export_notices, prepare_notices):
        with pytest.raises(ValidationFailed) as refusal:
            act(acting(office.point), ids)
        assert codes(refusal) == [("", code)]


def test_a_second_person_releases_for_thirty_days(office: Office) -> None:
    notice_id = prepare_notice(acting(office.point), bring_to(office, "decide").id)

    with pytest.raises(IllegalTransition, match="notice_needs_second_person"):
        release_notice(acting(office.point), notice_id=notice_id)
    released = release_notice(acting(office.second_point), notice_id=notice_id)

    assert (released.starts_on, released.ends_on) == (today(), today() + timedelta(days=30))
    assert (released.prepared_by_id, released.released_by_id) == (office.point.id, office.second_point.id)
    assert list(
        LedgerEntry.objects.filter(command__in=["reviews.prepare_notice", "reviews.release_notice"])
        .order_by("id")
        .values_list("command", flat=True)
    ) == ["reviews.prepare_notice", "reviews.release_notice"]


def test_a_personal_number_blocks_the_release_and_is_shown(office: Office) -> None:
    application = bring_to(office, "decide", evaluation_unit="评价中心 13800138000")
    notice_id = prepare_notice(acting(office.point), application.id)

    with pytest.raises(ValidationFailed) as refusal:
        release_notice(acting(office.second_point), notice_id=notice_id)

    assert [(problem.code, problem.params) for problem in refusal.value.problems] == [
        ("notice_shows_mobile", {"excerpt": "138…000"})
    ]
    assert PublicNotice.objects.get(pk=notice_id).state == "prepared"


def test_there_is_one_living_notice_and_none_of_what_is_not_so_far(office: Office) -> None:
    ready, waiting = bring_to(office, "decide"), bring_to(office, "receive_paper")
    prepare_notice(acting(office.point), ready.id)

    with pytest.raises(IllegalTransition, match="notice_exists_already"):
        prepare_notice(acting(office.second_point), ready.id)
    with pytest.raises(IllegalTransition, match="notice_export_blocked"):
        prepare_notice(acting(office.point), waiting.id)
    for who in (office.leader, office.unit, office.other_point, office.supervising):
        with pytest.raises(NotAuthorised):
            prepare_notice(acting(who), ready.id)


def test_what_was_prepared_before_a_return_is_outdated(office: Office) -> None:
    application = bring_to(office, "decide")
    notice_id = prepare_notice(acting(office.point), application.id)
    type(application).objects.filter(pk=application.pk).update(round=2)

    with pytest.raises(IllegalTransition, match="notice_outdated"):
        release_notice(acting(office.second_point), notice_id=notice_id)


def test_a_posting_needs_address_day_and_picture(office: Office) -> None:
    notice_id = prepare_notice(acting(office.point), bring_to(office, "decide").id)
    release_notice(acting(office.second_point), notice_id=notice_id)

    with pytest.raises(ValidationFailed) as refusal:
        record_posting(acting(office.point), notice_id=notice_id, posting=Posting("javascript:alert(1)", None, None))
    tomorrow = Posting("https://kj.example.cn/1", today() + timedelta(days=1), evidence_for(office.second_point))
    with pytest.raises(ValidationFailed) as second:
        record_posting(acting(office.point), notice_id=notice_id, posting=tomorrow)
    seen = Posting("https://kj.example.cn/1", today(), evidence_for(office.point, "截图.png"))
    posted = record_posting(acting(office.point), notice_id=notice_id, posting=seen)

    assert codes(refusal) == [
        ("url", "posting_address_malformed"),
        ("day", "posting_day_missing"),
        ("evidence", "posting_screenshot_missing"),
    ]
    assert codes(second) == [("day", "posting_day_ahead"), ("evidence", "posting_screenshot_missing")]
    assert (posted.posted_url, posted.posted_on, posted.screenshot_id) == (seen.url, today(), seen.screenshot_id)


def test_a_withdrawn_notice_keeps_its_reason_and_makes_room(office: Office) -> None:
    application = bring_to(office, "decide")
    notice_id = prepare_notice(acting(office.point), application.id)

    with pytest.raises(ValidationFailed) as refusal:
        withdraw_notice(acting(office.point), notice_id=notice_id, reason="  ")
    withdraw_notice(acting(office.point), notice_id=notice_id, reason="内容有误")
    again = prepare_notice(acting(office.point), application.id)

    assert codes(refusal) == [("reason", "notice_reason_missing")]
    assert PublicNotice.objects.get(pk=notice_id).withdrawal_reason == "内容有误"
    assert PublicNotice.objects.get(pk=again).state == "prepared"


def test_the_unit_declares_its_own_seven_days(office: Office) -> None:
    application = bring_to(office, "decide")
    short = Declared(date(2026, 11, 1), date(2026, 11, 6), "公告栏")

    with pytest.raises(ValidationFailed) as refusal:
        declare_unit_notice(acting(office.leader), application_id=application.id, declared=short)
    for who in (office.point, office.supervising, office.other_point):
        with pytest.raises(NotAuthorised):
            declare_unit_notice(acting(who), application_id=application.id, declared=short)
    full = Declared(date(2026, 11, 1), date(2026, 11, 7), "公告栏")
    declare_unit_notice(acting(office.unit), application_id=application.id, declared=full)

    assert codes(refusal) == [("ends_on", "unit_notice_too_short")]
    declared = UnitNotice.objects.get(application=application)
    assert (declared.starts_on, declared.ends_on, declared.place) == (full.starts_on, full.ends_on, "公告栏")


def test_nothing_is_declared_before_the_paper_is_there(office: Office) -> None:
    application = bring_to(office, "receive_paper")

    with pytest.raises(IllegalTransition, match="notice_export_blocked"):
        declare_unit_notice(acting(office.leader), application_id=application.id, declared=Declared(None, None, ""))
