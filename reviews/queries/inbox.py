"""Lists of the workbench: what waits for me, what I did, and everything I may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from accounts.access import Actor
from accounts.domain.substitution import StandIn
from accounts.queries.organisations import organisations_called
from applications.domain.cursors import Cursor, parse_cursor
from applications.domain.states import ENDED, Status
from applications.models import Application, ApplicationAccess, ApplicationFact
from applications.queries.keyset import PAGE_SIZE
from reviews.domain.actions import HANDLING
from reviews.models import StepAct, StepTask, TaskCandidate
from reviews.queries.standing import absent_behind, addressed, scans, with_absent
from tenants.clock import now

#: Working days before the end at which a light turns yellow.
DUE_SOON = 1


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What a list is narrowed to. `claimed`, by oneself, narrows what waits; `status` the list of all; the last four
    that of supervision alone.
    """

    procedure: UUID | None = None
    step: str = ""
    text: str = ""
    overdue: bool = False
    claimed: bool = False
    status: str = ""
    department: str = ""
    person: str = ""
    light: str = ""
    limit: str = ""


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of a list. `task` is the page it opens; a line of the list of all opens the application."""

    application: Application
    task: StepTask | None
    at: datetime
    due_on: date | None
    days_left: int | None = None
    #: One of its limits has come to its first yellow day, whichever is due next; what that one is called.
    is_warned: bool = False
    limit: str = ""
    #: The name of whoever is away and would have done it.
    absent: str = ""
    #: By which the row stands where it stands, together with `at`.
    key: UUID | None = None
    #: How often the person acted on it, and up to when that was looked at; of the list of what one did.
    acts: int = 0
    as_of: datetime | None = None

    @property
    def cursor(self) -> str:
        """The place in the list right behind this row."""
        return Cursor(self.at, self.key, self.as_of).encode() if self.key else ""

    @property
    def light(self) -> str:
        """Key of the status word of the row's clock; empty where nothing is due."""
        if self.days_left is None or Status(self.application.status) in ENDED:
            return ""
        if self.days_left < 0:
            return "overdue"
        return "due_soon" if self.is_warned or self.days_left <= DUE_SOON else "in_time"


@dataclass(frozen=True, slots=True)
class ListPage:
    rows: list[ListRow]
    next_cursor: str


def inbox(actor: Actor, wanted: ListFilter, *, today: date, after: str = "", size: int = PAGE_SIZE) -> ListPage:
    """Open tasks of one's principals, the longest waiting first.

    Two queries: an ordered, limited index scan per principal, merged; then the rows of the page.
    """
    keys = _inbox_keys(actor, wanted, today, after, size + 1)
    more = len(keys) > size
    keys = keys[:size]
    rows_of_page = with_absent(actor, StepTask.objects.select_related("application__procedure"))
    tasks = rows_of_page.in_bulk([task for _, task in keys]) if keys else {}
    behind = absent_behind(actor, tasks.values())
    rows = [
        ListRow(tasks[task].application, tasks[task], at, tasks[task].due_on, absent=_name(behind.get(task)), key=task)
        for at, task in keys
    ]
    return ListPage(rows, Cursor(*keys[-1]).encode() if more else "")


def _name(absent: StandIn | None) -> str:
    return absent.absent_name if absent else ""


def inbox_after(actor: Actor, wanted: ListFilter, *, today: date, except_for: UUID) -> tuple[StepTask | None, int]:
    """The next task under the same filter, and how many are left. For 下一件 after an act."""
    keys = [task for _, task in _inbox_keys(actor, wanted, today, "", 2) if task != except_for]
    left = inbox_count(actor, wanted, today=today)
    return (StepTask.objects.select_related("application").get(pk=keys[0]) if keys else None), left


def inbox_count(actor: Actor, wanted: ListFilter, *, today: date) -> int:
    return _candidates(actor, wanted, today).values("task").distinct().count()


def _candidates(actor: Actor, wanted: ListFilter, today: date) -> QuerySet[TaskCandidate]:
    return _waiting(actor).filter(_task_narrowing(wanted, today, actor.user_id))


def _waiting(actor: Actor) -> QuerySet[TaskCandidate]:
    """Candidatures of open tasks: one's own, and of those for whom one stands in."""
    return TaskCandidate.objects.filter(addressed(actor, kind="task__kind"), open=True)


def _inbox_keys(actor: Actor, wanted: ListFilter, today: date, after: str, size: int) -> list[tuple[datetime, UUID]]:
    """Sort key and task of one page. A union of limited scans: `principal IN (…)` would sort everything first."""
    cursor = parse_cursor(after)
    narrowing = _task_narrowing(wanted, today, actor.user_id)
    if cursor is not None:
        narrowing &= Q(opened_at__gt=cursor.at) | Q(opened_at=cursor.at, task__gt=cursor.id)
    found = [
        TaskCandidate.objects.filter(narrowing, lent, principal=principal, open=True)
        .order_by("opened_at", "task_id")
        .values_list("opened_at", "task_id")[:size]
        for principal, lent in scans(actor, procedure="task__application__procedure", kind="task__kind")
    ]
    if len(found) == 1:
        return list(found[0])
    return list(found[0].union(*found[1:]).order_by("opened_at", "task_id")[:size])


def _task_narrowing(wanted: ListFilter, today: date, person: UUID) -> Q:
    narrowing = Q()
    if wanted.procedure:
        narrowing &= Q(task__application__procedure=wanted.procedure)
    if wanted.step:
        narrowing &= Q(task__step_key=wanted.step)
    if wanted.overdue:
        narrowing &= Q(task__due_on__lt=today)
    if wanted.claimed:
        narrowing &= Q(task__claimed_by=person)
    if wanted.text:
        narrowing &= text_in(wanted.text, "task__application__")
    return narrowing


