"""Who somebody is to the rest of the product, and who answers to a principal."""

from __future__ import annotations

from datetime import date
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
from accounts.models import Department, Membership, MembershipState, RoleGrant, User
from accounts.models.users import login_index
from tenants.clock import today

_CACHE = "_accounts_standing"


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


def _standing(user: User) -> tuple[frozenset[str], frozenset[str]]:
    known: tuple[frozenset[str], frozenset[str]] | None = getattr(user, _CACHE, None)
    if known is not None:
        return known
    belongings = [
        Belonging(organisation_id, department_id, MembershipRole(role), uscc)
        for organisation_id, department_id, role, uscc in Membership.objects.filter(
            user=user, state=MembershipState.ACTIVE
        ).values_list("organisation_id", "department_id", "role", "organisation__uscc")
    ]
    grants = [
        Granted(key, department_id)
        for key, department_id in grants_in_force().filter(user=user).values_list("role__key", "department_id")
    ]
    principals = gather_principals(user.id, belongings, grants, mobile_index=user.mobile_index or "")
    standing = (principals, frozenset(grant.role_key for grant in grants))
    setattr(user, _CACHE, standing)
    return standing


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
