from accounts.models.departments import Department, DepartmentKind, Role, RoleGrant
from accounts.models.integrators import Integrator
from accounts.models.invitations import Invitation, SignInPolicy
from accounts.models.organisations import (
    Membership,
    MembershipState,
    Organisation,
    OrganisationDepartment,
    OrganisationKind,
)
from accounts.models.substitutions import Substitution
from accounts.models.users import RecoveryCode, User, UserKind

__all__ = [
    "Department",
    "DepartmentKind",
    "Integrator",
    "Invitation",
    "Membership",
    "MembershipState",
    "Organisation",
    "OrganisationDepartment",
    "OrganisationKind",
    "RecoveryCode",
    "Role",
    "RoleGrant",
    "SignInPolicy",
    "Substitution",
    "User",
    "UserKind",
]
