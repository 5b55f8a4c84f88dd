"""What is put on record about a batch: the meeting, the 文号, the stamped scan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from accounts.access import Actor
from documents.domain.file_states import FileState
from documents.models import StoredFile
from documents.services.numbering import issue_number, void_number
from reviews.batch_policies import BatchAction
from reviews.domain.batches import NUMBER_SCHEME
from reviews.models import Batch
from reviews.queries.batch_files import batch_upload
from reviews.services.batches import begin_batch, changed, record_batch, subject_of_batch
from tenants.clock import today
from tenants.domain.errors import Problem, ValidationFailed

LONGEST_PLACE = 100
LONGEST_WORDS = 20_000
LONGEST_NUMBER = 60
#: The counter of a 文号 is found from the last one; here only that it is given once.
_TYPED = "{seq}"


@dataclass(frozen=True, slots=True)
class Meeting:
    """The record of a meeting; `minutes_id` is one's own upload."""

    day: date | None
    place: str
    people: str
    minutes: str
    minutes_id: UUID | None = None


@transaction.atomic
def record_meeting(actor: Actor, *, batch_id: UUID, meeting: Meeting) -> Batch:
    """When and where it was, who took part, what was said; repeating it corrects what is there.

    Raises NotAuthorised, IllegalTransition, ValidationFailed at `day`, `place`, `people`, `minutes`, `minutes_file`.
    """
    batch = begin_batch(actor, batch_id, BatchAction.RECORD)
    problems = _meeting_problems(meeting)
    file = batch.minutes_file
    if meeting.minutes_id:
        file = batch_upload(actor, meeting.minutes_id)
        problems += _file_problems(file, "minutes_file")
    if problems:
        raise ValidationFailed(problems)
    batch.meeting_on, batch.meeting_place = meeting.day, meeting.place.strip()
    batch.meeting_people, batch.minutes = meeting.people.strip(), meeting.minutes.strip()
    batch.minutes_file = file
    changed(batch, "meeting_on", "meeting_place", "meeting_people", "minutes", "minutes_file")
    record_batch("reviews.record_meeting", actor, batch, day=str(batch.meeting_on))
    return batch


def _meeting_problems(meeting: Meeting) -> list[Problem]:
    problems = []
    if meeting.day is None:
        problems.append(Problem("day", "batch_meeting_day_missing"))
    elif meeting.day > today():
        problems.append(Problem("day", "batch_meeting_day_ahead"))
    if not meeting.minutes.strip():
        problems.append(Problem("minutes", "batch_minutes_missing"))
    for place, words, most in (
        ("place", meeting.place, LONGEST_PLACE),
        ("people", meeting.people, LONGEST_WORDS),
        ("minutes", meeting.minutes, LONGEST_WORDS),
    ):
        if len(words) > most:
            problems.append(Problem(place, "batch_words_too_long", {"most": most}))
    return problems


@transaction.atomic
def number_batch(actor: Actor, *, batch_id: UUID, number: str) -> Batch:
    """Give the document its 文号; another one in its place makes the first void.

    Raises NotAuthorised, IllegalTransition, ValidationFailed at `number`: missing, malformed, taken.
    """
    batch = begin_batch(actor, batch_id, BatchAction.RECORD)
    wanted = number.strip()
    if not wanted or len(wanted) > LONGEST_NUMBER:
        raise ValidationFailed([Problem("number", "batch_number_missing", {"most": LONGEST_NUMBER})])
    if wanted == batch.document_number:
        return batch
    earlier, batch.document_number = batch.document_number, wanted
    try:
        issue_number(scheme=NUMBER_SCHEME, pattern=_TYPED, day=today(), subject=subject_of_batch(batch), wanted=wanted)
    except ValidationFailed as refused:
        if refused.problems[0].code != "number_taken":
            raise
        raise ValidationFailed([Problem("number", "batch_number_taken", {"number": wanted})]) from refused
    if earlier:
        void_number(scheme=NUMBER_SCHEME, number=earlier, reason="batch_renumbered")
    changed(batch, "document_number")
    record_batch("reviews.number_batch", actor, batch, number=wanted)
    return batch


@transaction.atomic
def attach_scan(actor: Actor, *, batch_id: UUID, file_id: UUID | None) -> Batch:
    """The stamped document as a scan, one's own upload; it may come after the confirmation, and be replaced.

    Raises NotAuthorised, IllegalTransition, ValidationFailed at `scan`.
    """
    batch = begin_batch(actor, batch_id, BatchAction.ADD_PAPER)
    file = batch_upload(actor, file_id) if file_id else None
    problems = _file_problems(file, "scan")
    if problems:
        raise ValidationFailed(problems)
    batch.scan = file
    changed(batch, "scan")
    record_batch("reviews.attach_batch_scan", actor, batch, file=str(file_id))
    return batch


def _file_problems(file: StoredFile | None, place: str) -> list[Problem]:
    if file is None:
        return [Problem(place, "batch_file_missing")]
    if file.state == FileState.REFUSED:
        return [Problem(place, "batch_file_refused")]
    return [Problem(place, "batch_file_not_checked")] if file.state != FileState.CLEAN else []
