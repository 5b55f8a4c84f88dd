"""离岗移交: roles, to-dos, drafts and running applications of somebody who leaves, in one previewed act."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import F

from accounts.access import Actor
from accounts.domain.principals import user_principal
from accounts.models import RoleGrant, User
from accounts.queries.locks import lock_user
from accounts.services.grants import give_role, take_role
from accounts.subjects import user_subject
from applications.models import AccessLevel, Application, ApplicationAccess, Draft
from notifications.services.notify import notify
from procedures.models import ProcedureUserPermission
from reviews.domain.handover import HandoverPlan
from reviews.models import TaskCandidate
from reviews.queries.handover import handover_plan, leaving_person, led_applications, named_tasks
from tenants.domain.errors import IllegalTransition, NotAuthorised, Problem, ValidationFailed
from tenants.records.services.ledger import write_ledger

HANDED_OVER = "work_handed_over"
LANDING = "/home/"


@transaction.atomic
def hand_over(actor: Actor, *, person_id: UUID, successor_id: UUID, previewed: str) -> HandoverPlan:
    """Do exactly what was previewed, or nothing. Statements do not grow with the amount of work.

    The roles go through `take_role` and `give_role`, so that separation of duties holds as everywhere.

    Raises NotAuthorised, IllegalTransition (`not_own_account`, `handover_changed`), ValidationFailed at `successor`.
    """
    led = list(led_applications(person_id).select_for_update(of=("self",), no_key=True).order_by("pk"))
    for user_id in sorted({person_id, successor_id}):
        lock_user(user_id)
    person, successor = leaving_person(actor, person_id), _successor(actor, successor_id)
    if person.id == successor.id:
        raise NotAuthorised("not_authorised")
    plan = handover_plan(person, successor)
    if plan.fingerprint != previewed:
        raise IllegalTransition("handover_changed")
    if plan.has_conflicts:
        raise ValidationFailed([Problem("successor", "handover_conflicts")])
    _move_roles(actor, plan, successor)
    _move_tasks(person, successor)
    _move_permissions(person, successor)
    Draft.objects.filter(owner=person).update(owner=successor)
    _move_applications(led, person, successor)
    counts = {"tasks": plan.tasks, "permissions": plan.permissions, "drafts": plan.drafts}
    write_ledger(
        "reviews.hand_over",
        actor_id=actor.user_id,
        subject=user_subject(person),
        data={
            "successor": str(successor.id),
            "grants": [str(role.grant_id) for role in plan.roles],
            "applications": [str(application.id) for application in led],
            **counts,
        },
    )
    notify(HANDED_OVER, recipients=[successor.id, person.id], subject=user_subject(person), url_path=LANDING)
    return plan


def _successor(actor: Actor, successor_id: UUID) -> User:
    """Somebody else than the administrator, who gives himself nothing."""
    if successor_id == actor.user_id:
        raise NotAuthorised("not_authorised")
    return leaving_person(actor, successor_id)


def _move_roles(actor: Actor, plan: HandoverPlan, successor: User) -> None:
    grants = RoleGrant.objects.select_related("role", "department").in_bulk([role.grant_id for role in plan.roles])
    for role in plan.roles:
        grant = grants[role.grant_id]
        take_role(actor, user_id=plan.person_id, grant_id=grant.id)
        if not role.held:
            give_role(
                actor,
                user_id=successor.id,
                role_key=grant.role.key,
                department=grant.department,
                valid_until=grant.valid_until,
            )


def _move_tasks(person: User, successor: User) -> None:
    """A task that names both already keeps the successor; what the person could see by it, he sees too."""
    mine = named_tasks(person.id)
    theirs = TaskCandidate.objects.filter(principal=user_principal(successor.id)).values("task")
    mine.filter(task__in=theirs).update(open=False)
    _see_too(
        ApplicationAccess.objects.filter(application__tasks__candidates__in=mine, grantee=user_principal(person.id)),
        successor,
    )
    mine.update(principal=user_principal(successor.id))


def _see_too(rows: object, successor: User) -> None:
    ApplicationAccess.objects.bulk_create(
        [
            ApplicationAccess(
                application_id=row.application_id,
                grantee=user_principal(successor.id),
                level=row.level,
                sort_at=row.sort_at,
            )
            for row in {row.application_id: row for row in rows}.values()  # type: ignore[attr-defined]
        ],
        ignore_conflicts=True,
    )


def _move_permissions(person: User, successor: User) -> None:
    own = ProcedureUserPermission.objects.filter(user=person)
    held = ProcedureUserPermission.objects.filter(user=successor)
    for permission in own:
        if held.filter(permission=permission.permission_id, content_object=permission.content_object_id).exists():
            permission.delete()
    own.update(user=successor)


def _move_applications(led: list[Application], person: User, successor: User) -> None:
    """Running ones get a new leader, who corrects and is told; ended ones stay with the name of their day."""
    ids = [application.pk for application in led]
    Application.objects.filter(pk__in=ids).update(leader=successor, version=F("version") + 1)
    rows = ApplicationAccess.objects.filter(
        application__in=ids, grantee=user_principal(person.id), level=AccessLevel.OWN
    )
    _see_too(rows, successor)
    rows.delete()
