"""Papers at the counter, by the check codes on them: what each is, and what may be done with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from accounts.access import Actor
from applications.models import Application, ApplicationAccess, PrintedForm
from applications.queries.printed import printed_by_codes
from procedures.domain.chain_model import StepKind
from reviews.models import PaperReceipt, StepTask, TaskCandidate, TaskState
from reviews.queries.access import OFFICE_LEVELS
from reviews.queries.standing import addressed


class PaperState(StrEnum):
    """What the counter is told of one paper."""

    OK = "ok"
    OLDER = "older"
    UNKNOWN = "unknown"
    RECEIVED = "received"
    NOT_THERE = "not_there"


@dataclass(frozen=True, slots=True)
class ScannedPaper:
    """One scanned code. `application` is empty where the code is unknown or not for this person's eyes."""

    code: str
    state: PaperState
    application: Application | None = None
    task: StepTask | None = None
    round: int = 0

    @property
    def is_receivable(self) -> bool:
        return self.task is not None


def scanned_papers(actor: Actor, codes: Sequence[str]) -> list[ScannedPaper]:
    """Each code once, in the order of scanning. Four queries, however many codes."""
    wanted = list(dict.fromkeys(code for code in codes if code))
    printed = printed_by_codes(wanted)
    visible = _visible(actor, (form.submission.application_id for form in printed.values()))
    tasks, received = _waiting(actor, visible), _received(visible)
    return [_paper(code, printed.get(code), visible, tasks, received) for code in wanted]


def _paper(
    code: str,
    form: PrintedForm | None,
    visible: frozenset[UUID],
    tasks: dict[UUID, StepTask],
    received: frozenset[UUID],
) -> ScannedPaper:
    if form is None or form.submission.application_id not in visible:
        return ScannedPaper(code, PaperState.UNKNOWN)
    application, round_number = form.submission.application, form.submission.round
    task = tasks.get(application.id)
    if task is None:
        state = PaperState.RECEIVED if application.id in received else PaperState.NOT_THERE
        return ScannedPaper(code, state, application, None, round_number)
    state = PaperState.OK if round_number == application.round else PaperState.OLDER
    return ScannedPaper(code, state, application, task, round_number)


def _visible(actor: Actor, applications: Iterable[UUID]) -> frozenset[UUID]:
    rows = ApplicationAccess.objects.filter(
        addressed(actor, principal="grantee", procedure="application__procedure"),
        application__in=set(applications),
        level__in=[level.value for level in OFFICE_LEVELS],
    )
    return frozenset(rows.values_list("application_id", flat=True))


def _waiting(actor: Actor, applications: frozenset[UUID]) -> dict[UUID, StepTask]:
    mine = TaskCandidate.objects.filter(addressed(actor), task=OuterRef("pk"), open=True)
    tasks = StepTask.objects.filter(
        Exists(mine), application__in=applications, state=TaskState.OPEN, kind=StepKind.RECEIVE_PAPER.value
    )
    return {task.application_id: task for task in tasks}


def _received(applications: frozenset[UUID]) -> frozenset[UUID]:
    receipts = PaperReceipt.objects.filter(act__application__in=applications, act__task__voided=False)
    return frozenset(receipts.values_list("act__application_id", flat=True))


def receipts_of(application: Application) -> QuerySet[PaperReceipt]:
    """What was taken in, the latest first, for the application's page."""
    receipts = PaperReceipt.objects.filter(act__application=application)
    return receipts.select_related("act__actor").order_by("-act__at", "-id")
