"""What people may do here, action by action. Pure: situations in, verdicts out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from accounts.domain.roles import RoleKey
from accounts.domain.verdict import Rule, Verdict, grant, predicate


class StaffAction(StrEnum):
    MANAGE_PEOPLE = "manage_people"
    DEACTIVATE_PERSON = "deactivate_person"
    MANAGE_DEPARTMENTS = "manage_departments"
    SEE_GRANTS = "see_grants"
    CHANGE_GRANTS = "change_grants"
    CHANGE_SIGN_IN_POLICY = "change_sign_in_policy"
    READ_LEDGER = "read_ledger"
    MANAGE_INTEGRATORS = "manage_integrators"


class OrganisationAction(StrEnum):
    SEE = "see"
    MANAGE = "manage"
    END_MEMBERSHIP = "end_membership"


class SubstitutionAction(StrEnum):
    NAME_OWN = "name_own"
    NAME_FOR_ANOTHER = "name_for_another"


@dataclass(frozen=True, slots=True)
class SubstitutionSituation:
    """Somebody before the absence of a member of staff: the own one, or one of the department he heads."""

    role_keys: frozenset[str]
    about_self: bool
    heads_department: bool = False


@dataclass(frozen=True, slots=True)
class StaffSituation:
    """An administrator and, where the action is about somebody, whether that is the administrator himself."""

    role_keys: frozenset[str]
    about_self: bool = False
    person_holds_grants: bool = False
    appoints_first_security_administrator: bool = False


@dataclass(frozen=True, slots=True)
class OrganisationSituation:
    """A person and an organisation; `leaves_no_administrator` is about the membership in question."""

    is_member: bool
    is_administrator: bool
    leaves_no_administrator: bool = False


def _holds(role: RoleKey) -> Callable[[StaffSituation], bool]:
    return lambda situation: role in situation.role_keys


_system: Rule[StaffSituation] = grant(_holds(RoleKey.SYSTEM_ADMINISTRATOR), "not_system_administrator")
_security: Rule[StaffSituation] = grant(_holds(RoleKey.SECURITY_ADMINISTRATOR), "not_security_administrator")
_audit: Rule[StaffSituation] = grant(_holds(RoleKey.AUDIT_ADMINISTRATOR), "not_audit_administrator")
#: A tenant starts with one person. As long as nobody is security administrator, the system administrator appoints one.
_first_appointment: Rule[StaffSituation] = _system & grant(
    lambda situation: situation.appoints_first_security_administrator, "not_security_administrator"
)
_somebody_else: Rule[StaffSituation] = predicate(lambda situation: not situation.about_self, "not_own_account")
_without_grants: Rule[StaffSituation] = predicate(
    lambda situation: not situation.person_holds_grants, "person_holds_grants"
)

STAFF: Mapping[StaffAction, Rule[StaffSituation]] = {
    StaffAction.MANAGE_PEOPLE: _system,
    StaffAction.DEACTIVATE_PERSON: _system & _somebody_else & _without_grants,
    StaffAction.MANAGE_DEPARTMENTS: _system,
    StaffAction.SEE_GRANTS: _security,
    StaffAction.CHANGE_GRANTS: (_first_appointment | _security) & _somebody_else,
    StaffAction.CHANGE_SIGN_IN_POLICY: _security,
    StaffAction.READ_LEDGER: _audit,
    StaffAction.MANAGE_INTEGRATORS: _system,
}

_about_self: Rule[SubstitutionSituation] = grant(lambda situation: situation.about_self)
_heads: Rule[SubstitutionSituation] = grant(lambda situation: situation.heads_department)
_looks_after_people: Rule[SubstitutionSituation] = grant(
    lambda situation: RoleKey.SYSTEM_ADMINISTRATOR in situation.role_keys
)

SUBSTITUTION: Mapping[SubstitutionAction, Rule[SubstitutionSituation]] = {
    SubstitutionAction.NAME_OWN: _about_self,
    SubstitutionAction.NAME_FOR_ANOTHER: _heads | _looks_after_people,
}

_member: Rule[OrganisationSituation] = grant(lambda situation: situation.is_member)
_administrator: Rule[OrganisationSituation] = grant(
    lambda situation: situation.is_administrator, "not_organisation_administrator"
)
_administrator_stays: Rule[OrganisationSituation] = predicate(
    lambda situation: not situation.leaves_no_administrator, "last_administrator"
)

ORGANISATION: Mapping[OrganisationAction, Rule[OrganisationSituation]] = {
    OrganisationAction.SEE: _member,
    OrganisationAction.MANAGE: _administrator,
    OrganisationAction.END_MEMBERSHIP: _administrator & _administrator_stays,
}


def may_staff(action: StaffAction, situation: StaffSituation) -> Verdict:
    return STAFF[action](situation)


def may_in_organisation(action: OrganisationAction, situation: OrganisationSituation) -> Verdict:
    return ORGANISATION[action](situation)


def may_name_substitute(situation: SubstitutionSituation) -> Verdict:
    """Naming, seeing and ending are one matter: whoever may do the one may do the others."""
    action = SubstitutionAction.NAME_OWN if situation.about_self else SubstitutionAction.NAME_FOR_ANOTHER
    return SUBSTITUTION[action](situation)
