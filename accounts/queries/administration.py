"""What the three administrators see; every function refuses whoever is not the right one (NotAuthorised)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from accounts.access import Actor, authorize
from accounts.domain.login_names import LoginKind, LoginName, parse_login_name
from accounts.domain.roles import RoleKey
from accounts.models import Department, Role, RoleGrant, SignInPolicy, User, UserKind
from accounts.models.users import login_index
from accounts.policies import StaffAction, StaffSituation, may_staff
from accounts.queries.people import grants_in_force
from tenants.domain.errors import NotAuthorised
from tenants.records.models import LedgerEntry, LedgerSeal


def _require(actor: Actor, action: StaffAction) -> None:
    authorize(may_staff(action, StaffSituation(actor.role_keys)))


def staff_visible_to(actor: Actor, *, login: str = "", department: UUID | None = None) -> QuerySet[User]:
    """Staff accounts for the system administrator, newest first; by exact login name or department."""
    _require(actor, StaffAction.MANAGE_PEOPLE)
    return _staff(login=login, department=department)


def staff_for_grants(actor: Actor, *, login: str = "") -> QuerySet[User]:
    """Active staff with their grants in force, for the security administrator."""
    _require(actor, StaffAction.SEE_GRANTS)
    grants = grants_in_force().select_related("role", "department").order_by("role__key", "department__path")
    return (
        _staff(login=login, department=None)
        .filter(is_active=True)
        .prefetch_related(Prefetch("grants", queryset=grants, to_attr="grants_in_force"))
    )


def _staff(*, login: str, department: UUID | None) -> QuerySet[User]:
    """A login name that cannot be one finds nobody."""
    people = User.objects.filter(kind=UserKind.STAFF).select_related("department").order_by("-id")
    if department is not None:
        people = people.filter(department=department)
    if login:
        name = parse_login_name(login)
        people = people.filter(**{f"{name.kind}_index": login_index(name)}) if name else people.none()
    return people


def access_staff(actor: Actor, user_id: UUID) -> User:
    """One staff account for the system administrator; unknown and applicants' alike are NotAuthorised."""
    user = staff_visible_to(actor).filter(id=user_id).first()
    if user is None:
        raise NotAuthorised("not_authorised")
    return user


def access_staff_for_grants(actor: Actor, user_id: UUID) -> User:
    user = staff_for_grants(actor).filter(id=user_id).first()
    if user is None:
        raise NotAuthorised("not_authorised")
    return user


def departments_administered_by(actor: Actor) -> QuerySet[Department]:
    """The whole tree in order, for the system administrator."""
    _require(actor, StaffAction.MANAGE_DEPARTMENTS)
    return Department.objects.order_by("path")


def departments_for_grants(actor: Actor) -> QuerySet[Department]:
    """The whole tree in order, for the security administrator."""
    _require(actor, StaffAction.SEE_GRANTS)
    return Department.objects.order_by("path")


def access_department(actor: Actor, department_id: UUID) -> Department:
    """A department for the system administrator; unknown and forbidden alike are NotAuthorised."""
    return _known(departments_administered_by(actor), department_id)


def access_department_for_grants(actor: Actor, department_id: UUID) -> Department:
    return _known(departments_for_grants(actor), department_id)


def _known(departments: QuerySet[Department], department_id: UUID) -> Department:
    department = departments.filter(id=department_id).first()
    if department is None:
        raise NotAuthorised("not_authorised")
    return department


def roles_visible_to(actor: Actor) -> QuerySet[Role]:
    _require(actor, StaffAction.SEE_GRANTS)
    return Role.objects.order_by("kind", "name")


def role_names(actor: Actor) -> list[str]:
    """What the roles here are called, for whoever looks after people and writes them into a list. One query."""
    _require(actor, StaffAction.MANAGE_PEOPLE)
    return list(Role.objects.order_by("kind", "name").values_list("name", flat=True))


def staff_by_mobile(actor: Actor, mobiles: Sequence[str]) -> dict[str, User]:
    """Active staff by mobile number, with their grants in force, for the security administrator. Two queries."""
    _require(actor, StaffAction.SEE_GRANTS)
    indexes = {login_index(LoginName(LoginKind.MOBILE, mobile)): mobile for mobile in mobiles}
    people = staff_for_grants(actor).filter(mobile_index__in=indexes)
    return {indexes[person.mobile_index]: person for person in people if person.mobile_index}


def has_security_administrator() -> bool:
    return grants_in_force().filter(role__key=RoleKey.SECURITY_ADMINISTRATOR, user__is_active=True).exists()


def sign_in_policy() -> SignInPolicy:
    """The tenant's rules; the defaults where none were set."""
    return SignInPolicy.objects.filter(id=1).first() or SignInPolicy()


def ledger_visible_to(
    actor: Actor, *, command: str = "", actor_id: UUID | None = None, subject_id: UUID | None = None
) -> QuerySet[LedgerEntry]:
    """The ledger for the audit administrator, newest first."""
    _require(actor, StaffAction.READ_LEDGER)
    entries = LedgerEntry.objects.order_by("-id")
    if command:
        entries = entries.filter(command=command)
    if actor_id is not None:
        entries = entries.filter(actor_id=actor_id)
    if subject_id is not None:
        entries = entries.filter(subject_id=subject_id)
    return entries


def seals_of(entry_ids: list[UUID]) -> dict[UUID, LedgerSeal]:
    return {seal.entry_id: seal for seal in LedgerSeal.objects.filter(entry_id__in=entry_ids)}


def grants_of(user: User) -> QuerySet[RoleGrant]:
    return grants_in_force().filter(user=user).select_related("role", "department").order_by("role__key")
