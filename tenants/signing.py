"""Signed values that open only in the tenant that signed them. Use this, never `django.core.signing` directly."""

from __future__ import annotations

from typing import Any

from django.core import signing

from tenants.context import current_schema

BadSignature = signing.BadSignature
SignatureExpired = signing.SignatureExpired


def sign_value(value: Any, purpose: str) -> str:
    """A URL-safe token of a JSON value for one purpose in the current tenant. Readable by who holds it."""
    return signing.dumps(value, salt=_salt(purpose))


def open_value(token: str, purpose: str, *, max_age: int) -> Any:
    """The value again; BadSignature for another tenant's, another purpose's, a changed or an expired token."""
    return signing.loads(token, salt=_salt(purpose), max_age=max_age)


def _salt(purpose: str) -> str:
    return f"{current_schema()}:{purpose}"
