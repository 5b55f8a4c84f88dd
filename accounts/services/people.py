"""Making accounts and ending them."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.access import Actor, authorize
from accounts.domain.login_names import LoginKind, LoginName, normalise_email, normalise_mobile
from accounts.models import Department, User, UserKind
from accounts.models.users import login_index
from accounts.policies import StaffAction, StaffSituation, may_staff
from accounts.queries.locks import lock_user
from accounts.queries.people import grants_in_force
from accounts.services.invitations import invite
from accounts.subjects import user_subject
from tenants.domain.errors import Problem, ValidationFailed
from tenants.records.services.ledger import write_ledger


@transaction.atomic
def create_user(
    *,
    name: str,
    mobile: str = "",
    email: str = "",
    kind: str,
    password: str | None = None,
    department: Department | None = None,
    post: str = "",
    actor_id: UUID | None = None,
    is_demo: bool = False,
) -> User:
    """Make an account; without a password nobody can sign in until an invitation or a reset sets one.

    ValidationFailed for a malformed or taken login name. The caller has authorised the act.
    """
    mobile_name, email_name = _login_names(name=name, mobile=mobile, email=email)
    user = User(
        name=name.strip(),
        kind=kind,
        department=department,
        post=post.strip(),
        is_demo=is_demo,
        must_set_password=password is None,
        mobile=mobile_name.value if mobile_name else "",
        email=email_name.value if email_name else "",
        mobile_index=login_index(mobile_name) if mobile_name else None,
        email_index=login_index(email_name) if email_name else None,
    )
    user.set_password(password)
    _insert(user)
    write_ledger("accounts.create_user", actor_id=actor_id, subject=user_subject(user), data={"kind": kind})
    return user


def _login_names(*, name: str, mobile: str, email: str) -> tuple[LoginName | None, LoginName | None]:
    problems = []
    plain_mobile, plain_email = normalise_mobile(mobile), normalise_email(email)
    if not name.strip():
        problems.append(Problem("name", "person_name_missing"))
    if mobile and plain_mobile is None:
        problems.append(Problem("mobile", "mobile_malformed"))
    if email and plain_email is None:
        problems.append(Problem("email", "email_malformed"))
    if not mobile and not email:
        problems.append(Problem("mobile", "login_name_missing"))
    if problems:
        raise ValidationFailed(problems)
    return (
        LoginName(LoginKind.MOBILE, plain_mobile) if plain_mobile else None,
        LoginName(LoginKind.EMAIL, plain_email) if plain_email else None,
    )


def _insert(user: User) -> None:
    """Insert, turning the two unique indexes into problems; the check before would lose a race."""
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        for path in ("mobile", "email"):
            if f"{path}_index" in str(error):
                raise ValidationFailed([Problem(path, f"{path}_taken")]) from error
        raise


@transaction.atomic
def create_staff(
    actor: Actor, *, name: str, mobile: str, email: str = "", department: Department, post: str = ""
) -> User:
    """Make a staff account and send its invitation. Roles are the security administrator's to give."""
    authorize(may_staff(StaffAction.MANAGE_PEOPLE, StaffSituation(actor.role_keys)))
    user = create_user(
        name=name,
        mobile=mobile,
        email=email,
        kind=UserKind.STAFF,
        department=department,
        post=post,
        actor_id=actor.user_id,
    )
    invite(user, invited_by=actor.user_id)
    return user


@transaction.atomic
def deactivate_staff(actor: Actor, *, user_id: UUID) -> None:
    """End an account: every session of it stops, and it can no longer sign in."""
    user = lock_user(user_id)
    situation = StaffSituation(
        actor.role_keys,
        about_self=user.id == actor.user_id,
        person_holds_grants=grants_in_force().filter(user=user).exists(),
    )
    authorize(may_staff(StaffAction.DEACTIVATE_PERSON, situation))
    if not user.is_active:
        return
    user.is_active = False
    user.session_epoch += 1
    user.save(update_fields=["is_active", "session_epoch"])
    write_ledger("accounts.deactivate_user", actor_id=actor.user_id, subject=user_subject(user))


@transaction.atomic
def reactivate_staff(actor: Actor, *, user_id: UUID) -> None:
    authorize(may_staff(StaffAction.MANAGE_PEOPLE, StaffSituation(actor.role_keys)))
    user = lock_user(user_id)
    if user.is_active:
        return
    user.is_active = True
    user.save(update_fields=["is_active"])
    write_ledger("accounts.reactivate_user", actor_id=actor.user_id, subject=user_subject(user))


@transaction.atomic
def invite_again(actor: Actor, *, user_id: UUID) -> None:
    """Send a new invitation to somebody who has not set a password yet; older links stop working."""
    authorize(may_staff(StaffAction.MANAGE_PEOPLE, StaffSituation(actor.role_keys)))
    user = lock_user(user_id)
    if user.must_set_password and user.is_active:
        invite(user, invited_by=actor.user_id)


def check_new_password(password: str, user: User | None = None) -> None:
    """ValidationFailed at `password` when it is too weak; the sentences are the validators' own."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationFailed(
            [Problem("password", item.code or "password_weak", item.params or {}) for item in error.error_list]
        ) from error
