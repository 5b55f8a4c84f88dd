"""Signed calls of another system, as it would make them."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from django.http import HttpResponse
from django.test import Client

from accounts.access import Actor
from accounts.domain.request_signing import MOMENT, Scope, SignedRequest, authorization
from accounts.domain.roles import RoleKey
from accounts.services.integrators import NewKey, create_integrator
from tenants.clock import now
from tenants.domain.ids import new_id


def make_integrator(
    *, scopes: frozenset[Scope] = frozenset(Scope), systems: Collection[str] = ("archive_check",)
) -> NewKey:
    """A key; unless told it answers for the system of `tests.factories.external`."""
    system = Actor(new_id(), frozenset(), frozenset({RoleKey.SYSTEM_ADMINISTRATOR}), "系统管理员")
    return create_integrator(system, name="省科技业务管理平台", scopes=scopes, systems=systems)


@dataclass
class Caller:
    """A system with a key, calling one host. `host` is what it signs, the client's own unless told."""

    client: Client
    key_id: str
    secret: str
    host: str = ""

    def put(self, path: str, body: object, *, key: str = "", at: datetime | None = None) -> HttpResponse:
        return self._call("PUT", path, json.dumps(body).encode(), key or str(new_id()), at)

    def get(self, path: str, *, at: datetime | None = None) -> HttpResponse:
        return self._call("GET", path, b"", "", at)

    def _call(self, method: str, path: str, body: bytes, key: str, at: datetime | None) -> HttpResponse:
        moment = (at or now()).astimezone(UTC).strftime(MOMENT)
        host = self.host or str(self.client.defaults["SERVER_NAME"])
        signed = SignedRequest(method, host, quote(path), moment, key, body)
        headers = {
            "Authorization": authorization(self.key_id, self.secret, signed),
            "X-Tongban-Date": moment,
            **({"Idempotency-Key": key} if key else {}),
        }
        return self.client.generic(method, path, body, content_type="application/json", headers=headers)  # type: ignore[return-value]
