"""Batches on real rows: collected, put on record, confirmed, itemised."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from docx import Document

from applications.domain.states import Status
from applications.models import Application, TimelineEntry
from documents.models import IssuedNumber
from notifications.models import Message
from reviews.domain.actions import Action
from reviews.domain.batch_foresight import Ending, Told
from reviews.domain.batches import Exempt, Wish
from reviews.models import Batch, BatchItem, Decision, StepAct
from reviews.queries.batch_preview import preview_items
from reviews.queries.batches import batches_of, items_of, reach_batch, suggested_number
from reviews.services import batch_confirming
from reviews.services.batch_confirming import carry_out, fix_batch, reopen_batch
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
from tenants.domain.errors import IllegalTransition, NotAuthorised, ValidationFailed
from tenants.records.models import LedgerEntry, OutboxMessage
from tenants.records.services.relay import relay_messages
from tests.factories.batches import collect, confirm, fixed, paper_of, waiting_at
from tests.factories.registrations import Office, acting, bring_to, decide, open_task, send_back, submit_again


def titles(batch: Batch) -> list[str]:
    return [item.application.title for item in items_of(batch)]


def ids(batch: Batch) -> dict[str, BatchItem]:
    return {item.application.title: item for item in items_of(batch)}


def outcomes(batch: Batch) -> list[tuple[str, str, str]]:
    return [(item.application.title, item.state, item.code) for item in items_of(batch)]


def code_of(refused: pytest.ExceptionInfo[ValidationFailed]) -> list[tuple[str, str]]:
    return [(problem.path, problem.code) for problem in refused.value.problems]


def exempt(office: Office, batch: Batch, **wishes: Wish) -> None:
    found = ids(batch)
    wanted = ItemWishes(wishes={found[f"成果 {name[1:]}"].id: wish for name, wish in wishes.items()})
    batch.refresh_from_db()
    arrange_batch(acting(office.point), batch_id=batch.id, revision=batch.revision, wanted=wanted)


def test_one_confirmation_decides_all_in_order_with_their_numbers(office: Office) -> None:
    applications = waiting_at(office, "decide", 3)
    batch = collect(office, applications)
    move_item(acting(office.point), batch_id=batch.id, item_id=ids(batch)["成果 3"].id, by=-2)
    batch = fixed(office, batch)

    confirm(office, batch)
    relay_messages()

    batch.refresh_from_db()
    assert (batch.state, batch.confirmed_by_id, batch.finished_at is not None) == ("confirmed", office.point.id, True)
    assert outcomes(batch) == [("成果 3", "done", ""), ("成果 1", "done", ""), ("成果 2", "done", "")]
    decided = Application.objects.order_by("registration_number").values_list("title", "status", "registration_number")
    assert [(title, status, number[-4:]) for title, status, number in decided] == [
        ("成果 3", "approved", "0001"),
        ("成果 1", "approved", "0002"),
        ("成果 2", "approved", "0003"),
    ]
    words = "符合条件（《第三次批复》某科发〔2026〕12号）"
    assert set(Decision.objects.values_list("opinion", "decided_by")) == {(words, office.point.id)}
    assert set(TimelineEntry.objects.filter(kind="decided").values_list("opinion", flat=True)) == {words}
    told = Message.objects.get(event="batch_finished")
    assert (told.recipient, told.title) == (office.point, "批次“第三次批复”已办理")
    entries = LedgerEntry.objects.filter(subject_type="reviews.batch").order_by("id")
    assert [entry.command.removeprefix("reviews.") for entry in entries] == [
        "create_batch",
        "describe_batch",
        "arrange_batch",
        "number_batch",
        "fix_batch",
        "confirm_batch",
        "finish_batch",
    ]
    assert entries.last().data == {"kind": "decision", "done": 3, "refused": 0, "left_out": 0}  # type: ignore[union-attr]


def test_exceptions_are_treated_as_they_were_written(office: Office) -> None:
    batch = collect(office, waiting_at(office, "decide", 4))
    exempt(
        office,
        batch,
        _2=Wish("refused", "不属于登记范围", Exempt.RESULT),
        _3=Wish("", "请补充检测报告", Exempt.RETURN),
        _4=Wish("", "", Exempt.LEAVE_OUT),
    )
    batch = fixed(office, batch)

    confirm(office, batch)
    relay_messages()

    assert outcomes(batch) == [
        ("成果 1", "done", ""),
        ("成果 2", "done", ""),
        ("成果 3", "done", ""),
        ("成果 4", "left_out", ""),
    ]
    statuses = dict(Application.objects.values_list("title", "status"))
    assert statuses == {
        "成果 1": Status.APPROVED,
        "成果 2": Status.DENIED,
        "成果 3": Status.RETURNED,
        "成果 4": Status.DECIDING,
    }
    assert StepAct.objects.get(action="return").opinion == "请补充检测报告"
    assert BatchItem.objects.filter(open=True).count() == 0


def test_a_batch_forwards_what_it_collected(office: Office) -> None:
    batch = collect(office, waiting_at(office, "registration_point", 2), kind="forward")
    batch = fixed(office, batch, number="")

    confirm(office, batch)
    relay_messages()

    assert outcomes(batch) == [("成果 1", "done", ""), ("成果 2", "done", "")]
    assert set(Application.objects.values_list("current_step", flat=True)) == {"receive_paper"}
    assert set(StepAct.objects.filter(actor=office.point).values_list("opinion", flat=True)) == {
        "符合条件（《第三次批复》）"
    }


def test_a_unit_sends_its_applications_up_as_one_list(office: Office) -> None:
    batch = collect(office, waiting_at(office, "applicant_unit", 2), kind="forward", by=office.unit)
    batch.refresh_from_db()
    fix_batch(acting(office.unit), batch_id=batch.id, revision=batch.revision)

    confirm(office, batch, by=office.unit)
    relay_messages()

    assert (batch.for_office, outcomes(batch)) == (False, [("成果 1", "done", ""), ("成果 2", "done", "")])
    with pytest.raises(NotAuthorised):
        reach_batch(acting(office.point), batch.id)


def test_what_somebody_did_meanwhile_stays_out_and_the_rest_goes_on(office: Office) -> None:
    applications = waiting_at(office, "decide", 4)
    batch = collect(office, applications)
    batch = fixed(office, batch)
    decide(applications[0], office.second_point)
    send_back(applications[2], office.second_point)
    submit_again(office, applications[2])

    previews = preview_items(acting(office.point), batch, items_of(batch))
    confirm(office, batch)
    relay_messages()

    assert [each.problem.code if each.problem else "" for each in previews] == ["task_closed", "", "task_closed", ""]
    assert outcomes(batch) == [
        ("成果 1", "refused", "meanwhile_decided"),
        ("成果 2", "done", ""),
        ("成果 3", "refused", "meanwhile_resubmitted"),
        ("成果 4", "done", ""),
    ]
    assert Decision.objects.filter(application=applications[0]).count() == 1


def test_an_application_that_moved_since_it_was_fixed_stays_out(office: Office) -> None:
    applications = waiting_at(office, "decide", 2)
    batch = collect(office, applications)
    batch = fixed(office, batch)
    Application.objects.filter(pk=applications[0].pk).update(version=99)

    previews = preview_items(acting(office.point), batch, items_of(batch))
    confirm(office, batch)
    relay_messages()

    assert [each.problem.code if each.problem else "" for each in previews] == ["batch_item_changed", ""]
    assert [(title, state) for title, state, _code in outcomes(batch)] == [("成果 1", "refused"), ("成果 2", "done")]


def test_the_preview_says_what_happens_and_who_is_told_and_writes_nothing(office: Office) -> None:
    batch = collect(office, waiting_at(office, "registration_point", 3), kind="forward")
    exempt(office, batch, _2=Wish("", "请补充", Exempt.RETURN), _3=Wish("", "", Exempt.LEAVE_OUT))
    before = (StepAct.objects.count(), Message.objects.count(), OutboxMessage.objects.count())

    previews = preview_items(acting(office.point), batch, items_of(batch))

    first, second, third = previews
    assert first.foreseen is not None
    assert second.foreseen is not None
    assert (first.act.action, first.foreseen.ending, [step.key for step in first.foreseen.steps]) == (
        Action.APPROVE,
        Ending.GOES_ON,
        ["receive_paper"],
    )
    assert first.foreseen.told == (Told.LEADER, Told.UNIT)
    assert (second.foreseen.ending, second.foreseen.told) == (Ending.RETURNED, (Told.LEADER,))
    assert (third.act.action, third.foreseen, third.problem) == (None, None, None)
    assert (StepAct.objects.count(), Message.objects.count(), OutboxMessage.objects.count()) == before


@pytest.mark.parametrize("count", [1, 3])
def test_a_preview_costs_the_same_for_any_number(
    office: Office, django_assert_num_queries: Callable[..., object], count: int
) -> None:
    batch = collect(office, waiting_at(office, "decide", count))
    actor, items = acting(office.point), items_of(batch)

    with django_assert_num_queries(3):  # type: ignore[attr-defined]
        previews = preview_items(actor, batch, items)

    assert [each.foreseen.ending for each in previews if each.foreseen] == [Ending.FINISHED] * count


def test_a_missing_opinion_is_seen_beforehand_and_kept_out(office: Office) -> None:
    batch = collect(office, waiting_at(office, "decide", 1))
    Batch.objects.filter(pk=batch.pk).update(opinion="")
    batch = fixed(office, batch)

    previews = preview_items(acting(office.point), batch, items_of(batch))
    confirm(office, batch)
    relay_messages()

    assert [each.problem.code for each in previews if each.problem] == ["opinion_missing"]
    assert outcomes(batch) == [("成果 1", "refused", "opinion_missing")]
    assert Decision.objects.count() == 0


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


def test_whoever_confirmed_and_left_decides_nothing(office: Office) -> None:
    batch = collect(office, waiting_at(office, "decide", 2))
    batch = fixed(office, batch)
    confirm(office, batch)
    type(office.point).objects.filter(pk=office.point.pk).update(is_active=False)

    relay_messages()

    batch.refresh_from_db()
    assert (batch.state, [code for _title, _state, code in outcomes(batch)]) == ("confirmed", ["batch_actor_gone"] * 2)
    assert Decision.objects.count() == 0


def test_one_that_breaks_does_not_hold_the_others(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = collect(office, waiting_at(office, "decide", 2))
    batch = fixed(office, batch)
    confirm(office, batch)
    real, first = batch_confirming.decide_application, items_of(batch)[0].task_id

    def breaking(*args: object, **given: object) -> object:
        outcome = real(*args, **given)  # type: ignore[arg-type]
        if given["task_id"] == first:
            raise RuntimeError("broken")
        return outcome

    monkeypatch.setattr(batch_confirming, "decide_application", breaking)
    relay_messages()

    assert outcomes(batch) == [("成果 1", "refused", "batch_item_failed"), ("成果 2", "done", "")]
    assert list(Decision.objects.values_list("application__title", flat=True)) == ["成果 2"]


def test_a_batch_is_its_peoples_alone(office: Office) -> None:
    batch = collect(office, waiting_at(office, "decide", 1))

    for user in (office.other_point, office.supervising, office.leader, office.unit, office.system):
        with pytest.raises(NotAuthorised):
            reach_batch(acting(user), batch.id)
        with pytest.raises(NotAuthorised):
            fix_batch(acting(user), batch_id=batch.id, revision=batch.revision)
        assert batches_of(acting(user)).rows == []

    assert [each.id for each in batches_of(acting(office.second_point)).rows] == [batch.id]


def test_carrying_out_what_is_not_confirmed_does_nothing(office: Office) -> None:
    batch = collect(office, waiting_at(office, "decide", 1))
    batch = fixed(office, batch)

    carry_out(batch.id)

    assert outcomes(batch) == [("成果 1", "pending", "")]
