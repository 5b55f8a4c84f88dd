"""Roles given and taken."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from accounts.access import Actor, authorize
from accounts.domain.roles import HeldRole, RoleKey, RoleKind, conflicting_roles
from accounts.models import Department, Role, RoleGrant, SignInPolicy, User
from accounts.policies import StaffAction, StaffSituation, may_staff
from accounts.queries.administration import has_security_administrator
from accounts.queries.locks import lock_user
from accounts.queries.people import forget_standing
from accounts.role_followers import tell_followers, tell_of_grant
from accounts.subjects import user_subject
from tenants.clock import now, today
from tenants.context import current_tenant
from tenants.domain.errors import Problem, ValidationFailed
from tenants.domain.subjects import SubjectRef
from tenants.records.services.ledger import write_ledger


@transaction.atomic
def create_role(*, key: str, name: str, kind: str) -> Role:
    """A role and its auth group; the existing one when it is already there.

    Whoever follows roles hears of it in either case: `procedures` gives it its permissions.
    """
    role = Role.objects.filter(key=key).first()
    if role is None:
        group, _ = Group.objects.get_or_create(name=key)
        role = Role.objects.create(key=key, name=name, kind=kind, group=group)
    tell_followers(role)
    return role


@transaction.atomic
def grant_role(
    *,
    actor_id: UUID | None,
    user: User,
    role_key: str,
    department: Department,
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> RoleGrant:
    """Give a role in a department. The caller has authorised the act.

    ValidationFailed when the person is no active staff, holds the role there, or holds one that excludes it.
    """
    locked = lock_user(user.id)
    role = Role.objects.get(key=role_key)
    _revoke_expired(locked)
    held = RoleGrant.objects.filter(user=locked, revoked_at=None).select_related("role")
    _check(locked, role, list(held), valid_from=valid_from, valid_until=valid_until)
    try:
        with transaction.atomic():
            grant = RoleGrant.objects.create(
                user=locked,
                role=role,
                role_kind=role.kind,
                department=department,
                valid_from=valid_from or today(),
                valid_until=valid_until,
                granted_by=actor_id,
            )
    except IntegrityError as error:
        raise ValidationFailed([Problem("role", "grant_exists")]) from error
    locked.groups.add(role.group)
    forget_standing(user)
    tell_of_grant(grant)
    write_ledger(
        "accounts.grant_role",
        actor_id=actor_id,
        subject=user_subject(locked),
        data={"role": role_key, "department": str(department.id), "grant": str(grant.id)},
    )
    return grant


def _check(user: User, role: Role, held: list[RoleGrant], *, valid_from: date | None, valid_until: date | None) -> None:
    if not user.is_active or not user.is_staff_member:
        raise ValidationFailed([Problem("role", "only_staff_hold_roles")])
    if valid_until is not None and valid_until < (valid_from or today()):
        raise ValidationFailed([Problem("valid_until", "grant_dates_reversed")])
    roles = {grant.role.key: grant.role for grant in held}
    conflicts = conflicting_roles(
        [HeldRole(one.key, RoleKind(one.kind)) for one in roles.values()], HeldRole(role.key, RoleKind(role.kind))
    )
    if conflicts:
        names = "、".join(roles[key].name for key in conflicts)
        raise ValidationFailed([Problem("role", "roles_conflict", {"roles": names})])


def _revoke_expired(user: User) -> None:
    """A grant whose last day has passed no longer stands in the way of another."""
    for grant in RoleGrant.objects.filter(user=user, revoked_at=None, valid_until__lt=today()):
        _revoke(grant, actor_id=None)


@transaction.atomic
def give_role(
    actor: Actor,
    *,
    user_id: UUID,
    role_key: str,
    department: Department,
    valid_until: date | None = None,
) -> RoleGrant:
    """`grant_role` for the security administrator, never to himself; for the system administrator the first time."""
    user = lock_user(user_id)
    is_first = role_key == RoleKey.SECURITY_ADMINISTRATOR and not has_security_administrator()
    situation = StaffSituation(
        actor.role_keys,
        about_self=actor.user_id == user_id,
        appoints_first_security_administrator=is_first,
    )
    authorize(may_staff(StaffAction.CHANGE_GRANTS, situation))
    return grant_role(
        actor_id=actor.user_id, user=user, role_key=role_key, department=department, valid_until=valid_until
    )


@transaction.atomic
def take_role(actor: Actor, *, user_id: UUID, grant_id: UUID) -> None:
    """Revoke a grant of a person; nothing when it is not his or already revoked."""
    user = lock_user(user_id)
    situation = StaffSituation(actor.role_keys, about_self=actor.user_id == user_id)
    authorize(may_staff(StaffAction.CHANGE_GRANTS, situation))
    grant = RoleGrant.objects.select_related("role__group").filter(id=grant_id, user=user, revoked_at=None).first()
    if grant is not None:
        _revoke(grant, actor_id=actor.user_id)


def _revoke(grant: RoleGrant, *, actor_id: UUID | None) -> None:
    grant.revoked_at = now()
    grant.save(update_fields=["revoked_at"])
    others = RoleGrant.objects.filter(user=grant.user_id, role=grant.role_id, revoked_at=None)
    if not others.exists():
        grant.user.groups.remove(grant.role.group)
    forget_standing(grant.user)
    write_ledger(
        "accounts.revoke_role",
        actor_id=actor_id,
        subject=user_subject(grant.user),
        data={"role": grant.role.key, "department": str(grant.department_id), "grant": str(grant.id)},
    )


@transaction.atomic
def require_second_factor(actor: Actor, *, required: bool) -> None:
    """The tenant's rule for staff; in force from everybody's next sign-in."""
    authorize(may_staff(StaffAction.CHANGE_SIGN_IN_POLICY, StaffSituation(actor.role_keys)))
    SignInPolicy.objects.update_or_create(id=1, defaults={"staff_second_factor_required": required})
    tenant = current_tenant()
    write_ledger(
        "accounts.change_sign_in_policy",
        actor_id=actor.user_id,
        subject=SubjectRef("tenants.jurisdiction", tenant.id, tenant.name),
        data={"staff_second_factor_required": required},
    )
