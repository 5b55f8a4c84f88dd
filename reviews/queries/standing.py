"""For oneself or for somebody who is away: whose task it is that a person acts on.

Tasks, and the way to their applications, are all that is lent. Lists of all applications, notices, certificates,
phrases and whatever else asks for principals or roles know nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

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


def absent_behind(actor: Actor, tasks: Iterable[StepTask]) -> dict[UUID, StandIn]:
    """For whom a person stands in at those of the tasks that are not addressed to himself. No query without any.

    The tasks' applications are loaded. Two or three queries otherwise, however many tasks there are.
    """
    if not actor.standing_in:
        return {}
    lent = [task for task in tasks if task.kind not in IN_PERSON]
    wanted = actor.principals.union(*(each.principals for each in actor.standing_in))
    found: dict[UUID, set[str]] = {}
    candidates = TaskCandidate.objects.filter(task__in=[task.id for task in lent], principal__in=wanted)
    for task_id, principal in candidates.values_list("task_id", "principal"):
        found.setdefault(task_id, set()).add(principal)
    handling = _handling(actor.standing_in, {task.application.procedure_id for task in lent})
    behind = {}
    for task in lent:
        addressed_to, procedure_id = found.get(task.id, set()), task.application.procedure_id
        if addressed_to & actor.principals:
            continue
        for absent in actor.standing_in:
            handles = (absent.absent_id, procedure_id) in handling
            if addressed_to & absent.principals and absent.covers(procedure_id) and handles:
                behind[task.id] = absent
                break
    return behind


def handles_for_absent(actor: Actor, procedure_id: UUID) -> bool:
    """Whether somebody for whom a person stands in handles a procedure. No query without any, else two."""
    lending = [each for each in actor.standing_in if each.covers(procedure_id)]
    return bool(lending) and bool(_handling(lending, {procedure_id}))


def _handling(absent: Iterable[StandIn], procedures: set[UUID]) -> set[tuple[UUID, UUID]]:
    """Who of the absent handles which procedure, by role or by name. Two queries."""
    absent = tuple(absent)
    keys = frozenset[str]().union(*(each.role_keys for each in absent))
    by_role = set(
        ProcedureGroupPermission.objects.filter(
            permission__codename=HANDLE, group__role__key__in=keys, content_object__in=procedures
        ).values_list("group__role__key", "content_object_id")
    )
    by_name = set(
        ProcedureUserPermission.objects.filter(
            permission__codename=HANDLE, user__in=[each.absent_id for each in absent], content_object__in=procedures
        ).values_list("user_id", "content_object_id")
    )
    return by_name | {
        (each.absent_id, procedure_id) for each in absent for key, procedure_id in by_role if key in each.role_keys
    }
