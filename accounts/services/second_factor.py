"""Second factor by time-based codes (TOTP, RFC 6238), with recovery codes for a lost device."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from uuid import UUID

import pyotp
from django.db import transaction

from accounts.attempts import forgive_name, try_name
from accounts.models import RecoveryCode, User
from accounts.queries.locks import lock_user
from accounts.services.sign_in import is_second_factor_required
from accounts.subjects import user_subject
from tenants.clock import now
from tenants.context import current_tenant
from tenants.domain.errors import IllegalTransition, Problem, ValidationFailed
from tenants.records.services.ledger import write_ledger

PERIOD = 30
#: Codes of the step before and after are accepted: phones are some seconds off.
DRIFT = 1
RECOVERY_CODES = 8
PURPOSE = "second_factor"


@transaction.atomic
def begin_set_up(user_id: UUID) -> User:
    """Give the person a secret to scan, keeping the one he has not confirmed yet. Changes nothing once confirmed."""
    user = lock_user(user_id)
    if not user.has_second_factor and not user.totp_secret:
        user.totp_secret = pyotp.random_base32()
        user.save(update_fields=["totp_secret"])
    return user


def provisioning_uri(user: User) -> str:
    """What the QR code says to the authenticator. The label is masked: it shows on the phone's screen."""
    label = user.masked_mobile or user.masked_email
    return pyotp.TOTP(user.totp_secret).provisioning_uri(name=label, issuer_name=current_tenant().short_name)


@transaction.atomic
def confirm_set_up(user_id: UUID, code: str) -> list[str]:
    """Turn the second factor on with a first right code; returns the recovery codes, shown this once."""
    user = lock_user(user_id)
    if user.has_second_factor or not user.totp_secret:
        raise IllegalTransition("second_factor_missing")
    _check_code(user, code)
    user.totp_confirmed_at = now()
    user.save(update_fields=["totp_confirmed_at"])
    write_ledger("accounts.turn_on_second_factor", actor_id=user.id, subject=user_subject(user))
    return _new_recovery_codes(user)


@transaction.atomic
def turn_off(user_id: UUID, code: str) -> None:
    """Turn it off with a right code, where the tenant allows."""
    user = lock_user(user_id)
    if not user.has_second_factor:
        raise IllegalTransition("second_factor_missing")
    if user.is_staff_member and is_second_factor_required():
        raise IllegalTransition("second_factor_required")
    _check_code(user, code)
    user.totp_secret, user.totp_confirmed_at = "", None
    user.save(update_fields=["totp_secret", "totp_confirmed_at"])
    user.recovery_codes.all().delete()
    write_ledger("accounts.turn_off_second_factor", actor_id=user.id, subject=user_subject(user))


def check_second_factor(user_id: UUID, code: str) -> None:
    """Accept a code of the device or a recovery code, each once; ValidationFailed otherwise. Locks after five."""
    if not try_name(PURPOSE, str(user_id)):
        raise ValidationFailed([Problem("code", "code_wrong")])
    with transaction.atomic():
        user = lock_user(user_id)
        if not user.has_second_factor:
            raise IllegalTransition("second_factor_missing")
        if not _use_recovery_code(user, code):
            _check_code(user, code)
    forgive_name(PURPOSE, str(user_id))


def _check_code(user: User, code: str) -> None:
    """Compare with the codes around this moment and note the step, so that the same code cannot be replayed."""
    digits = "".join(code.split())
    step = int(now().timestamp()) // PERIOD
    generator = pyotp.TOTP(user.totp_secret)
    for candidate in range(step - DRIFT, step + DRIFT + 1):
        if candidate <= user.totp_last_step:
            continue
        if hmac.compare_digest(generator.generate_otp(candidate).encode(), digits.encode()):
            user.totp_last_step = candidate
            user.save(update_fields=["totp_last_step"])
            return
    raise ValidationFailed([Problem("code", "code_wrong")])


def _new_recovery_codes(user: User) -> list[str]:
    user.recovery_codes.all().delete()
    codes = [f"{secrets.token_hex(5)}-{secrets.token_hex(5)}" for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digest(code)) for code in codes)
    return codes


def _use_recovery_code(user: User, code: str) -> bool:
    digest = _digest(code.strip().lower())
    used = user.recovery_codes.filter(digest=digest, used_at=None).update(used_at=now())
    if used:
        write_ledger("accounts.use_recovery_code", actor_id=user.id, subject=user_subject(user))
    return bool(used)


def _digest(code: str) -> str:
    """Recovery codes are 80 random bits: a plain digest is enough."""
    return hashlib.sha256(code.encode()).hexdigest()