def text_in(text: str, path: str) -> Q:
    """Number, title and unit of the application, and the facts that its package marks as searchable or listed.

    The unit is found by its name at submission, by that of today and by every one between.
    """
    called = organisations_called(text).filter(pk=OuterRef(f"{path}organisation"))
    facts = ApplicationFact.objects.filter(application=OuterRef(f"{path}pk"), text__icontains=text)
    columns = ("number", "title", "organisation_name", "registration_number")
    return (
        reduce(or_, (Q(**{f"{path}{column}__icontains": text}) for column in columns))
        | Q(Exists(facts))
        | Q(Exists(called))
    )


def done_by(actor: Actor, wanted: ListFilter, *, after: str = "", size: int = PAGE_SIZE) -> ListPage:
    """Applications that this person handled, each with the last act, the latest first. One query.

    All pages show what was done until the first one was asked for: an act in between would else lift a file past the
    border of a page, unseen.
    """
    cursor = parse_cursor(after)
    as_of = cursor.as_of if cursor is not None and cursor.as_of else now()
    mine = StepAct.objects.filter(actor=actor.user_id, action__in=HANDLING, at__lte=as_of)
    if wanted.step:
        mine = mine.filter(task__step_key=wanted.step)
    there = mine.filter(application=OuterRef("application")).order_by()
    later = Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), id__gt=OuterRef("id"))
    times = there.values("application").annotate(times=Count("pk")).values("times")
    acts = mine.filter(~Exists(there.filter(later))).annotate(times=Subquery(times))
    if wanted.procedure:
        acts = acts.filter(application__procedure=wanted.procedure)
    if wanted.text:
        acts = acts.filter(text_in(wanted.text, "application__"))
    if cursor is not None:
        acts = acts.filter(Q(at__lt=cursor.at) | Q(at=cursor.at, id__lt=cursor.id))
    found = list(acts.select_related("task", "application__procedure").order_by("-at", "-id")[: size + 1])
    rows = [
        ListRow(each.application, each.task, each.at, None, key=each.id, acts=each.times, as_of=as_of)
        for each in found[:size]
    ]
    return ListPage(rows, rows[-1].cursor if len(found) > size else "")


def all_visible(actor: Actor, wanted: ListFilter, *, today: date, after: str = "", size: int = PAGE_SIZE) -> ListPage:
    """Every application that one may see, the newest first. Two queries, as for the inbox."""
    cursor = parse_cursor(after)
    narrowing = _application_narrowing(wanted, today)
    if cursor is not None:
        narrowing &= Q(sort_at__lt=cursor.at) | Q(sort_at=cursor.at, application__lt=cursor.id)
    scans = [
        ApplicationAccess.objects.filter(narrowing, grantee=principal)
        .order_by("-sort_at", "-application_id")
        .values_list("sort_at", "application_id")[: size + 1]
        for principal in sorted(actor.principals)
    ]
    merged = scans[0].union(*scans[1:]).order_by("-sort_at", "-application_id") if len(scans) > 1 else scans[0]
    keys = list(merged[: size + 1])
    more = len(keys) > size
    keys = keys[:size]
    found = Application.objects.select_related("procedure").in_bulk([application for _, application in keys])
    rows = [ListRow(found[each], None, at, found[each].promised_due, key=each) for at, each in keys]
    return ListPage(rows, Cursor(*keys[-1]).encode() if more else "")


def _application_narrowing(wanted: ListFilter, today: date) -> Q:
    narrowing = Q()
    if wanted.procedure:
        narrowing &= Q(application__procedure=wanted.procedure)
    if wanted.step:
        narrowing &= Q(application__current_step=wanted.step)
    if wanted.status:
        narrowing &= Q(application__status=wanted.status)
    if wanted.overdue:
        narrowing &= Q(application__promised_due__lt=today) & ~Q(
            application__status__in=[status.value for status in ENDED]
        )
    if wanted.text:
        narrowing &= text_in(wanted.text, "application__")
    return narrowing


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits of one procedure at one step."""

    procedure: UUID
    procedure_name: str
    step: str
    step_label: str
    tasks: int
    overdue: int
    claimed: int


def waiting_by_step(actor: Actor, *, today: date) -> list[Waiting]:
    """Everything that waits, by procedure and step: for the filters and their numbers. One query."""
    late, mine = Q(task__due_on__lt=today), Q(task__claimed_by=actor.user_id)
    found = (
        _waiting(actor)
        .values_list(
            "task__application__procedure_id",
            "task__application__procedure__name",
            "task__step_key",
            "task__step_label",
        )
        .annotate(
            tasks=Count("task", distinct=True),
            overdue=Count("task", distinct=True, filter=late),
            claimed=Count("task", distinct=True, filter=mine),
        )
        .order_by("task__application__procedure__name", "task__step_label", "task__step_key")
    )
    return [Waiting(*row) for row in found]


def waiting_papers(actor: Actor, task_ids: list[UUID]) -> dict[UUID, StepTask]:
    """Those of the tasks that are addressed to this person, with their applications, in the order of arrival."""
    mine = TaskCandidate.objects.filter(addressed(actor, kind="task__kind"), task=OuterRef("pk"))
    tasks = StepTask.objects.filter(Exists(mine), pk__in=task_ids).select_related("application__procedure")
    return {task.id: task for task in tasks.order_by("opened_at", "id")}
