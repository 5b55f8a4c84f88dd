"""Who is calling: a system with a key of this jurisdiction, by the signature of its request."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.domain.request_signing import SCHEME, Scope, SignedRequest, is_signed_by, is_timely, read_authorization
from accounts.models import Integrator
from accounts.queries.integrators import active_integrator
from tenants.clock import now


class SignatureAuthentication(BaseAuthentication):
    """`request.auth` becomes the integrator. Every refusal says the same: what was wrong helps only a forger."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Integrator]:
        given = read_authorization(request.headers.get("Authorization", ""))
        moment = request.headers.get("X-Tongban-Date", "")
        integrator = active_integrator(given[0]) if given and is_timely(moment, now()) else None
        signed = SignedRequest(
            method=request.method or "",
            host=request.get_host(),
            path=request.get_full_path(),
            moment=moment,
            idempotency_key=request.headers.get("Idempotency-Key", ""),
            body=request.body,
        )
        if given is None or integrator is None or not is_signed_by(integrator.secret, given[1], signed):
            raise AuthenticationFailed(code="signature_refused")
        return AnonymousUser(), integrator

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002
        return SCHEME


def integrator_of(request: Request) -> Integrator:
    """The system behind a request that was let in."""
    caller: object = request.auth
    if not isinstance(caller, Integrator):
        raise NotAuthenticated
    return caller


class HasScope(BasePermission):
    """The view names its `scope`."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        scope: Scope = view.scope  # type: ignore[attr-defined]
        return isinstance(request.auth, Integrator) and scope.value in request.auth.scopes
