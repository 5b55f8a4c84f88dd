"""Batches on real rows: foreseen, confirmed, itemised."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from applications.domain.states import Status
from applications.models import Application, TimelineEntry
from notifications.models import Message
from reviews.domain.actions import Action
from reviews.domain.batch_foresight import Ending, Told
from reviews.domain.batches import Exempt, Wish
from reviews.domain.material_verdicts import Fitness
from reviews.models import Batch, BatchItem, Decision, StepAct
from reviews.queries.batch_preview import preview_items
from reviews.queries.batches import batches_of, items_of, reach_batch
from reviews.services import batch_confirming
from reviews.services.batch_confirming import carry_out, fix_batch
from reviews.services.batches import (
    ItemWishes,
    arrange_batch,
    move_item,
)
from tenants.domain.errors import NotAuthorised, ValidationFailed
from tenants.records.models import LedgerEntry, OutboxMessage
from tenants.records.services.relay import relay_messages
from tests.factories.batches import collect, confirm, fixed, waiting_at
from tests.factories.registrations import Office, acting, decide, find, send_back, submit_again


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


def test_unfit_materials_are_not_passed_with_a_list(office: Office) -> None:
    applications = waiting_at(office, "decide", 3)
    for application in applications[:2]:
        find(application, office.point, "work_report", Fitness.UNFIT, "缺公章")
    batch = collect(office, applications)
    exempt(office, batch, _2=Wish("refused", "材料不合格", Exempt.RESULT))
    batch = fixed(office, batch)

    foreseen = preview_items(acting(office.point), batch, list(items_of(batch)))
    confirm(office, batch)
    relay_messages()

    assert [(each.will_be_done, each.problem and each.problem.code) for each in foreseen] == [
        (False, "unfit_not_confirmed"),
        (True, None),
        (True, None),
    ]
    assert outcomes(batch) == [
        ("成果 1", "refused", "unfit_not_confirmed"),
        ("成果 2", "done", ""),
        ("成果 3", "done", ""),
    ]


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
