"""What would move when somebody leaves. For the security administrator; nobody hands over his own work or takes it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from accounts.access import Actor, authorize
from accounts.domain.login_names import parse_login_name
from accounts.domain.principals import user_principal
from accounts.domain.roles import HeldRole, RoleKind, conflicting_roles
from accounts.models import RoleGrant, User
from accounts.policies import StaffAction, StaffSituation, may_staff
from accounts.queries.administration import staff_for_grants
from accounts.queries.people import grants_in_force
from applications.domain.states import ENDED
from applications.models import Application, Draft
from procedures.models import ProcedureUserPermission
from reviews.domain.handover import HandedRole, HandoverPlan
from reviews.models import TaskCandidate
from tenants.domain.errors import NotAuthorised, Problem, ValidationFailed


def leaving_person(actor: Actor, user_id: UUID) -> User:
    """Active staff, not oneself. Raises NotAuthorised, IllegalTransition `not_own_account`."""
    authorize(
        may_staff(StaffAction.CHANGE_GRANTS, StaffSituation(actor.role_keys, about_self=actor.user_id == user_id))
    )
    person = staff_for_grants(actor).filter(pk=user_id).first()
    if person is None:
        raise NotAuthorised("not_authorised")
    return person


def successor_by_login(actor: Actor, person: User, login: str) -> User:
    """Another active member of staff. Raises ValidationFailed at `successor`."""
    if parse_login_name(login) is None:
        raise ValidationFailed([Problem("successor", "login_name_malformed")])
    found = staff_for_grants(actor, login=login).first()
    if found is None or found.id in {person.id, actor.user_id}:
        raise ValidationFailed([Problem("successor", "successor_unknown")])
    return found


def handover_plan(person: User, successor: User) -> HandoverPlan:
    """Six queries, however much there is."""
    return HandoverPlan(
        person.id,
        successor.id,
        _roles(person, successor),
        named_tasks(person.id).count(),
        ProcedureUserPermission.objects.filter(user=person).count(),
        Draft.objects.filter(owner=person).count(),
        led_applications(person.id).count(),
    )


def named_tasks(user_id: UUID) -> QuerySet[TaskCandidate]:
    """Open tasks that name the person; those of a role follow the role by themselves."""
    return TaskCandidate.objects.filter(principal=user_principal(user_id), open=True)


def led_applications(user_id: UUID) -> QuerySet[Application]:
    return Application.objects.filter(leader=user_id).exclude(status__in=[status.value for status in ENDED])


def _roles(person: User, successor: User) -> tuple[HandedRole, ...]:
    held = list(RoleGrant.objects.filter(user=successor, revoked_at=None).select_related("role"))
    names = {grant.role.key: grant.role.name for grant in held}
    kinds = [HeldRole(grant.role.key, RoleKind(grant.role.kind)) for grant in held]
    places = {(grant.role_id, grant.department_id) for grant in held}
    leaving = grants_in_force().filter(user=person).select_related("role", "department")
    return tuple(
        HandedRole(
            grant.id,
            grant.role.name,
            grant.department.name,
            tuple(names[key] for key in conflicting_roles(kinds, HeldRole(grant.role.key, RoleKind(grant.role.kind)))),
            (grant.role_id, grant.department_id) in places,
        )
        for grant in leaving.order_by("role__key", "department__path")
    )
