"""The language a person reads: of the pages after signing in anywhere, and of the messages that are sent."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.models import User
from accounts.queries.locks import lock_user


@transaction.atomic
def remember_language(user_id: UUID, *, language: str) -> None:
    """Keep a choice; the caller has checked that the language is offered. No ledger entry: it gives nobody anything."""
    user = lock_user(user_id)
    if user.language != language:
        user.language = language
        user.save(update_fields=["language"])


def language_of(user: User) -> str:
    """What the person chose, or the site's language."""
    return user.language or settings.LANGUAGE_CODE
