"""分办、改派: the open tasks that somebody above may give to one person, and to whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.access import Actor
from accounts.domain.principals import PrincipalKind, parse_principal, user_principal
from accounts.models import Department, User
from applications.models import ApplicationAccess
from reviews.domain.supervising import supervising_principals
from reviews.models import StepTask, TaskCandidate
from reviews.queries.colleagues import colleagues_on
from reviews.queries.inbox import ListFilter, ListPage, ListRow
from reviews.queries.loads import open_seats
from reviews.queries.supervision import supervised_tasks, task_page

#: What one confirmation gives out; each is a transaction of its own.
MOST_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody whom work can be given to, with what they have in hand of the same procedure."""

    person: User
    load: int


def directs(actor: Actor, application_id: UUID) -> bool:
    """Whether somebody supervises an application. One query."""
    principals = supervising_principals(actor.principals)
    return ApplicationAccess.objects.filter(application=application_id, grantee__in=principals).exists()


def tasks_to_give(actor: Actor, wanted: ListFilter) -> QuerySet[StepTask]:
    """Open tasks of the office under a filter. Raises NotAuthorised for whoever supervises nothing."""
    of_office = TaskCandidate.objects.filter(task=OuterRef("pk"), open=True, principal__regex=r"^[ru]:")
    return supervised_tasks(actor, wanted).filter(Q(Exists(of_office)) | Q(awaits_somebody=True))


def procedures_to_give(actor: Actor) -> list[tuple[UUID, str]]:
    """The procedures that have any, by name. One query."""
    rows = tasks_to_give(actor, ListFilter()).order_by("application__procedure__name")
    return list(rows.values_list("application__procedure_id", "application__procedure__name").distinct())


def page_to_give(actor: Actor, wanted: ListFilter, *, after: str = "") -> ListPage:
    """The longest waiting first, with whoever is asked now. Two queries."""
    asked = Prefetch("candidates", TaskCandidate.objects.filter(open=True).order_by("principal"), to_attr="asked")
    return task_page(tasks_to_give(actor, wanted).prefetch_related(asked), after=after, size=MOST_AT_ONCE)


def asked_in_words(rows: Iterable[ListRow]) -> dict[UUID, str]:
    """Who is asked at each task: people by name, groups by their department. Two queries."""
    asked = {row.task.id: [parse_principal(each.principal) for each in _asked(row.task)] for row in rows if row.task}
    people = {each.target for found in asked.values() for each in found if each.kind is PrincipalKind.USER}
    departments = {each.target for found in asked.values() for each in found if each.kind is PrincipalKind.ROLE}
    names = {user.id: user.display_name for user in User.objects.filter(pk__in=people)}
    names |= dict(Department.objects.filter(pk__in=departments).values_list("id", "name"))
    return {
        task: "、".join(names[each.target] for each in found if each.target in names) for task, found in asked.items()
    }


def _asked(task: StepTask) -> list[TaskCandidate]:
    return getattr(task, "asked", [])


def receivers_on(procedure_id: UUID) -> list[Receiver]:
    """Whoever may act on the procedure, with their loads. Two queries."""
    people = list(colleagues_on(procedure_id))
    loads = open_seats(procedure_id, (user_principal(each.id) for each in people))
    return [Receiver(each, loads.get(user_principal(each.id), 0)) for each in people]
