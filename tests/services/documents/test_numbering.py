"""Numbers: suggested, chosen, void, and raced for by many threads on PostgreSQL (security.md V7)."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, transaction

from documents.domain.number_states import NumberState
from documents.domain.numbering import Restart
from documents.models import IssuedNumber, NumberSequence
from documents.services.numbering import LOOK_AHEAD, issue_number, suggest_number, void_number
from tenants.context import tenant_context
from tenants.domain.errors import IllegalTransition, Problem, ValidationFailed
from tenants.domain.ids import new_id
from tenants.domain.subjects import SubjectRef

SCHEME, PATTERN, DAY = "registration", "{year}Y{seq:04}", date(2026, 11, 21)
THREADS, ROUNDS = 16, 25


class ChangeOfMindError(Exception):
    pass


def issue(wanted: str | None = None, *, day: date = DAY, scheme: str = SCHEME) -> str:
    subject = SubjectRef("applications.application", new_id(), "")
    return issue_number(scheme=scheme, pattern=PATTERN, day=day, subject=subject, wanted=wanted)


@transaction.atomic
def issue_and_change_mind() -> str:
    issue()
    raise ChangeOfMindError


def suggest(day: date = DAY) -> str:
    return suggest_number(SCHEME, PATTERN, day)


def test_suggestion_takes_nothing(city_a: object) -> None:
    assert [suggest(), suggest(), issue(), suggest()] == ["2026Y0001", "2026Y0001", "2026Y0001", "2026Y0002"]


def test_counter_begins_anew_with_its_period(city_a: object) -> None:
    issue()
    issue()

    assert issue(day=date(2027, 1, 1)) == "2027Y0001"
    assert issue() == "2026Y0003"


def test_schemes_count_apart(city_a: object) -> None:
    issue()

    assert issue(scheme="other") == "2026Y0001"


def test_counter_that_never_restarts(city_a: object) -> None:
    subject = SubjectRef("applications.application", new_id(), "")
    numbers = [
        issue_number(
            scheme=SCHEME,
            pattern="{division}-{seq:03}",
            day=day,
            subject=subject,
            restart=Restart.NEVER,
            params={"division": "4420"},
        )
        for day in (DAY, date(2027, 5, 1))
    ]

    assert numbers == ["4420-001", "4420-002"]


def test_suggestion_follows_a_number_typed_ahead(city_a: object) -> None:
    issue()

    assert issue("2026Y0050") == "2026Y0050"
    assert suggest() == "2026Y0051"
    assert issue() == "2026Y0051"


def test_number_typed_behind_the_counter_fills_its_gap_only(city_a: object) -> None:
    issue("2026Y0050")

    assert issue("2026Y0007") == "2026Y0007"
    assert suggest() == "2026Y0051"


def test_number_outside_the_pattern_leaves_the_counter(city_a: object) -> None:
    issue()

    assert issue(" 中科登字〔2026〕3号 ") == "中科登字〔2026〕3号"
    assert suggest() == "2026Y0002"


def test_taken_number_names_the_next_free_one(city_a: object) -> None:
    issue()

    with pytest.raises(ValidationFailed) as failure:
        issue("2026Y0001")

    assert failure.value.problems == (
        Problem("number", "number_taken", {"number": "2026Y0001", "suggestion": "2026Y0002"}),
    )
    assert suggest() == "2026Y0002"


@pytest.mark.parametrize("wanted", ["", "   ", "a\nb", "1" * 121])
def test_malformed_number_is_refused(city_a: object, wanted: str) -> None:
    with pytest.raises(ValidationFailed) as failure:
        issue(wanted)

    assert failure.value.problems == (Problem("number", "number_malformed"),)


def test_void_number_is_never_given_again(city_a: object) -> None:
    issue()
    void_number(scheme=SCHEME, number="2026Y0001", reason="撤销批复")

    with pytest.raises(ValidationFailed):
        issue("2026Y0001")
    with pytest.raises(IllegalTransition):
        void_number(scheme=SCHEME, number="2026Y0001", reason="again")

    assert issue() == "2026Y0002"
    assert IssuedNumber.objects.get(number="2026Y0001").state == NumberState.VOID


def test_unknown_number_cannot_be_void(city_a: object) -> None:
    with pytest.raises(IllegalTransition) as failure:
        void_number(scheme=SCHEME, number="2026Y0001", reason="")

    assert failure.value.code == "number_unknown"


def _take(first: int, count: int) -> None:
    """Numbers brought in from an old system: no counter knows of them."""
    IssuedNumber.objects.bulk_create(
        IssuedNumber(
            scheme=SCHEME,
            number=f"2026Y{n:04}",
            subject_type="import",
            subject_id=new_id(),
            issued_at="2026-01-01T00:00Z",
        )
        for n in range(first, first + count)
    )


def test_taken_numbers_are_skipped_with_one_query(city_a: object, django_assert_num_queries: object) -> None:
    _take(1, 150)

    with django_assert_num_queries(2):  # type: ignore[operator]
        assert suggest() == "2026Y0151"
    assert issue() == "2026Y0151"


def test_search_for_a_free_number_ends(city_a: object) -> None:
    _take(1, LOOK_AHEAD)

    with pytest.raises(ValidationFailed) as failure:
        suggest()

    assert failure.value.problems == (Problem("number", "number_none_free"),)


def test_number_of_a_rolled_back_decision_is_given_to_the_next(city_a: object) -> None:
    with pytest.raises(ChangeOfMindError):
        issue_and_change_mind()

    assert issue() == "2026Y0001"


def _race(city: object, work: object) -> list[object]:
    gate = threading.Barrier(THREADS)

    def run(worker: int) -> list[object]:
        try:
            with tenant_context(city):  # type: ignore[arg-type]
                gate.wait(30)
                return [work(worker, turn) for turn in range(ROUNDS)]  # type: ignore[operator]
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return [answer for answers in pool.map(run, range(THREADS)) for answer in answers]


def test_racing_threads_with_rollbacks_leave_no_double_and_no_gap(committing_city: object) -> None:
    def decide(worker: int, turn: int) -> str | None:
        try:
            with transaction.atomic():
                return issue_and_change_mind() if (worker + turn) % 5 == 0 else issue()
        except ChangeOfMindError:
            return None

    numbers = sorted(number for number in _race(committing_city, decide) if number)

    assert numbers == [f"2026Y{n:04}" for n in range(1, len(numbers) + 1)]
    assert len(numbers) == THREADS * ROUNDS * 4 // 5
    with tenant_context(committing_city):  # type: ignore[arg-type]
        assert sorted(IssuedNumber.objects.values_list("number", flat=True)) == numbers
        assert NumberSequence.objects.get().last == len(numbers)


def test_racing_for_the_same_typed_number_has_one_winner_each(committing_city: object) -> None:
    def decide(_worker: int, turn: int) -> str:
        try:
            return issue(f"2026Y{turn + 1:04}")
        except ValidationFailed as failure:
            return failure.problems[0].code

    answers = _race(committing_city, decide)

    assert answers.count("number_taken") == (THREADS - 1) * ROUNDS
    assert sorted(a for a in answers if a != "number_taken") == [f"2026Y{n:04}" for n in range(1, ROUNDS + 1)]
