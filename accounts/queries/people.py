"""Who somebody is to the rest of the product, and who answers to a principal."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.domain.login_names import LoginKind, LoginName
from accounts.domain.principals import (
    Belonging,
    Granted,
    MembershipRole,
    PrincipalKind,
    gather_principals,
    parse_principal,
    role_principal,
)
from accounts.domain.roles import HeldRole, RoleKind
from accounts.domain.substitution import LentRole, StandIn, may_stand_in, stand_in
from accounts.models import Department, Membership, MembershipState, RoleGrant, Substitution, User
from accounts.models.users import login_index
from tenants.clock import today

_CACHE = "_accounts_standing"
#: Principals, role keys, and for whom somebody stands in.
_Standing: TypeAlias = tuple[frozenset[str], frozenset[str], tuple[StandIn, ...]]


def grants_in_force(on: date | None = None) -> QuerySet[RoleGrant]:
    """Grants that count on a day (today in China): neither revoked nor outside their dates."""
    day = on or today()
    return RoleGrant.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=day), revoked_at__isnull=True, valid_from__lte=day
    )


def principals_of(user: User) -> frozenset[str]:
    """Everything a person answers to: two queries, then kept on the user object (one per request)."""
    return _standing(user)[0]


def role_keys_of(user: User) -> frozenset[str]:
    """Keys of the roles a person holds anywhere; shares the queries of `principals_of`."""
    return _standing(user)[1]


def stand_ins_of(user: User) -> tuple[StandIn, ...]:
    """For whom a person acts today; shares the queries of `principals_of`, and one more for whoever does."""
    return _standing(user)[2]


def _standing(user: User) -> _Standing:
    known: _Standing | None = getattr(user, _CACHE, None)
    if known is not None:
        return known
    belongings = [
        Belonging(organisation_id, department_id, MembershipRole(role), uscc)
        for organisation_id, department_id, role, uscc in Membership.objects.filter(
            user=user, state=MembershipState.ACTIVE
        ).values_list("organisation_id", "department_id", "role", "organisation__uscc")
    ]
    roles: dict[UUID, list[LentRole]] = {}
    for holder, key, kind, department_id in _grants_of_person_and_absent(user):
        roles.setdefault(holder, []).append(LentRole(key, RoleKind(kind), department_id))
    own = roles.pop(user.id, [])
    grants = [Granted(role.key, role.department_id) for role in own]
    principals = gather_principals(user.id, belongings, grants, mobile_index=user.mobile_index or "")
    standing = (principals, frozenset(grant.role_key for grant in grants), _stand_ins(user, own, roles))
    setattr(user, _CACHE, standing)
    return standing


def _grants_of_person_and_absent(user: User) -> QuerySet[RoleGrant, tuple[UUID, str, str, UUID]]:
    """Grants in force of somebody, and of those for whom he stands in today. One statement, two index scans."""
    columns = ("user_id", "role__key", "role_kind", "department_id")
    own = grants_in_force().filter(user=user).order_by().values_list(*columns)
    if not user.is_staff_member:
        return own
    absent = substitutions_in_force().filter(substitute=user, absent__is_active=True).order_by().values("absent")
    return own.union(grants_in_force().filter(user__in=absent).order_by().values_list(*columns), all=True)


def substitutions_in_force() -> QuerySet[Substitution]:
    """Substitutions that count today."""
    day = today()
    return Substitution.objects.filter(ended_at=None, starts_on__lte=day, ends_on__gte=day)


def _stand_ins(user: User, own: list[LentRole], lent: dict[UUID, list[LentRole]]) -> tuple[StandIn, ...]:
    """Only what the absent hold themselves: nothing that was lent to them, and nothing to an administrator."""
    if not lent:
        return ()
    held = [HeldRole(role.key, role.kind) for role in own]
    rows = substitutions_in_force().filter(substitute=user, absent__in=lent).select_related("absent").order_by("id")
    found = (
        stand_in(
            row.id,
            absent_id=row.absent_id,
            absent_name=row.absent.display_name,
            roles=lent[row.absent_id],
            procedures=row.procedures,
        )
        for row in rows
    )
    return tuple(each for each in found if each is not None and may_stand_in(held, lent[each.absent_id]))


def forget_standing(user: User) -> None:
    """Drop what `principals_of` kept, after this object's grants or memberships changed."""
    if hasattr(user, _CACHE):
        delattr(user, _CACHE)


def users_of_principal(principal: str) -> list[UUID]:
    """Active people who answer to a principal, oldest account first; ValueError when it is none."""
    parsed = parse_principal(principal)
    people = User.objects.filter(is_active=True)
    match parsed.kind:
        case PrincipalKind.USER:
            people = people.filter(id=parsed.target)
        case PrincipalKind.ROLE:
            grants = grants_in_force().filter(role__key=parsed.role_key, department=parsed.target)
            people = people.filter(id__in=grants.values("user_id"))
        case PrincipalKind.COUNTER_PERSON:
            raise ValueError("only the person's number and organisation lead to the person")
        case _:
            people = people.filter(id__in=_members(parsed.kind, parsed.target).values("user_id"))
    return list(people.order_by("id").values_list("id", flat=True))


def members_with_mobile(uscc: str, mobile: str) -> list[UUID]:
    """Active members of an organisation, by its code, who sign in with this mobile number: one or nobody."""
    index = login_index(LoginName(LoginKind.MOBILE, mobile))
    active = Membership.objects.filter(organisation__uscc=uscc, state=MembershipState.ACTIVE)
    people = active.filter(user__mobile_index=index, user__is_active=True)
    return list(people.order_by("user_id").values_list("user_id", flat=True))


def _members(kind: PrincipalKind, target: UUID) -> QuerySet[Membership]:
    active = Membership.objects.filter(state=MembershipState.ACTIVE)
    if kind is PrincipalKind.ORGANISATION_ADMINISTRATORS:
        return active.filter(organisation=target, role=MembershipRole.ADMINISTRATOR)
    if kind is PrincipalKind.ORGANISATION_DEPARTMENT:
        return active.filter(department=target, role=MembershipRole.DEPARTMENT_EXAMINER)
    return active.filter(organisation=target)


def role_principals(role_key: str, department: Department | None = None) -> tuple[str, ...]:
    """The principals that hold a role: in one department, or in every department where somebody holds it."""
    if department is not None:
        return (role_principal(role_key, department.id),)
    holders = grants_in_force().filter(role__key=role_key).order_by("department__path")
    departments = holders.values_list("department_id", flat=True).distinct()
    return tuple(role_principal(role_key, department_id) for department_id in departments)


def people_by_id(ids: list[UUID]) -> dict[UUID, User]:
    """Users by id in one query, for lists that show who did something."""
    return User.objects.in_bulk(ids)
