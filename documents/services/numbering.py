"""Numbers on decisions and letters: from locked counter rows, without gaps, never given twice (security.md V7).

「系统将根据上一个编号系统自动顺延生成一个新的编号，如该编号已被使用，可修改」 (seed 004, 批复).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from documents.domain.number_states import NumberState
from documents.domain.numbering import NumberSuggestion, Restart, counter_of, format_number, period_key
from documents.models import IssuedNumber, NumberSequence
from documents.queries.locks import advance_sequence, lock_sequence
from tenants.clock import now
from tenants.domain.errors import IllegalTransition, Problem, ValidationFailed
from tenants.domain.subjects import SubjectRef

#: How many taken numbers in a row are skipped before a person is asked.
LOOK_AHEAD = 200
LONGEST_NUMBER = 120
_NO_PARAMS: Mapping[str, str] = {}


def suggest_number(
    scheme: str,
    pattern: str,
    day: date,
    *,
    restart: Restart = Restart.YEARLY,
    params: Mapping[str, str] = _NO_PARAMS,
    last: int | None = None,
) -> str:
    """The number to offer: the one after the last issued. Takes no lock, so it may be gone when it is used.

    `last` is the counter's, where it was read already. Raises ValidationFailed (`number_none_free`) when the next 200
    are all taken.
    """
    if last is None:
        sequence = counters(scheme, day, restart).first()
        last = sequence.last if sequence else 0
    return _next_free(scheme, _wording(pattern, day, params), last=last).number


def counters(scheme: str, day: date, restart: Restart = Restart.YEARLY) -> QuerySet[NumberSequence]:
    """The counter that a day's numbers are taken from, where one was issued before."""
    return NumberSequence.objects.filter(scheme=scheme, period=period_key(restart, day))


@transaction.atomic
def issue_number(
    *,
    scheme: str,
    pattern: str,
    day: date,
    subject: SubjectRef,
    wanted: str | None = None,
    restart: Restart = Restart.YEARLY,
    params: Mapping[str, str] = _NO_PARAMS,
) -> str:
    """Give `subject` a number, inside the caller's transaction, after all its other locks and as late as can be.

    `wanted` is what a person typed over the suggestion; a number ahead of the counter moves the counter, so that the
    next suggestion follows it. Raises ValidationFailed at `number`: taken (with the next free one), malformed.
    """
    period, word = period_key(restart, day), _wording(pattern, day, params)
    if wanted is None:
        return _issue_next(scheme, period, word, subject)
    number = _checked(wanted)
    sequence = lock_sequence(scheme, period)
    if not _take(scheme, number, subject):
        suggestion = _next_free(scheme, word, last=sequence.last).number
        raise ValidationFailed([Problem("number", "number_taken", {"number": number, "suggestion": suggestion})])
    counter = counter_of(pattern, number, day, params) or 0
    if counter > sequence.last:
        sequence.last = counter
        sequence.save(update_fields=["last"])
    return number


def _wording(pattern: str, day: date, params: Mapping[str, str]) -> Callable[[int], str]:
    return lambda counter: format_number(pattern, counter, day, params)


def _issue_next(scheme: str, period: str, word: Callable[[int], str], subject: SubjectRef) -> str:
    """Two statements, unless numbers that the counter does not know of (from an old system, say) are in the way."""
    counter = advance_sequence(scheme, period)
    number = word(counter)
    while not _take(scheme, number, subject):
        free = _next_free(scheme, word, last=counter)
        number, counter = free.number, free.counter
        NumberSequence.objects.filter(scheme=scheme, period=period).update(last=counter)
    return number


def _take(scheme: str, number: str, subject: SubjectRef) -> bool:
    """Write a number down for its subject; False when it was given before."""
    try:
        with transaction.atomic():
            IssuedNumber.objects.create(
                scheme=scheme, number=number, subject_type=subject.type, subject_id=subject.id, issued_at=now()
            )
    except IntegrityError:
        return False
    return True


@transaction.atomic
def void_number(*, scheme: str, number: str, reason: str) -> None:
    """Mark a number void. It stays on record and is never given again.

    Raises IllegalTransition: `number_unknown`, `number_already_void`.
    """
    issued = (
        IssuedNumber.objects.select_for_update(of=("self",), no_key=True).filter(scheme=scheme, number=number).first()
    )
    if issued is None:
        raise IllegalTransition("number_unknown", number=number)
    if issued.state == NumberState.VOID:
        raise IllegalTransition("number_already_void", number=number)
    issued.state, issued.voided_at, issued.void_reason = NumberState.VOID, now(), reason
    issued.save(update_fields=["state", "voided_at", "void_reason"])


def _next_free(scheme: str, word: Callable[[int], str], *, last: int) -> NumberSuggestion:
    """The first free number after `last`, found with one query however many are taken."""
    candidates = [NumberSuggestion(counter, word(counter)) for counter in range(last + 1, last + 1 + LOOK_AHEAD)]
    taken = set(
        IssuedNumber.objects.filter(scheme=scheme, number__in=[c.number for c in candidates]).values_list(
            "number", flat=True
        )
    )
    for candidate in candidates:
        if candidate.number not in taken:
            return candidate
    raise ValidationFailed([Problem("number", "number_none_free")])


def _checked(wanted: str) -> str:
    number = wanted.strip()
    if not number or len(number) > LONGEST_NUMBER or not number.isprintable():
        raise ValidationFailed([Problem("number", "number_malformed")])
    return number
