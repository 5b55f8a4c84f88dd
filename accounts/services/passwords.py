"""Passwords: changed by their owner, reset by a code or a link."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.encoding import force_str
from django.utils.http import urlsafe_base64_decode

from accounts.attempts import blame_address, forgive_name, is_address_locked, try_name
from accounts.challenges import answer_challenge, open_challenge
from accounts.domain.login_names import LoginKind, LoginName, parse_login_name
from accounts.links import reset_tokens
from accounts.models import User
from accounts.models.users import login_index
from accounts.queries.locks import lock_user
from accounts.services import sign_in
from accounts.services.account_messages import AccountMessageKind, send_account_message
from accounts.services.people import check_new_password
from accounts.subjects import user_subject
from tenants.domain.errors import Problem, ValidationFailed
from tenants.records.services.ledger import write_ledger

PURPOSE = "reset"


@transaction.atomic
def request_reset(login_name: LoginName, *, address: str) -> str:
    """Send a code (mobile) or a link (mail), if there is such an account; the reference of the challenge either way.

    Too many requests send nothing and answer alike.
    """
    user = User.objects.find_by_login(login_name)
    index = login_index(login_name)
    blame_address(PURPOSE, address)
    is_allowed = try_name(PURPOSE, index) and not is_address_locked(PURPOSE, address)
    is_real = is_allowed and user is not None and user.is_active
    by_mobile = login_name.kind is LoginKind.MOBILE
    reference = open_challenge(
        PURPOSE,
        mobile=login_name.value if is_real and by_mobile else "",
        user_id=user.id if is_real and user else None,
        is_decoy=not is_real,
    )
    kind = AccountMessageKind.RESET_CODE if by_mobile else AccountMessageKind.RESET_LINK
    send_account_message(kind, reference)
    return reference


@transaction.atomic
def reset_by_code(reference: str, code: str, *, password: str) -> User:
    """Set a new password for whoever the code was sent to; ValidationFailed when it is wrong or used."""
    check_new_password(password)
    pending = answer_challenge(reference, code, purpose=PURPOSE)
    if pending is None or pending.user_id is None:
        raise ValidationFailed([Problem("code", "code_wrong")])
    return _set_password(pending.user_id, password, command="accounts.reset_password")


def user_of_reset_link(encoded: str, token: str) -> User | None:
    """Whose link it is; None when it was not made here, has run out or was used."""
    try:
        user_id = UUID(force_str(urlsafe_base64_decode(encoded)))
    except ValueError:
        return None
    user = User.objects.filter(id=user_id, is_active=True).first()
    return user if user is not None and reset_tokens.check_token(user, token) else None


@transaction.atomic
def reset_by_link(encoded: str, token: str, *, password: str) -> User:
    user = user_of_reset_link(encoded, token)
    if user is None:
        raise ValidationFailed([Problem("", "invitation_unusable")])
    check_new_password(password, user)
    return _set_password(user.id, password, command="accounts.reset_password")


@transaction.atomic
def change_password(user_id: UUID, *, current: str, password: str) -> User:
    """Change one's own password; every other session ends, because the session hash holds it."""
    user = lock_user(user_id)
    if not try_name("change_password", str(user_id)) or not user.check_password(current):
        raise ValidationFailed([Problem("current", "password_wrong")])
    forgive_name("change_password", str(user_id))
    check_new_password(password, user)
    return _set_password(user_id, password, command="accounts.change_password")


@transaction.atomic
def end_other_sessions(user_id: UUID) -> User:
    """Sign out everywhere; the caller renews the session at hand."""
    user = lock_user(user_id)
    user.session_epoch += 1
    user.save(update_fields=["session_epoch"])
    write_ledger("accounts.end_other_sessions", actor_id=user.id, subject=user_subject(user))
    return user


def _set_password(user_id: UUID, password: str, *, command: str) -> User:
    user = lock_user(user_id)
    user.set_password(password)
    user.must_set_password = False
    user.session_epoch += 1
    user.save(update_fields=["password", "must_set_password", "session_epoch"])
    for login in filter(None, (user.mobile, user.email)):
        name = parse_login_name(login)
        if name:
            forgive_name(sign_in.PURPOSE, login_index(name))
    write_ledger(command, actor_id=user.id, subject=user_subject(user))
    return user
