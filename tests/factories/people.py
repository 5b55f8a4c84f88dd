"""People for tests, signed in the way the session middleware expects."""

from __future__ import annotations

from django.db import connection
from django.http import HttpResponse
from django.test import Client

from accounts.sessions import stamp
from tenants.context import tenant_context


class HostClient(Client):
    """Leaves the test in the schema it was in: the tenant middleware ends every request on public."""

    def request(self, **request: object) -> HttpResponse:
        before, include_public = connection.tenant, connection.include_public_schema
        try:
            return super().request(**request)
        finally:
            connection.set_tenant(before, include_public)


def sign_in(client: Client, jurisdiction: object, user: object) -> None:
    """Sign `user` in on `jurisdiction`'s host without the password page (that page has its own tests)."""
    with tenant_context(jurisdiction):
        client.force_login(user, backend="accounts.backends.AccountBackend")  # type: ignore[arg-type]
        session = client.session
        stamp(session)
        session.save()
