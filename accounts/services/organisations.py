"""Organisations and who may act for them."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.access import Actor, authorize
from accounts.domain.login_names import LoginKind, parse_login_name
from accounts.domain.principals import MembershipRole
from accounts.domain.uscc import normalise_uscc
from accounts.models import Membership, MembershipState, Organisation, OrganisationDepartment, User, UserKind
from accounts.policies import OrganisationAction, may_in_organisation
from accounts.queries.locks import lock_organisation
from accounts.queries.organisations import organisation_situation
from accounts.queries.people import forget_standing
from accounts.services.invitations import invite
from accounts.services.people import create_user
from accounts.subjects import organisation_subject
from tenants.domain.errors import NotAuthorised, Problem, ValidationFailed
from tenants.records.services.ledger import write_ledger


@transaction.atomic
def create_organisation(
    *,
    name: str,
    uscc: str,
    kind: str,
    address: str = "",
    postal_code: str = "",
    division_code: str = "",
    contact_name: str = "",
    contact_phone: str = "",
    contact_email: str = "",
    is_confirmed: bool = True,
    actor_id: UUID | None = None,
) -> Organisation:
    """Enter an organisation; ValidationFailed when its code is wrong or already here.

    One that registers itself is not confirmed: city staff examine its licence first.
    """
    code = normalise_uscc(uscc)
    problems = []
    if not name.strip():
        problems.append(Problem("organisation_name", "organisation_name_missing"))
    if code is None:
        problems.append(Problem("uscc", "uscc_malformed"))
    if problems or code is None:
        raise ValidationFailed(problems)
    organisation = Organisation(
        name=name.strip(),
        uscc=code,
        kind=kind,
        address=address.strip(),
        postal_code=postal_code.strip(),
        division_code=division_code,
        contact_name=contact_name.strip(),
        contact_phone=contact_phone.strip(),
        contact_email=contact_email.strip(),
        is_confirmed=is_confirmed,
    )
    try:
        with transaction.atomic():
            organisation.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationFailed([Problem("uscc", "uscc_taken")]) from error
    write_ledger("accounts.create_organisation", actor_id=actor_id, subject=organisation_subject(organisation))
    return organisation


@transaction.atomic
def add_member(
    *,
    organisation: Organisation,
    user: User,
    role: str,
    department: OrganisationDepartment | None = None,
    actor_id: UUID | None = None,
    state: str = MembershipState.ACTIVE,
) -> Membership:
    """Make somebody a member. The caller has authorised the act; ValidationFailed when he is one already."""
    if role == MembershipRole.DEPARTMENT_EXAMINER and department is None:
        raise ValidationFailed([Problem("department", "department_required")])
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                organisation=organisation, user=user, role=role, department=department, state=state
            )
    except IntegrityError as error:
        raise ValidationFailed([Problem("login", "already_member")]) from error
    forget_standing(user)
    write_ledger(
        "accounts.add_member",
        actor_id=actor_id,
        subject=organisation_subject(organisation),
        data={"member": str(user.id), "role": role, "state": state},
    )
    return membership


@transaction.atomic
def invite_member(
    actor: Actor,
    *,
    organisation_id: UUID,
    name: str,
    login: str,
    role: str,
    department_id: UUID | None = None,
) -> Membership:
    """Invite by mobile number or address. Somebody new gets an account, somebody known only the question.

    Administrators are not invited: who becomes one is examined by city staff.

    The administrator learns nothing about accounts outside the organisation: both cases answer alike.
    """
    organisation = lock_organisation(organisation_id)
    authorize(may_in_organisation(OrganisationAction.MANAGE, organisation_situation(actor, organisation_id)))
    if role == MembershipRole.ADMINISTRATOR:
        raise ValidationFailed([Problem("role", "administrator_needs_examination")])
    login_name = parse_login_name(login)
    if login_name is None:
        raise ValidationFailed([Problem("login", "login_name_malformed")])
    department = organisation.departments.filter(id=department_id).first() if department_id else None
    user = User.objects.find_by_login(login_name)
    if user is None:
        user = create_user(
            name=name,
            kind=UserKind.APPLICANT,
            mobile=login_name.value if login_name.kind is LoginKind.MOBILE else "",
            email=login_name.value if login_name.kind is LoginKind.EMAIL else "",
            actor_id=actor.user_id,
        )
    membership = add_member(
        organisation=organisation,
        user=user,
        role=role,
        department=department,
        actor_id=actor.user_id,
        state=MembershipState.INVITED,
    )
    invite(user, invited_by=actor.user_id, membership=membership)
    return membership


@transaction.atomic
def end_membership(actor: Actor, *, organisation_id: UUID, membership_id: UUID) -> UUID:
    """Take somebody out, and return whom; what he filed stays. The last administrator cannot go."""
    organisation = lock_organisation(organisation_id)
    membership = organisation.memberships.exclude(state=MembershipState.LEFT).filter(id=membership_id).first()
    administrators = organisation.memberships.filter(
        state=MembershipState.ACTIVE, role=MembershipRole.ADMINISTRATOR
    ).exclude(id=membership_id)
    is_last = (
        membership is not None
        and membership.state == MembershipState.ACTIVE
        and membership.role == MembershipRole.ADMINISTRATOR
        and not administrators.exists()
    )
    situation = organisation_situation(actor, organisation_id, leaves_no_administrator=is_last)
    authorize(may_in_organisation(OrganisationAction.END_MEMBERSHIP, situation))
    if membership is None:
        raise NotAuthorised("not_authorised")
    membership.state = MembershipState.LEFT
    membership.save(update_fields=["state"])
    write_ledger(
        "accounts.end_membership",
        actor_id=actor.user_id,
        subject=organisation_subject(organisation),
        data={"member": str(membership.user_id)},
    )
    return membership.user_id


@transaction.atomic
def add_organisation_department(actor: Actor, *, organisation_id: UUID, name: str) -> OrganisationDepartment:
    """Add a 二级部门."""
    organisation = lock_organisation(organisation_id)
    authorize(may_in_organisation(OrganisationAction.MANAGE, organisation_situation(actor, organisation_id)))
    return create_organisation_department(organisation=organisation, name=name, actor_id=actor.user_id)


@transaction.atomic
def create_organisation_department(
    *, organisation: Organisation, name: str, actor_id: UUID | None = None
) -> OrganisationDepartment:
    """Enter a 二级部门; the caller has authorised the act. ValidationFailed when the name is empty or taken."""
    if not name.strip():
        raise ValidationFailed([Problem("name", "name_missing")])
    try:
        with transaction.atomic():
            department = OrganisationDepartment.objects.create(organisation=organisation, name=name.strip())
    except IntegrityError as error:
        raise ValidationFailed([Problem("name", "department_name_taken")]) from error
    write_ledger(
        "accounts.add_organisation_department",
        actor_id=actor_id,
        subject=organisation_subject(organisation),
        data={"department": str(department.id)},
    )
    return department
