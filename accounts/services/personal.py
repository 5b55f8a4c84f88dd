"""Looking at personal values: allowed by the caller, always recorded."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.subjects import user_subject
from tenants.domain.errors import NotAuthorised
from tenants.domain.subjects import SubjectRef
from tenants.records.services.ledger import write_ledger


class PersonField(StrEnum):
    NAME = "name"
    MOBILE = "mobile"
    EMAIL = "email"


@transaction.atomic
def reveal(*, actor_id: UUID, subject: SubjectRef, fields: Sequence[str], reason: str = "") -> None:
    """Record that somebody looks at personal fields of a subject. Call it before showing them.

    The entry holds the keys of the fields, never their values. The caller has checked access to the subject.
    """
    write_ledger(
        "accounts.reveal_personal",
        actor_id=actor_id,
        subject=subject,
        data={"fields": sorted(fields), "reason": reason},
    )


@transaction.atomic
def reveal_person(*, actor_id: UUID, user: User, field: str, reason: str = "") -> str:
    """One personal value of an account, recorded. The caller has checked that the actor may see the account."""
    try:
        wanted = PersonField(field)
    except ValueError as error:
        raise NotAuthorised("not_authorised") from error
    reveal(actor_id=actor_id, subject=user_subject(user), fields=[wanted.value], reason=reason)
    match wanted:
        case PersonField.NAME:
            return str(user.name)
        case PersonField.MOBILE:
            return str(user.mobile)
        case PersonField.EMAIL:
            return str(user.email)
