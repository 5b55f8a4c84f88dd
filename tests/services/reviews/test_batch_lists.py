"""Lists of a batch on real rows: collected, ordered, put on record with meeting, number, document and scan."""

from __future__ import annotations

import io

import pytest
from docx import Document

from applications.models import Application
from documents.models import IssuedNumber
from reviews.domain.batches import Exempt, Wish
from reviews.models import Batch
from reviews.queries.batches import items_of, suggested_number
from reviews.services.batch_confirming import fix_batch, reopen_batch
from reviews.services.batch_document import make_batch_document
from reviews.services.batch_records import Meeting, attach_scan, number_batch, record_meeting
from reviews.services.batches import (
    ItemWishes,
    add_to_batch,
    arrange_batch,
    cancel_batch,
    create_batch,
    move_item,
    remove_item,
)
from tenants.clock import today
from tenants.domain.errors import IllegalTransition, ValidationFailed
from tenants.records.services.relay import relay_messages
from tests.factories.batches import collect, confirm, fixed, paper_of, waiting_at
from tests.factories.registrations import Office, acting, bring_to, open_task
from tests.services.reviews.test_batches import code_of, exempt, ids, titles


def test_an_application_is_in_one_open_batch_at_most(office: Office) -> None:
    applications = waiting_at(office, "decide", 2)
    first = collect(office, applications[:1])

    collected = create_batch(
        acting(office.second_point),
        kind="decision",
        title="另一批",
        task_ids=[open_task(each).id for each in applications],
    )
    with pytest.raises(ValidationFailed) as nothing:
        create_batch(acting(office.point), kind="decision", title="空", task_ids=[open_task(applications[0]).id])

    assert (titles(collected.batch), [entry.refusal for entry in collected.refused]) == (
        ["成果 2"],
        ["batch_item_elsewhere"],
    )
    assert code_of(nothing) == [("", "batch_item_elsewhere")]
    cancel_batch(acting(office.point), batch_id=first.id)
    again = add_to_batch(acting(office.point), batch_id=collected.batch.id, task_ids=[open_task(applications[0]).id])
    assert (again.taken, titles(collected.batch)) == (1, ["成果 2", "成果 1"])


def test_only_what_waits_at_the_same_step_for_the_same_people_comes_in(office: Office) -> None:
    deciding, examining, paper = (
        bring_to(office, step, title=step) for step in ("decide", "registration_point", "receive_paper")
    )
    tasks = [open_task(each).id for each in (deciding, examining, paper)]

    collected = create_batch(acting(office.point), kind="meeting", title="上会", task_ids=tasks)
    with pytest.raises(ValidationFailed) as foreign:
        create_batch(acting(office.other_point), kind="meeting", title="上会", task_ids=tasks)
    with pytest.raises(ValidationFailed) as only_paper:
        create_batch(acting(office.point), kind="meeting", title="上会", task_ids=tasks[2:])

    assert (titles(collected.batch), sorted(entry.refusal for entry in collected.refused)) == (
        ["decide"],
        ["batch_other_step", "batch_step_not_offered"],
    )
    assert (code_of(foreign), code_of(only_paper)) == (
        [("", "nothing_selected")],
        [("", "batch_step_not_offered")],
    )


@pytest.mark.parametrize(
    ("kind", "title", "expected"),
    [
        ("forward", "批次", [("kind", "batch_kind_unknown")]),
        ("junk", " ", [("kind", "batch_kind_unknown"), ("title", "batch_title_missing")]),
        ("decision", "长" * 201, [("title", "batch_title_too_long")]),
    ],
)
def test_a_batch_has_a_kind_and_a_name(office: Office, kind: str, title: str, expected: list[tuple[str, str]]) -> None:
    task = open_task(bring_to(office, "decide")).id

    with pytest.raises(ValidationFailed) as refused:
        create_batch(acting(office.point), kind=kind, title=title, task_ids=[task])

    assert (code_of(refused), Batch.objects.count()) == (expected, 0)


def test_the_order_is_by_number_up_and_down_and_gaps_close(office: Office) -> None:
    batch = collect(office, waiting_at(office, "decide", 4))
    actor, found = acting(office.point), ids(batch)

    batch.refresh_from_db()
    wanted = ItemWishes({found["成果 4"].id: 1, found["成果 1"].id: 3})
    arrange_batch(actor, batch_id=batch.id, revision=batch.revision, wanted=wanted)
    by_number = titles(batch)
    move_item(actor, batch_id=batch.id, item_id=found["成果 1"].id, by=1)
    down = titles(batch)
    remove_item(actor, batch_id=batch.id, item_id=found["成果 2"].id)

    assert by_number == ["成果 4", "成果 2", "成果 1", "成果 3"]
    assert down == ["成果 4", "成果 2", "成果 3", "成果 1"]
    assert [(item.position, item.application.title) for item in items_of(batch)] == [
        (1, "成果 4"),
        (2, "成果 3"),
        (3, "成果 1"),
    ]


def test_a_page_that_is_out_of_date_changes_nothing(office: Office) -> None:
    batch = collect(office, waiting_at(office, "decide", 2))
    batch.refresh_from_db()
    old = batch.revision
    move_item(acting(office.second_point), batch_id=batch.id, item_id=ids(batch)["成果 2"].id, by=-1)

    for act in (
        lambda: arrange_batch(acting(office.point), batch_id=batch.id, revision=old, wanted=ItemWishes()),
        lambda: fix_batch(acting(office.point), batch_id=batch.id, revision=old),
    ):
        with pytest.raises(IllegalTransition) as refused:
            act()
        assert refused.value.code == "batch_changed_since"

    assert titles(batch) == ["成果 2", "成果 1"]


