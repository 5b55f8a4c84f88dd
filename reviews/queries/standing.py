"""For oneself or for somebody who is away: whose task it is that a person acts on.

Tasks, and the way to their applications, are all that is lent. Lists of all applications, notices, certificates,
phrases and whatever else asks for principals or roles know nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet

from accounts.access import Actor
from accounts.domain.substitution import StandIn
from procedures.models import ProcedureGroupPermission, ProcedureUserPermission
from reviews.models import StepTask, TaskCandidate
from reviews.queries.grants import HANDLE

#: What a person does in person: an expert's judgement is not lent.
IN_PERSON = ("expert_review",)


def addressed(
    actor: Actor, *, principal: str = "principal", procedure: str = "task__application__procedure", kind: str = ""
) -> Q:
    """What is addressed to a person or to those for whom he stands in today; the names are those of the columns."""
    mine = Q(**{f"{principal}__in": actor.principals})
    for each in actor.standing_in:
        mine |= _lent(each, {f"{principal}__in": each.principals}, procedure, kind)
    return mine


def scans(actor: Actor, *, procedure: str, kind: str) -> list[tuple[str, Q]]:
    """The same, one principal at a time with what narrows it: each is one ordered index scan."""
    own = [(principal, Q()) for principal in sorted(actor.principals)]
    lent = [
        (principal, _lent(each, {}, procedure, kind))
        for each in actor.standing_in
        for principal in sorted(each.principals - actor.principals)
    ]
    return own + lent


def _lent(absent: StandIn, what: dict[str, frozenset[str]], procedure: str, kind: str) -> Q:
    narrowed = Q(**what)
    if absent.procedures:
        narrowed &= Q(**{f"{procedure}__in": absent.procedures})
    return narrowed & ~Q(**{f"{kind}__in": IN_PERSON}) if kind else narrowed


def with_absent(actor: Actor, tasks: QuerySet[StepTask]) -> QuerySet[StepTask]:
    """The tasks with what `absent_behind` reads; unchanged for whoever stands in for nobody."""
    if not actor.standing_in:
        return tasks
    wanted = actor.principals.union(*(each.principals for each in actor.standing_in))
    keys = frozenset[str]().union(*(each.role_keys for each in actor.standing_in))
    absent = [each.absent_id for each in actor.standing_in]
    procedure = OuterRef("application__procedure")
    addressed_to = TaskCandidate.objects.filter(task=OuterRef("pk"), principal__in=wanted)
    by_role = _grants_to_roles(keys).filter(content_object=procedure)
    by_name = _grants_to_people(absent).filter(content_object=procedure)
    return tasks.annotate(
        addressed_to=ArraySubquery(addressed_to.order_by().values("principal")),
        asked_now=ArraySubquery(addressed_to.filter(open=True).order_by().values("principal")),
        handling_roles=ArraySubquery(by_role.order_by().values("group__role__key")),
        handling_people=ArraySubquery(by_name.order_by().values("user_id")),
    )


def absent_behind(actor: Actor, tasks: Iterable[StepTask]) -> dict[UUID, StandIn]:
    """For whom a person stands in at those of the tasks, of `with_absent`, that are not addressed to himself.

    Whoever is asked now comes before who was: who has signed for himself may be asked once more, for another.
    No query: the tasks' applications are loaded.
    """
    if not actor.standing_in:
        return {}
    found = {task.id: _behind(actor, task) for task in tasks if task.kind not in IN_PERSON}
    return {task_id: absent for task_id, absent in found.items() if absent is not None}


def _behind(actor: Actor, task: StepTask) -> StandIn | None:
    """`task` carries the annotations of `with_absent`."""
    now, ever, roles, people = (
        frozenset(getattr(task, name)) for name in ("asked_now", "addressed_to", "handling_roles", "handling_people")
    )
    lending = [
        absent
        for absent in actor.standing_in
        if absent.covers(task.application.procedure_id) and (absent.role_keys & roles or absent.absent_id in people)
    ]
    for asked in (now, ever):
        if asked & actor.principals:
            return None
        found = next((absent for absent in lending if asked & absent.principals), None)
        if found is not None:
            return found
    return None


def handles_for_absent(actor: Actor, procedure_id: UUID) -> bool:
    """Whether somebody for whom a person stands in handles a procedure. No query without any, else one or two."""
    lending = [each for each in actor.standing_in if each.covers(procedure_id)]
    keys = frozenset[str]().union(*(each.role_keys for each in lending))
    people = [each.absent_id for each in lending]
    return bool(lending) and (
        _grants_to_roles(keys).filter(content_object=procedure_id).exists()
        or _grants_to_people(people).filter(content_object=procedure_id).exists()
    )


def _grants_to_roles(keys: frozenset[str]) -> QuerySet[ProcedureGroupPermission]:
    return ProcedureGroupPermission.objects.filter(permission__codename=HANDLE, group__role__key__in=keys)


def _grants_to_people(people: Iterable[UUID]) -> QuerySet[ProcedureUserPermission]:
    return ProcedureUserPermission.objects.filter(permission__codename=HANDLE, user__in=list(people))
