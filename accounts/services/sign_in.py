"""Checking who somebody says he is. Uniform for known and unknown accounts, in words and in time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.attempts import blame_address, forgive_name, is_address_locked, try_name
from accounts.domain.login_names import parse_login_name
from accounts.models import SignInPolicy, User
from accounts.models.users import login_index
from accounts.subjects import user_subject
from tenants.domain.subjects import SubjectRef
from tenants.encryption import blind_index
from tenants.records.services.ledger import write_ledger

PURPOSE = "sign_in"


class SignInResult(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class SignInCheck:
    result: SignInResult
    user: User | None = None


def check_sign_in(login: str, password: str, *, address: str) -> SignInCheck:
    """Look at a login name and a password. A failure is counted and recorded; the password is hashed once in any case.

    `address` is where the request comes from; it is counted against, never stored in the ledger.
    """
    index = index_of(login)
    if is_address_locked(PURPOSE, address) or not try_name(PURPOSE, index):
        return SignInCheck(SignInResult.LOCKED)
    user = _user_of(login)
    if user is not None and user.is_active and user.has_usable_password():
        is_right = user.check_password(password)
    else:
        make_password(password)
        is_right = False
    if not is_right:
        blame_address(PURPOSE, address)
        record_failure(index)
        return SignInCheck(SignInResult.WRONG)
    forgive_name(PURPOSE, index)
    return SignInCheck(SignInResult.RIGHT, user)


def index_of(login: str) -> str:
    """Where attempts for a typed login name are counted, whether it is anybody's or not."""
    name = parse_login_name(login)
    return login_index(name) if name else blind_index(login.strip(), "accounts.user.unknown")


def _user_of(login: str) -> User | None:
    name = parse_login_name(login)
    return User.objects.find_by_login(name) if name else None


@transaction.atomic
def record_failure(index: str) -> None:
    """Known or not, the entry names only the index: 等保 wants the failure, not the number somebody typed."""
    subject = SubjectRef("accounts.login", UUID(hex=hashlib.sha256(index.encode()).hexdigest()[:32]), "登录")
    write_ledger("accounts.sign_in_failed", actor_id=None, subject=subject)


@transaction.atomic
def record_sign_in(user: User, *, second_factor: bool) -> None:
    write_ledger(
        "accounts.sign_in", actor_id=user.id, subject=user_subject(user), data={"second_factor": second_factor}
    )


@transaction.atomic
def record_sign_out(user: User) -> None:
    write_ledger("accounts.sign_out", actor_id=user.id, subject=user_subject(user))


def must_use_second_factor(user: User) -> bool:
    """Whether this person signs in with a code: because it is set up, or because the tenant demands it of staff."""
    if user.has_second_factor:
        return True
    return user.is_staff_member and is_second_factor_required()


def is_second_factor_required() -> bool:
    return SignInPolicy.objects.filter(id=1, staff_second_factor_required=True).exists()
