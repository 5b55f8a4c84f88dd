from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tenants.records.domain.chain import Entry, Fault, Finding, Head, Seal, canonical_bytes, first_fault, next_seal

KEY = b"k" * 32
START = datetime(2026, 3, 2, 1, 2, 3, 4, tzinfo=UTC)


def entry(number: int) -> Entry:
    return Entry(
        id=UUID(int=number),
        command="applications.submit",
        actor_id=UUID(int=99),
        subject_type="applications.application",
        subject_id=UUID(int=1000 + number),
        subject_title="甲项目",
        data={"round": number, "variant": "applied", "parts": ["a", "b"]},
        request_id="r-1",
        recorded_at=START + timedelta(seconds=number),
    )


def chain(length: int, algorithm: str = "sha256") -> list[tuple[Seal, Entry | None]]:
    links: list[tuple[Seal, Entry | None]] = []
    last = None
    for number in range(1, length + 1):
        seal = next_seal(KEY, algorithm, last=last, entry=entry(number))
        links.append((seal, entry(number)))
        last = Head(seal.position, seal.digest)
    return links


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_an_untouched_chain_holds(algorithm: str):
    assert first_fault(KEY, chain(5, algorithm)) is None


def test_a_site_may_change_its_algorithm_in_the_middle():
    links = chain(2)
    later = next_seal(KEY, "sm3", last=Head(2, links[-1][0].digest), entry=entry(3))

    assert first_fault(KEY, [*links, (later, entry(3))]) is None


def test_canonical_bytes_do_not_depend_on_the_order_of_keys_or_on_the_zone():
    one = entry(1)
    other = replace(one, data=dict(reversed(one.data.items())), recorded_at=one.recorded_at.astimezone())

    assert canonical_bytes(one) == canonical_bytes(other)


@pytest.mark.parametrize(
    "change",
    [
        {"command": "applications.withdraw"},
        {"actor_id": None},
        {"subject_type": "x"},
        {"subject_id": UUID(int=5)},
        {"subject_title": "乙项目"},
        {"data": {}},
        {"request_id": ""},
        {"recorded_at": START},
    ],
)
def test_a_changed_entry_is_named(change: dict[str, object]):
    links = chain(5)
    seal, original = links[2]
    links[2] = (seal, replace(original, **change))

    assert first_fault(KEY, links) == Finding(Fault.ENTRY_CHANGED, 3, UUID(int=3))


def test_a_missing_entry_is_named():
    links = chain(5)
    links[3] = (links[3][0], None)

    assert first_fault(KEY, links) == Finding(Fault.ENTRY_MISSING, 4, UUID(int=4))


def test_a_removed_link_leaves_a_gap():
    links = chain(5)
    del links[1]

    assert first_fault(KEY, links) == Finding(Fault.GAP, 2, None)


def test_swapped_entries_are_named():
    links = chain(4)
    links[1], links[2] = (links[1][0], links[2][1]), (links[2][0], links[1][1])

    assert first_fault(KEY, links) == Finding(Fault.ENTRY_CHANGED, 2, UUID(int=2))


def test_a_link_that_points_elsewhere_is_named():
    links = chain(3)
    links[1] = (replace(links[1][0], previous=b"x" * 32), links[1][1])

    assert first_fault(KEY, links) == Finding(Fault.LINK_BROKEN, 2, UUID(int=2))


def test_a_chain_made_anew_without_the_key_does_not_hold():
    forged = [(next_seal(b"z" * 32, "sha256", last=None, entry=entry(1)), entry(1))]

    assert first_fault(KEY, forged) == Finding(Fault.ENTRY_CHANGED, 1, UUID(int=1))


def test_a_chain_cut_short_is_found_by_its_anchor():
    links = chain(5)
    anchors = {5: links[4][0].digest}

    assert first_fault(KEY, links, anchors=anchors) is None
    assert first_fault(KEY, links[:3], anchors=anchors) == Finding(Fault.HEAD_MISSING, 5, None)


def test_a_chain_made_anew_with_the_key_is_found_by_its_anchor():
    links = chain(2)
    anchors = {2: b"what was printed last month"}

    assert first_fault(KEY, links, anchors=anchors) == Finding(Fault.HEAD_DIFFERS, 2, UUID(int=2))
