"""督办: the open tasks that somebody supervises, counted and listed, and the notes that wait for an answer.

What one supervises is what one may see under a supervising role: `ApplicationAccess`, like every list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from accounts.access import Actor
from accounts.domain.principals import PrincipalKind, parse_principal, role_principal, user_principal
from accounts.models import Department, User
from accounts.queries.people import grants_in_force
from applications.domain.cursors import Cursor, parse_cursor
from applications.models import ApplicationAccess
from applications.queries.keyset import PAGE_SIZE, Page, keyset_page
from reviews.domain.supervising import Figures, Grouping, Light, Measure, supervising_principals
from reviews.models import Clock, ClockKind, ClockState, StepTask, SupervisionNote, TaskCandidate, TaskState
from reviews.queries.inbox import ListFilter, ListPage, ListRow, text_in
from tenants.clock import today
from tenants.domain.errors import NotAuthorised

#: In the place of a department or a person: the task waits for the applicant's own unit, or for somebody to be named.
NONE = "none"
NO_FILTER = ListFilter()


@dataclass(frozen=True, slots=True)
class Group:
    """One line of the page: `key` is what narrows the list to it."""

    key: str
    label: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class _Cell:
    """Tasks that differ in nothing but their lights."""

    procedure: UUID
    procedure_name: str
    step: str
    step_label: str
    who: tuple[str, ...]
    figures: Figures


def supervises(actor: Actor) -> bool:
    return bool(supervising_principals(actor.principals))


def supervised_tasks(actor: Actor, wanted: ListFilter) -> QuerySet[StepTask]:
    """Open tasks under a filter. Raises NotAuthorised for whoever supervises nothing."""
    principals = supervising_principals(actor.principals)
    if not principals:
        raise NotAuthorised("not_authorised")
    seen = ApplicationAccess.objects.filter(application=OuterRef("application"), grantee__in=principals)
    return StepTask.objects.filter(Exists(seen), state=TaskState.OPEN).filter(_narrowing(wanted))


def _narrowing(wanted: ListFilter) -> Q:
    narrowing = _light(Light.OVERDUE if wanted.overdue else wanted.light, wanted)
    if wanted.text:
        narrowing &= text_in(wanted.text, "application__")
    if wanted.procedure:
        narrowing &= Q(application__procedure=wanted.procedure)
    if wanted.step:
        narrowing &= Q(step_key=wanted.step)
    if wanted.department:
        narrowing &= _waiting_for(wanted.department, _of_department(wanted.department))
    if wanted.person:
        narrowing &= _waiting_for(wanted.person, Q(principal__in=_principals_of(wanted.person)))
    return narrowing


def _waiting_for(key: str, whom: Q) -> Q:
    candidates = _candidates()
    return ~Q(Exists(candidates)) if key == NONE else Q(Exists(candidates.filter(whom)))


def _candidates() -> QuerySet[TaskCandidate]:
    """Of the office: people of the applicant's own unit are not supervised."""
    return TaskCandidate.objects.filter(task=OuterRef("pk"), open=True, principal__regex=r"^[ru]:")


def _light(light: str, wanted: ListFilter) -> Q:
    if light not in list(Light):
        return Q()
    return _lights(wanted)[Light(light)]


def _clocks(wanted: ListFilter) -> tuple[QuerySet[Clock], ...]:
    """The running clocks that a task is measured by: its own, and those of its application. Each is an index scan."""
    running = Clock.objects.filter(state=ClockState.RUNNING)
    own = running.filter(task=OuterRef("pk"))
    whole = running.filter(task=None, application=OuterRef("application"))
    measure = wanted.limit if wanted.limit in list(Measure) else Measure.ANY
    return {Measure.ANY: (own, whole), Measure.STEP: (own,), Measure.WHOLE: (whole,)}[Measure(measure)]


def _any(clocks: Iterable[QuerySet[Clock]], condition: Q) -> Q:
    return reduce(or_, (Q(Exists(each.filter(condition))) for each in clocks))


def _lights(wanted: ListFilter) -> dict[Light, Q]:
    """The worst of a task's limits is its light. What stands still, or has no limit, is in time."""
    day, clocks = today(), _clocks(wanted)
    over, warned = _any(clocks, Q(due_on__lt=day)), _any(clocks, Q(warn_on__lte=day))
    return {Light.OVERDUE: over, Light.DUE_SOON: warned & ~over, Light.IN_TIME: ~warned & ~over}


def _of_department(key: str) -> Q:
    """Its roles, and its people where they are asked by name (会签, a claim)."""
    try:
        people = User.objects.filter(department=UUID(key)).values_list("pk", flat=True)
    except ValueError:
        return Q(pk__in=[])
    return Q(principal__endswith=f":{key}") | Q(principal__in=[user_principal(each) for each in people])


