"""Old records go, young and failed ones stay, the ledger stays whole."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from tenants.clock import clock_set_to, now
from tenants.domain.clock import FixedClock
from tenants.domain.ids import new_id, smallest_id_at
from tenants.records.models import IdempotencyKey, OutboxMessage
from tenants.records.services.pruning import KEYS_KEPT, MESSAGES_KEPT, forget_old_records


def message(state: str) -> UUID:
    return OutboxMessage.objects.create(handler="x", state=state, not_before=now()).id


def test_done_messages_go_after_their_time_and_failed_ones_stay(city_a: object) -> None:
    done, pending, failed = message("done"), message("pending"), message("failed")

    forget_old_records()
    young = set(OutboxMessage.objects.values_list("id", flat=True))
    with clock_set_to(FixedClock(now() + MESSAGES_KEPT + timedelta(minutes=1))):
        forget_old_records()

    assert {done, pending, failed} <= young
    assert done not in set(OutboxMessage.objects.values_list("id", flat=True))
    assert {pending, failed} <= set(OutboxMessage.objects.values_list("id", flat=True))


def test_keys_go_after_their_time(city_a: object) -> None:
    key = IdempotencyKey.objects.create(key="k", command="c", fingerprint="f").id

    forget_old_records()
    young = IdempotencyKey.objects.filter(id=key).exists()
    with clock_set_to(FixedClock(now() + KEYS_KEPT + timedelta(minutes=1))):
        forget_old_records()

    assert (young, IdempotencyKey.objects.filter(id=key).exists()) == (True, False)


def test_ids_sort_around_their_moment() -> None:
    before = now() - timedelta(seconds=1)
    made = new_id()
    after = now() + timedelta(seconds=1)

    assert smallest_id_at(before) < made < smallest_id_at(after)
