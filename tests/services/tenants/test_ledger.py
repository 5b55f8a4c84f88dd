from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction

from tenants.clock import now
from tenants.context import tenant_context
from tenants.domain.ids import new_id
from tenants.domain.subjects import SubjectRef
from tenants.records.domain.chain import Fault, Finding
from tenants.records.models import LedgerEntry, LedgerSeal
from tenants.records.services.ledger import write_ledger
from tenants.records.services.sealing import read_anchors, seal_ledger, verify_ledger
from tests.services.tenants.parallel import at_once

pytestmark = pytest.mark.usefixtures("committed")
ACTOR = UUID(int=7)


def record(number: int) -> None:
    with transaction.atomic():
        write_ledger(
            "applications.submit",
            actor_id=ACTOR,
            subject=SubjectRef("applications.application", UUID(int=number), f"项目{number}"),
            data={"round": number, "parts": ("一", "二")},
        )


def tamper(statement: str, *values: object) -> None:
    """What only somebody with the owner's login can do."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, values)


def five_sealed_entries() -> list[UUID]:
    for number in range(1, 6):
        record(number)
    seal_ledger()
    return list(LedgerSeal.objects.order_by("position").values_list("entry_id", flat=True))


def test_an_entry_says_what_was_done_by_whom_to_what():
    with tenant_context("t_city_a"):
        record(3)

        entry = LedgerEntry.objects.get()

    assert (entry.command, entry.actor_id, entry.subject_type) == (
        "applications.submit",
        ACTOR,
        "applications.application",
    )
    assert (entry.subject_id, entry.subject_title) == (UUID(int=3), "项目3")
    assert entry.data == {"round": 3, "parts": ["一", "二"]}


def test_an_entry_is_gone_when_its_command_is_rolled_back():
    with tenant_context("t_city_a"):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            record(1)
            raise ZeroDivisionError

        assert LedgerEntry.objects.count() == 0


def test_the_ledger_is_not_written_outside_a_transaction():
    with tenant_context("t_city_a"), pytest.raises(RuntimeError, match="inside the command's transaction"):
        write_ledger("x", actor_id=None, subject=SubjectRef("x", new_id(), "x"))


def test_sealed_entries_hold_and_sealing_again_adds_nothing():
    with tenant_context("t_city_a"):
        five_sealed_entries()

        assert seal_ledger() == 0
        assert verify_ledger() is None
        assert list(LedgerSeal.objects.values_list("position", flat=True)) == [1, 2, 3, 4, 5]


def test_chains_of_two_tenants_are_apart():
    with tenant_context("t_city_a"):
        five_sealed_entries()
    with tenant_context("t_city_b"):
        record(1)

        assert seal_ledger() == 1
        assert LedgerSeal.objects.get().position == 1


def test_sealers_in_parallel_seal_each_entry_once():
    with tenant_context("t_city_a"):
        for number in range(20):
            record(number)

        counts = at_once(4, "t_city_a", lambda _number: seal_ledger())

        assert sorted(counts) == [0, 0, 0, 20]
        assert verify_ledger() is None


def test_an_entry_that_commits_late_is_sealed_later():
    with tenant_context("t_city_a"):
        late = LedgerEntry(
            id=new_id(), command="x", subject_type="x", subject_id=new_id(), subject_title="x", recorded_at=now()
        )
        five_sealed_entries()
        late.save(force_insert=True)

        assert seal_ledger() == 1
        assert LedgerSeal.objects.get(position=6).entry_id == late.id
        assert verify_ledger() is None


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE t_city_a.records_ledgerentry SET actor_id = NULL WHERE id = %s", Fault.ENTRY_CHANGED),
        ("UPDATE t_city_a.records_ledgerentry SET data = '{}' WHERE id = %s", Fault.ENTRY_CHANGED),
        ("DELETE FROM t_city_a.records_ledgerentry WHERE id = %s", Fault.ENTRY_MISSING),
        ("UPDATE t_city_a.records_ledgerseal SET digest = 'x' WHERE entry_id = %s", Fault.ENTRY_CHANGED),
        ("UPDATE t_city_a.records_ledgerseal SET previous = 'x' WHERE entry_id = %s", Fault.LINK_BROKEN),
    ],
)
def test_a_tampered_ledger_names_the_first_bad_entry(statement: str, fault: Fault):
    with tenant_context("t_city_a"):
        entries = five_sealed_entries()
        tamper(statement, entries[4])
        tamper(statement, entries[2])

        assert verify_ledger() == Finding(fault, 3, entries[2])


def test_a_removed_seal_leaves_a_gap():
    with tenant_context("t_city_a"):
        five_sealed_entries()
        tamper("DELETE FROM t_city_a.records_ledgerseal WHERE position = 2")

        assert verify_ledger() == Finding(Fault.GAP, 2, None)


def test_an_old_entry_that_was_slipped_in_is_named():
    with tenant_context("t_city_a"):
        five_sealed_entries()
        slipped = LedgerEntry.objects.create(
            id=UUID(int=1), command="x", subject_type="x", subject_id=new_id(), subject_title="x",
            recorded_at=now() - timedelta(days=3),
        )  # fmt: skip

        assert verify_ledger() == Finding(Fault.ENTRY_UNSEALED, None, slipped.id)


def test_a_ledger_cut_short_is_found_by_the_heads_outside(settings, tmp_path):
    settings.LEDGER_HEADS_FILE = str(tmp_path / "heads")
    with tenant_context("t_city_a"):
        five_sealed_entries()
        tamper(
            "DELETE FROM t_city_a.records_ledgerentry WHERE id IN (SELECT entry_id FROM t_city_a.records_ledgerseal WHERE position > 3)"
        )
        tamper("DELETE FROM t_city_a.records_ledgerseal WHERE position > 3")
        anchors = read_anchors(tmp_path / "heads", "t_city_a")

        assert verify_ledger() is None
        assert list(anchors) == [5]
        assert verify_ledger(anchors=anchors) == Finding(Fault.HEAD_MISSING, 5, None)


def test_a_head_is_anchored_when_it_is_committed_and_not_before(settings, tmp_path):
    settings.LEDGER_HEADS_FILE = str(tmp_path / "heads")
    with tenant_context("t_city_a"):
        record(1)
        with transaction.atomic():
            seal_ledger()
            assert not (tmp_path / "heads").exists()

        head = json.loads((tmp_path / "heads").read_text())

        assert (head["schema"], head["position"]) == ("t_city_a", 1)
        assert bytes.fromhex(head["digest"]) == bytes(LedgerSeal.objects.get().digest)


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_the_site_chooses_the_algorithm(settings, algorithm: str):
    settings.LEDGER_DIGEST = algorithm
    with tenant_context("t_city_a"):
        five_sealed_entries()

        assert set(LedgerSeal.objects.values_list("algorithm", flat=True)) == {algorithm}
        assert verify_ledger() is None


def test_the_chain_does_not_hold_under_another_site_key(settings):
    with tenant_context("t_city_a"):
        entries = five_sealed_entries()
        settings.SITE_KEY = b"\x01" * 32

        assert verify_ledger() == Finding(Fault.ENTRY_CHANGED, 1, entries[0])


def test_command_verifies_all_tenants_and_fails_naming_the_bad_one():
    with tenant_context("t_city_a"):
        entries = five_sealed_entries()
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    assert out.getvalue() == "t_city_a: holds\nt_city_b: holds\nt_province_p: holds\n"

    tamper("UPDATE t_city_a.records_ledgerentry SET command = 'x' WHERE id = %s", entries[1])
    out = StringIO()
    with pytest.raises(CommandError, match="1 of 3 ledgers do not hold: t_city_a"):
        call_command("verify_ledger", stdout=out)
    assert out.getvalue().splitlines()[0] == f"t_city_a: entry_changed at position 2, entry {entries[1]}"