def _principals_of(person: str) -> list[str]:
    """What somebody answers to in the office; nothing for a key that is no person's."""
    try:
        user_id = UUID(person)
    except ValueError:
        return []
    roles = grants_in_force().filter(user=user_id).values_list("role__key", "department_id")
    return [user_principal(user_id), *(role_principal(*role) for role in roles)]


def groups(actor: Actor, wanted: ListFilter, grouping: Grouping) -> tuple[list[Group], Figures]:
    """The lines of a grouping, the worst first, and the sum of all. At most five queries, however much there is."""
    cells = _cells(actor, wanted)
    total = sum((cell.figures for cell in cells), Figures())
    labels, found = _labels(cells, grouping), dict[str, Figures]()
    for cell in cells:
        for key in labels.keys_of(cell):
            found[key] = found.get(key, Figures()) + cell.figures
    lines = [Group(key, labels.names[key], figures) for key, figures in found.items() if key in labels.names]
    lines.sort(key=lambda line: (-line.figures.overdue, -line.figures.due_soon, -line.figures.in_time, line.label))
    return lines, total


def _cells(actor: Actor, wanted: ListFilter) -> list[_Cell]:
    """One query: open tasks by procedure, step and those they wait for."""
    lights = _lights(wanted)
    rows = (
        supervised_tasks(actor, wanted)
        .annotate(who=ArraySubquery(_candidates().order_by("principal").values("principal")))
        .order_by()
        .values("application__procedure_id", "application__procedure__name", "step_key", "step_label", "who")
        .annotate(
            n_overdue=Count("pk", filter=lights[Light.OVERDUE]),
            n_due_soon=Count("pk", filter=lights[Light.DUE_SOON]),
            n_in_time=Count("pk", filter=lights[Light.IN_TIME]),
        )
    )
    return [
        _Cell(
            row["application__procedure_id"],
            row["application__procedure__name"],
            row["step_key"],
            row["step_label"],
            tuple(row["who"]),
            Figures(row["n_overdue"], row["n_due_soon"], row["n_in_time"]),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class _Labels:
    """What the lines of one grouping are called, and which of them a cell counts in: those of its principals."""

    grouping: Grouping
    names: Mapping[str, str]
    lines: Mapping[str, frozenset[str]]

    def keys_of(self, cell: _Cell) -> Iterable[str]:
        match self.grouping:
            case Grouping.PROCEDURE:
                return (str(cell.procedure),)
            case Grouping.STEP:
                return (cell.step,)
            case Grouping.DEPARTMENT | Grouping.PERSON:
                return {line for each in cell.who for line in self.lines.get(each, ())} or (NONE,)


def _labels(cells: list[_Cell], grouping: Grouping) -> _Labels:
    if grouping is Grouping.PROCEDURE:
        return _Labels(grouping, {str(cell.procedure): cell.procedure_name for cell in cells}, {})
    if grouping is Grouping.STEP:
        return _Labels(grouping, {cell.step: cell.step_label for cell in cells}, {})
    principals = {each for cell in cells for each in cell.who}
    if grouping is Grouping.DEPARTMENT:
        departments = _departments(principals)
        ids = {UUID(each) for found in departments.values() for each in found}
        named = Department.objects.filter(pk__in=ids).values_list("pk", "name")
        return _Labels(grouping, {str(key): name for key, name in named} | {NONE: ""}, departments)
    people = _people(principals)
    users = User.objects.in_bulk({UUID(each) for found in people.values() for each in found})
    return _Labels(grouping, {str(key): user.display_name for key, user in users.items()} | {NONE: ""}, people)


def _departments(principals: Iterable[str]) -> dict[str, frozenset[str]]:
    """The department of each principal: of a role its own, of a person where they belong. At most one query."""
    parsed = {each: parse_principal(each) for each in principals}
    people = {each.target for each in parsed.values() if each.kind is PrincipalKind.USER}
    homes = dict(User.objects.filter(pk__in=people).values_list("pk", "department_id")) if people else {}
    found = {each: homes.get(of.target) if of.kind is PrincipalKind.USER else of.target for each, of in parsed.items()}
    return {each: frozenset({str(department)}) for each, department in found.items() if department is not None}


def _people(principals: Iterable[str]) -> dict[str, frozenset[str]]:
    """Who answers to which principal today. One query."""
    wanted = set(principals)
    found = {each: frozenset({str(parse_principal(each).target)}) for each in wanted if each.startswith("u:")}
    departments = {parse_principal(each).target for each in wanted if each.startswith("r:")}
    grants = grants_in_force().filter(department__in=departments, user__is_active=True)
    for key, department_id, user_id in grants.values_list("role__key", "department_id", "user_id"):
        principal = role_principal(key, department_id)
        if principal in wanted:
            found[principal] = found.get(principal, frozenset()) | {str(user_id)}
    return found


def _measured(tasks: QuerySet[StepTask], wanted: ListFilter) -> QuerySet[StepTask]:
    """Each task with the limit that ends first, and whether one of them has come to its first yellow day."""
    clocks = _clocks(wanted)
    nearest = [each.order_by("due_on", "kind") for each in clocks]
    return tasks.select_related("application__procedure").annotate(
        is_warned=_any(clocks, Q(warn_on__lte=today())),
        **{f"due_{at}": Subquery(each.values("due_on")[:1]) for at, each in enumerate(nearest)},
        **{f"kind_{at}": Subquery(each.values("kind")[:1]) for at, each in enumerate(nearest)},
    )


def _row(task: StepTask) -> ListRow:
    found = [(getattr(task, f"due_{at}", None), getattr(task, f"kind_{at}", None)) for at in range(2)]
    due, kind = min(((due, kind) for due, kind in found if due and kind), default=(None, ""))
    label = str(ClockKind(kind).label) if kind else ""
    warned = bool(getattr(task, "is_warned", False))
    return ListRow(task.application, task, task.opened_at, due, is_warned=warned, limit=label)


def supervised_page(actor: Actor, wanted: ListFilter, *, after: str = "", size: int = PAGE_SIZE) -> ListPage:
    """The list behind a number, the longest waiting first. One query."""
    return task_page(supervised_tasks(actor, wanted), wanted, after=after, size=size)


def task_page(tasks: QuerySet[StepTask], wanted: ListFilter = NO_FILTER, *, after: str, size: int) -> ListPage:
    """Open tasks by page, the longest waiting first, with the limits that they are measured by."""
    cursor = parse_cursor(after)
    if cursor is not None:
        tasks = tasks.filter(Q(opened_at__gt=cursor.at) | Q(opened_at=cursor.at, id__gt=cursor.id))
    rows = list(_measured(tasks, wanted).order_by("opened_at", "id")[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    found = [_row(row) for row in rows]
    return ListPage(found, Cursor(rows[-1].opened_at, rows[-1].id).encode() if more else "")


def supervision_notes(application_id: UUID) -> QuerySet[SupervisionNote]:
    """The notes on an application, the latest first."""
    return SupervisionNote.objects.filter(application=application_id).select_related("author", "answered_by")


def with_asked(actor: Actor, notes: Iterable[SupervisionNote]) -> list[tuple[SupervisionNote, bool]]:
    """Each note, and whether this person is asked for its answer."""
    return [(note, note.answered_at is None and is_asked(actor, note)) for note in notes]


def is_asked(actor: Actor, note: SupervisionNote) -> bool:
    """Whether a note is addressed to somebody, or to whom he stands in for today. No query: the note says it."""
    asked = set(note.addressees)
    return bool(asked & actor.principals) or any(asked & each.principals for each in actor.standing_in)


def note_application(actor: Actor, note_id: UUID) -> UUID:
    """Which application a note that asks this person is about. Raises NotAuthorised for unknown and foreign alike."""
    note = SupervisionNote.objects.filter(pk=note_id).first()
    if note is None or not is_asked(actor, note):
        raise NotAuthorised("supervision_note_unknown")
    return note.application_id


def notes_waiting(actor: Actor) -> QuerySet[SupervisionNote]:
    """Unanswered notes that ask this person."""
    principals = actor.principals.union(*(each.principals for each in actor.standing_in))
    return SupervisionNote.objects.filter(addressees__overlap=sorted(principals), answered_at=None)


def waiting_page(actor: Actor, *, after: str = "") -> Page[SupervisionNote]:
    return _page(notes_waiting(actor), after)


def supervised_notes(actor: Actor, *, answered: bool) -> QuerySet[SupervisionNote]:
    """Notes on applications that one supervises. Raises NotAuthorised."""
    principals = supervising_principals(actor.principals)
    if not principals:
        raise NotAuthorised("not_authorised")
    seen = ApplicationAccess.objects.filter(application=OuterRef("application"), grantee__in=principals)
    return SupervisionNote.objects.filter(Exists(seen), answered_at__isnull=not answered)


def supervised_notes_page(actor: Actor, *, answered: bool, after: str = "") -> Page[SupervisionNote]:
    return _page(supervised_notes(actor, answered=answered), after)


def _page(notes: QuerySet[SupervisionNote], after: str) -> Page[SupervisionNote]:
    return keyset_page(notes.select_related("application", "author", "answered_by"), at="asked_at", after=after)
