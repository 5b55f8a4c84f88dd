"""Who a session belongs to. Signing in itself is `accounts.services.sign_in`, not Django's `authenticate`."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.backends import BaseBackend

from accounts.models import User


class AccountBackend(BaseBackend):
    """Reads the active account of a session; grants no permission of its own."""

    def get_user(self, user_id: UUID) -> User | None:
        return User.objects.filter(id=user_id, is_active=True).first()
