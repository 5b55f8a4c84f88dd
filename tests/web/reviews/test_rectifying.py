"""更正 of a written notice: the old one void and kept, the new one marked, everybody told, nothing decided anew."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from accounts.domain.roles import RoleKey
from applications.domain.rectifying import Slip
from applications.models import Rectification, TimelineEntry, WrittenNotice
from applications.queries.written import written_by_code
from applications.queries.written_data import print_data
from documents.models import IssuedNumber
from notifications.models import Message
from reviews.services.rectifying import ask_notice_rectification, confirm_rectification
from tenants.context import tenant_context
from tenants.domain.errors import IllegalTransition, NotAuthorised, ValidationFailed
from tenants.records.models import LedgerEntry
from tests.factories.accounts import make_staff, open_bureau
from tests.factories.registrations import Office, acting, bring_to, decide, key, version_of
from tests.services.reviews.test_deciding import undo
from tests.web.browsing import browsing, looked_at

Clients = Callable[..., Client]
SLIP = Slip("低炭", "低碳", "成果名称错别字")


def decided(office: Office) -> WrittenNotice:
    application = bring_to(office, "decide", title="低炭烧结工艺")
    decide(application, office.point)
    return WrittenNotice.objects.select_related("application").get(application=application, kind="decision")


def asked(office: Office, notice: WrittenNotice, slip: Slip = SLIP, idempotency_key: str = "") -> UUID:
    return ask_notice_rectification(
        acting(office.point), written_id=notice.id, slip=slip, idempotency_key=idempotency_key or key()
    )


def rectified(office: Office, notice: WrittenNotice, slip: Slip = SLIP) -> UUID:
    """Asked for by one, confirmed by another: the id of the notice that holds from now on."""
    row = confirm_rectification(acting(office.second_point), rectification_id=asked(office, notice, slip))
    assert row.made is not None
    return row.made.id


def test_the_rectified_notice_takes_the_place_and_the_number_of_the_old_one(office: Office) -> None:
    notice = decided(office)
    version, same = version_of(notice.application), key()

    ids = {asked(office, notice, idempotency_key=same) for _ in range(2)}
    before = WrittenNotice.objects.filter(rectifies=notice).count()
    confirm_rectification(acting(office.second_point), rectification_id=next(iter(ids)))

    made = WrittenNotice.objects.get(rectifies=notice)
    notice.refresh_from_db()
    assert (before, len(ids), Rectification.objects.get().made_id) == (0, 1, made.id)
    assert (notice.state, notice.void_reason, notice.voided_by_id) == (
        "void", "已更正：成果名称错别字", office.second_point.id,
    )  # fmt: skip
    assert (made.state, made.number, made.act, made.kind) == ("valid", notice.number, notice.act, "decision")
    assert ("低炭烧结工艺" in "".join(made.words.paragraphs), "低碳烧结工艺" in "".join(made.words.paragraphs)) == (
        False, True,
    )  # fmt: skip
    assert "“低炭”有误，现更正为“低碳”" in made.words.rectification
    assert print_data(made)["title"] == f"{notice.title}（更正）"
    assert (written_by_code(made.code), made.code == notice.code) == (made, False)
    assert set(IssuedNumber.objects.filter(number=notice.number).values_list("state", flat=True)) == {"issued"}
    assert version_of(notice.application) == version


def test_a_rectification_is_in_the_timeline_the_ledger_and_told_to_the_applicants_side(office: Office) -> None:
    notice = decided(office)

    made = WrittenNotice.objects.get(pk=rectified(office, notice))

    entry = TimelineEntry.objects.get(application=notice.application, kind="rectified")
    assert (entry.opinion, entry.params, entry.for_applicant, entry.actor_label) == (
        "成果名称错别字",
        {"document": f"{notice.title} {notice.number}"},
        True,
        f"{office.point.display_name}提出，{office.second_point.display_name}核准",
    )
    told = Message.objects.filter(event="notice_rectified")
    assert {row.recipient_id for row in told} == {office.leader.id, office.unit.id}
    assert set(made.message_ids) == {row.id for row in told}
    data = LedgerEntry.objects.get(command="applications.rectify_written").data
    assert data == {"notice": notice.code, "rectified": made.code, "number": notice.number}


def test_a_rectified_notice_can_be_rectified_and_is_void_with_its_act(office: Office) -> None:
    notice = decided(office)
    first = WrittenNotice.objects.get(pk=rectified(office, notice))
    rectified(office, first, Slip("烧结工艺", "烧结新工艺", "漏字"))

    undo(office, notice.application, opinion="批复有误")

    rows = WrittenNotice.objects.filter(application=notice.application, kind="decision").order_by("made_at")
    assert [(row.state, row.void_reason) for row in rows] == [
        ("void", "已更正：成果名称错别字"),
        ("void", "已更正：漏字"),
        ("void", "批复有误"),
    ]
    assert set(IssuedNumber.objects.filter(number=notice.number).values_list("state", flat=True)) == {"void"}


def test_what_was_decided_is_out_of_reach_and_so_is_a_void_notice(office: Office) -> None:
    notice = decided(office)
    number = notice.application.registration_number or IssuedNumber.objects.get(scheme="registration").number
    with pytest.raises(ValidationFailed) as refused:
        rectified(office, notice, Slip(number, "0000002026Y9999", "号码"))
    rectified(office, notice)

    with pytest.raises(IllegalTransition, match="written_void_unrectified"):
        rectified(office, notice, Slip("烧结", "冶炼", "错别字"))

    assert [problem.code for problem in refused.value.problems] == ["slip_changes_decision"]
    assert WrittenNotice.objects.filter(application=notice.application, kind="decision").count() == 2


def test_only_who_handles_the_matter_rectifies(office: Office) -> None:
    notice = decided(office)

    for who in (office.leader, office.unit, office.other_point, office.supervising, office.system):
        with pytest.raises(NotAuthorised):
            ask_notice_rectification(acting(who), written_id=notice.id, slip=SLIP, idempotency_key=key())


def test_the_page_keeps_what_was_typed_and_leads_to_the_new_notice(
    office: Office, city_a: object, city_b: object, client_for: Clients
) -> None:
    notice = decided(office)
    place, mine = (reverse(f"workbench:{name}", args=[notice.id]) for name in ("rectify_notice", "written_notice"))
    client = client_for(city_a, office.point)
    typed = {"old": "没有的字", "new": "低碳", "reason": "错别字", "idempotency_key": key()}

    bad = client.post(place, typed)
    good = client.post(place, {**typed, "old": "低炭"}, follow=True)
    twice = client.post(place, {**typed, "old": "低炭", "idempotency_key": key()})
    row = Rectification.objects.get()
    page = reverse("workbench:rectification", args=[row.id])
    own = client.post(page, {"act": "confirm"})
    second = client_for(city_a, office.second_point).post(page, {"act": "confirm"}, follow=True)
    again = client.post(place, {**typed, "old": "低炭", "idempotency_key": key()})
    with tenant_context(city_b):  # type: ignore[arg-type]
        open_bureau(city_b)  # type: ignore[arg-type]
        foreigner = make_staff(RoleKey.REGISTRATION_POINT)
    across = client_for(city_b, foreigner).post(place, typed)
    stranger = client_for(city_a, office.other_point).post(place, typed)

    assert (bad.status_code, 'value="没有的字"' in bad.content.decode()) == (422, True)
    assert ("由另一人核准后生效" in good.content.decode(), "更正须由提出人以外的人核准" in good.content.decode()) == (
        True, True,
    )  # fmt: skip
    assert (twice.status_code, "已有一项更正等待核准" in twice.content.decode()) == (409, True)
    assert (own.status_code, "查看更正后的文书" in second.content.decode()) == (404, True)
    assert (again.status_code, "不能更正" in again.content.decode()) == (409, True)
    assert (across.status_code, stranger.status_code) == (404, 404)
    old = [
        client.get(mine).content.decode(),
        client_for(city_a, office.leader).get(reverse("applications:written", args=[notice.id])).content.decode(),
    ]
    assert ["查看更正后的文书" in words for words in old] == [True, True]
    applicant = client_for(city_a, office.leader).get(reverse("applications:application", args=[notice.application_id]))
    assert "更正文书" in applicant.content.decode()


@pytest.mark.browser
def test_a_slip_is_put_right_in_a_browser(
    office: Office, city_a: object, client_for: Clients, chromium: Browser
) -> None:
    notice = decided(office)
    with browsing(chromium, client_for(city_a, office.point), "city-a.localhost") as page:
        page.goto(reverse("workbench:written_notice", args=[notice.id]))
        page.locator("summary", has_text="更正笔误").click()
        page.get_by_label("写错的文字").fill("低炭")
        page.get_by_label("更正为").fill("低碳")
        page.get_by_label("更正原因").fill("成果名称错别字")
        wrong = looked_at(page)
        page.get_by_role("button", name="提出更正").click()
        expect(page.get_by_text("更正已提出，须由另一人核准后生效。")).to_be_visible()
        wrong += looked_at(page)
    assert wrong == []