def test_wrong_exceptions_are_said_at_their_place(office: Office) -> None:
    batch = collect(office, waiting_at(office, "decide", 2))
    first, second = (item.id for item in items_of(batch))
    wishes = {first: Wish("", "", Exempt.RESULT), second: Wish("", " ", Exempt.RETURN)}
    batch.refresh_from_db()

    with pytest.raises(ValidationFailed) as refused:
        arrange_batch(
            acting(office.point), batch_id=batch.id, revision=batch.revision, wanted=ItemWishes(wishes=wishes)
        )

    assert code_of(refused) == [
        (f"result-{first}", "result_missing"),
        (f"opinion-{second}", "return_reason_missing"),
    ]


def test_a_meeting_is_recorded_before_it_can_decide(office: Office) -> None:
    batch = collect(office, waiting_at(office, "decide", 1), kind="meeting")
    batch = fixed(office, batch)
    with pytest.raises(ValidationFailed) as missing:
        confirm(office, batch)
    with pytest.raises(ValidationFailed) as wrong:
        record_meeting(acting(office.point), batch_id=batch.id, meeting=Meeting(None, "长" * 101, "", " "))

    minutes = paper_of(office.point, "纪要.pdf")
    held = Meeting(today(), "三楼会议室", "程清和、林惠民", "同意登记。", minutes)
    record_meeting(acting(office.point), batch_id=batch.id, meeting=held)
    confirm(office, batch)
    relay_messages()

    batch.refresh_from_db()
    assert code_of(missing) == [("", "batch_gap_meeting")]
    assert code_of(wrong) == [
        ("day", "batch_meeting_day_missing"),
        ("minutes", "batch_minutes_missing"),
        ("place", "batch_words_too_long"),
    ]
    assert (batch.state, batch.minutes_file_id) == ("confirmed", minutes)


def test_a_number_is_given_once_changed_and_void_when_cancelled(office: Office) -> None:
    first, second = (collect(office, [each]) for each in waiting_at(office, "decide", 2))
    actor, number = acting(office.point), f"某科发〔{today().year}〕12号"
    number_batch(actor, batch_id=first.id, number=number)

    with pytest.raises(ValidationFailed) as taken:
        number_batch(actor, batch_id=second.id, number=number)
    offered = suggested_number(second)
    number_batch(actor, batch_id=first.id, number=offered)
    cancel_batch(actor, batch_id=first.id)

    assert (code_of(taken), offered) == ([("number", "batch_number_taken")], f"某科发〔{today().year}〕13号")
    assert dict(IssuedNumber.objects.filter(scheme="batch_document").values_list("number", "state")) == {
        number: "void",
        offered: "void",
    }


def test_a_decision_waits_for_its_number_and_a_scan_may_follow(office: Office) -> None:
    batch = collect(office, waiting_at(office, "decide", 1))
    batch = fixed(office, batch, number="")
    with pytest.raises(ValidationFailed) as missing:
        confirm(office, batch)
    number_batch(acting(office.point), batch_id=batch.id, number="某科发〔2026〕1号")
    confirm(office, batch)
    relay_messages()
    with pytest.raises(ValidationFailed) as foreign:
        attach_scan(acting(office.point), batch_id=batch.id, file_id=paper_of(office.second_point))

    scan = paper_of(office.point)
    attach_scan(acting(office.point), batch_id=batch.id, file_id=scan)

    batch.refresh_from_db()
    assert (code_of(missing), code_of(foreign)) == ([("", "batch_gap_number")], [("scan", "batch_file_missing")])
    assert (batch.state, batch.scan_id) == ("confirmed", scan)


def test_a_fixed_list_is_opened_again_without_its_scan(office: Office) -> None:
    batch = collect(office, waiting_at(office, "decide", 1))
    batch = fixed(office, batch)
    attach_scan(acting(office.point), batch_id=batch.id, file_id=paper_of(office.point))
    with pytest.raises(IllegalTransition) as refused:
        remove_item(acting(office.point), batch_id=batch.id, item_id=items_of(batch)[0].id)

    reopen_batch(acting(office.point), batch_id=batch.id)

    batch.refresh_from_db()
    assert (refused.value.code, batch.state, batch.scan_id) == ("batch_is_fixed", "collecting", None)


def test_the_document_holds_title_number_list_and_closing_words(office: Office) -> None:
    batch = collect(office, waiting_at(office, "decide", 2))
    exempt(office, batch, _2=Wish("", "请补充", Exempt.RETURN))
    batch = fixed(office, batch)

    made = make_batch_document(acting(office.point), batch_id=batch.id)

    document = Document(io.BytesIO(made.content))
    texts = [paragraph.text for paragraph in document.paragraphs]
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    numbers = dict(Application.objects.values_list("title", "number"))
    assert (made.name, texts[:2], texts[-2:]) == (
        "第三次批复.docx",
        ["第三次批复", "某科发〔2026〕12号"],
        ["以上 2 件，批复 1 件，例外 1 件。", "特此批复。"],
    )
    unit = office.organisation.name
    assert rows == [
        ["序号", "受理编号", "名称", "申报单位", "办理结果", "意见"],
        ["1", numbers["成果 1"], "成果 1", unit, "予以登记", "符合条件"],
        ["2", numbers["成果 2"], "成果 2", unit, "退回修改", "请补充"],
    ]
