"""People for tests, signed in the way the session middleware expects."""

from __future__ import annotations

from django.test import Client

from accounts.sessions import stamp
from tenants.context import tenant_context


def sign_in(client: Client, jurisdiction: object, user: object) -> None:
    """Sign `user` in on `jurisdiction`'s host without the password page (that page has its own tests)."""
    with tenant_context(jurisdiction):
        client.force_login(user, backend="accounts.backends.AccountBackend")  # type: ignore[arg-type]
        session = client.session
        stamp(session)
        session.save()
