"""Absences and substitutes: whose one may name, and what was named."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.access import Actor, authorize
from accounts.domain.login_names import parse_login_name
from accounts.domain.principals import PrincipalKind, parse_principal
from accounts.domain.roles import HeldRole, RoleKey, RoleKind
from accounts.domain.substitution import Days, LentRole
from accounts.models import Department, RoleGrant, Substitution, User, UserKind
from accounts.models.users import login_index
from accounts.policies import SubstitutionSituation, may_name_substitute
from accounts.queries.people import grants_in_force
from tenants.clock import today
from tenants.domain.errors import NotAuthorised, Problem, ValidationFailed


def access_absentee(actor: Actor, user_id: UUID) -> User:
    """Active staff whose absence one may look after: oneself, one's department's, as system administrator anybody.

    Unknown and forbidden alike are NotAuthorised.
    """
    person = _staff().filter(pk=user_id).select_related("department").first()
    if person is None:
        raise NotAuthorised("not_authorised")
    authorize(may_name_substitute(situation_before(actor, person)))
    return person


def situation_before(actor: Actor, person: User) -> SubstitutionSituation:
    """One query, and only for somebody who heads a department."""
    about_self = person.id == actor.user_id
    path = person.department.path if person.department else ""
    heads = not about_self and bool(path) and any(path.startswith(each) for each in _headed_paths(actor))
    return SubstitutionSituation(actor.role_keys, about_self, heads)


def people_headed_by(actor: Actor) -> list[User]:
    """Active staff of the departments that somebody heads, without himself. At most two queries."""
    paths = _headed_paths(actor)
    if not paths:
        return []
    within = Q()
    for path in paths:
        within |= Q(department__path__startswith=path)
    return list(_staff().filter(within).exclude(pk=actor.user_id).select_related("department").order_by("id"))


def _headed_paths(actor: Actor) -> list[str]:
    parsed = (parse_principal(each) for each in actor.principals if each.startswith(f"{PrincipalKind.ROLE}:"))
    headed = [each.target for each in parsed if each.role_key == RoleKey.DEPARTMENT_HEAD]
    return list(Department.objects.filter(pk__in=headed).values_list("path", flat=True)) if headed else []


def colleagues_of(person: User) -> list[User]:
    """Active staff of the same department, to choose from. One query."""
    if person.department_id is None:
        return []
    return list(_staff().filter(department=person.department_id).exclude(pk=person.pk).order_by("id"))


def substitute_by_login(login: str) -> User:
    """Active staff by the whole login name: no list of people is offered. Raises ValidationFailed at `login`."""
    name = parse_login_name(login)
    found = _staff().filter(**{f"{name.kind}_index": login_index(name)}).first() if name else None
    if found is None:
        raise ValidationFailed([Problem("login", "substitute_unknown")])
    return found


def absences_of(person: User) -> QuerySet[Substitution]:
    """Everything that was named for somebody, the latest first."""
    return Substitution.objects.filter(absent=person).select_related("absent", "substitute", "set_by", "ended_by")


def substitutions_by(user_id: UUID) -> list[Substitution]:
    """For whom somebody stands in, now and later. One query."""
    rows = Substitution.objects.filter(substitute=user_id, ended_at=None, ends_on__gte=today())
    return list(rows.select_related("absent").order_by("starts_on", "id"))


def standing_days(user_id: UUID) -> tuple[Days, ...]:
    """The stretches for which somebody is away and has a substitute. One query."""
    rows = Substitution.objects.filter(absent=user_id, ended_at=None, ends_on__gte=today())
    return tuple(Days(first, last) for first, last in rows.values_list("starts_on", "ends_on"))


def roles_in_force(user_id: UUID) -> tuple[list[LentRole], list[HeldRole]]:
    """What somebody holds, as what can be lent and as what excludes. One query."""
    grants: list[RoleGrant] = list(grants_in_force().filter(user=user_id).select_related("role"))
    return (
        [LentRole(each.role.key, RoleKind(each.role_kind), each.department_id) for each in grants],
        [HeldRole(each.role.key, RoleKind(each.role_kind)) for each in grants],
    )


def _staff() -> QuerySet[User]:
    return User.objects.filter(kind=UserKind.STAFF, is_active=True)
