"""Batches on real rows and real locks: two who confirm, somebody who decides beside, a worker that dies."""

from __future__ import annotations

from uuid import UUID

import pytest

from applications.models import Application
from documents.models import IssuedNumber
from reviews.models import Batch, BatchItem, Decision
from reviews.services import batch_confirming
from reviews.services.acts import ActOutcome
from reviews.services.batch_confirming import confirm_batch
from reviews.services.batches import Collected, create_batch
from reviews.services.deciding import decide_application
from tenants.clock import now
from tenants.domain.errors import IllegalTransition
from tenants.records.models import LedgerEntry, OutboxMessage
from tenants.records.services.relay import relay_messages
from tests.factories.batches import collect, confirm, fixed, waiting_at
from tests.factories.registrations import Office, acting, bring_to, key, open_task, version_of
from tests.services.tenants.parallel import at_once

SCHEMA = "t_city_a"


def test_two_confirm_at_once_and_everything_is_decided_once(committed_office: Office) -> None:
    office = committed_office
    batch = fixed(office, collect(office, waiting_at(office, "decide", 2)))
    actors = [acting(office.point), acting(office.second_point)]

    answers = at_once(2, SCHEMA, lambda at: confirm_batch(actors[at], batch_id=batch.id, revision=batch.revision).state)
    at_once(3, SCHEMA, lambda _at: relay_messages())
    relay_messages()

    lost = [each.code for each in answers if isinstance(each, IllegalTransition)]
    batch.refresh_from_db()
    assert ([each for each in answers if each == "confirming"], lost) == (["confirming"], ["batch_is_confirming"])
    assert (batch.state, Decision.objects.count()) == ("confirmed", 2)
    numbers = IssuedNumber.objects.filter(subject_type="applications.application").order_by("number")
    assert [number.number[-4:] for number in numbers if "Y" in number.number] == ["0001", "0002"]


def test_one_that_somebody_decides_at_that_moment_is_decided_once(committed_office: Office) -> None:
    office = committed_office
    applications = waiting_at(office, "decide", 2)
    batch = fixed(office, collect(office, applications))
    task, version = open_task(applications[0]).id, version_of(applications[0])
    confirm(office, batch)
    beside = acting(office.second_point)

    def act(at: int) -> object:
        if at:
            return relay_messages()
        return decide_application(
            beside, task_id=task, version=version, result="registered", opinion="同意", number="", idempotency_key=key()
        )

    answers = at_once(2, SCHEMA, act)
    relay_messages()

    batch.refresh_from_db()
    states = list(BatchItem.objects.filter(batch=batch).order_by("position").values_list("state", "code"))
    beside_won = isinstance(answers[0], ActOutcome)
    assert states == [("refused", "meanwhile_decided") if beside_won else ("done", ""), ("done", "")]
    assert beside_won or isinstance(answers[0], IllegalTransition)
    assert (batch.state, Decision.objects.count()) == ("confirmed", 2)


def test_a_worker_that_dies_in_the_middle_is_followed_by_another(
    committed_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = committed_office
    batch = fixed(office, collect(office, waiting_at(office, "decide", 3)))
    confirm(office, batch)
    real, second = batch_confirming.decide_application, BatchItem.objects.get(batch=batch, position=2).task_id
    deaths: list[UUID] = []

    def dying(*args: object, **given: object) -> object:
        outcome = real(*args, **given)  # type: ignore[arg-type]
        if given["task_id"] == second and not deaths:
            deaths.append(second)
            raise SystemExit(9)
        return outcome

    monkeypatch.setattr(batch_confirming, "decide_application", dying)

    with pytest.raises(SystemExit):
        relay_messages()
    between = list(Decision.objects.values_list("application__title", flat=True))
    OutboxMessage.objects.filter(state="pending").update(not_before=now())
    relay_messages()

    batch.refresh_from_db()
    assert between == ["成果 1"]
    assert (batch.state, list(BatchItem.objects.values_list("state", flat=True))) == ("confirmed", ["done"] * 3)
    numbers = Application.objects.order_by("title").values_list("registration_number", flat=True)
    assert [number[-4:] for number in numbers] == ["0001", "0002", "0003"]
    assert LedgerEntry.objects.filter(command="reviews.decide_application").count() == 3


def test_two_batches_take_one_application_and_one_has_it(committed_office: Office) -> None:
    office = committed_office
    shared, own, other = (bring_to(office, "decide", title=title) for title in ("共", "甲", "乙"))
    tasks = {each.title: open_task(each).id for each in (shared, own, other)}
    picks = [[tasks["甲"], tasks["共"]], [tasks["乙"], tasks["共"]]]
    actors = [acting(office.point), acting(office.second_point)]

    answers = at_once(
        2,
        SCHEMA,
        lambda at: create_batch(actors[at], kind="decision", title=f"第{at}批", task_ids=picks[at]),
    )

    taken = sorted(each.taken for each in answers if isinstance(each, Collected))
    refused = [entry.refusal for each in answers if isinstance(each, Collected) for entry in each.refused]
    assert (taken, refused) == ([1, 2], ["batch_item_elsewhere"])
    assert (Batch.objects.count(), BatchItem.objects.filter(application=shared).count()) == (2, 1)
