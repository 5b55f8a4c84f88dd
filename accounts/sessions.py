"""Sessions: begun, stamped, limited, listed.

A session is stamped with the schema and its times. A stamp that is missing or belongs elsewhere ends it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY, login
from django.contrib.sessions.backends.base import SessionBase
from django.core.cache import cache
from django.http import HttpRequest

from accounts.domain.devices import device_name
from accounts.models import User
from tenants.clock import now
from tenants.context import current_schema

SCHEMA, SIGNED_IN_AT, SEEN_AT = "schema", "signed_in_at", "seen_at"
PENDING = "pending_sign_in"
PENDING_SECONDS = 300
BACKEND = "accounts.backends.AccountBackend"
#: The time last seen is written at most this often, so that reading pages does not write the cache each time.
TOUCH_SECONDS = 60
AGENT_LENGTH = 120


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One line in the list of one's own sessions."""

    signed_in_at: datetime
    device: str
    is_this: bool


def start_session(request: HttpRequest, user: User) -> None:
    """Sign in: new session key, schema and times stamped, entered in the person's list."""
    request.session.pop(PENDING, None)
    login(request, user, backend=BACKEND)
    request.session.cycle_key()
    stamp(request.session)
    _enter(request, user)


def stamp(session: SessionBase) -> None:
    moment = int(now().timestamp())
    session[SCHEMA] = current_schema()
    session[SIGNED_IN_AT] = moment
    session[SEEN_AT] = moment


def is_within_limits(session: SessionBase) -> bool:
    """Whether a signed-in session may go on: this tenant's, neither idle for too long nor too old."""
    moment = int(now().timestamp())
    return (
        session.get(SCHEMA) == current_schema()
        and moment - session.get(SEEN_AT, 0) <= settings.SESSION_IDLE_SECONDS
        and moment - session.get(SIGNED_IN_AT, 0) <= settings.SESSION_ABSOLUTE_SECONDS
    )


def touch(session: SessionBase) -> None:
    moment = int(now().timestamp())
    if moment - session.get(SEEN_AT, 0) >= TOUCH_SECONDS:
        session[SEEN_AT] = moment


def is_signed_in(session: SessionBase) -> bool:
    return SESSION_KEY in session


def hold_for_second_factor(request: HttpRequest, user: User) -> None:
    """The password was right, the second factor is still to come: nobody is signed in until then."""
    request.session.flush()
    request.session[PENDING] = {
        "user": str(user.id),
        "schema": current_schema(),
        "since": int(now().timestamp()),
        "hash": user.get_session_auth_hash(),
    }


def held_user(request: HttpRequest) -> User | None:
    """Who is waiting at the second factor in this session; None when nobody is, or for too long."""
    pending = request.session.get(PENDING)
    if not pending or pending["schema"] != current_schema():
        return None
    if int(now().timestamp()) - pending["since"] > PENDING_SECONDS:
        return None
    user = User.objects.filter(id=UUID(pending["user"]), is_active=True).first()
    return user if user is not None and user.get_session_auth_hash() == pending["hash"] else None


def open_sessions(request: HttpRequest, user: User) -> list[OpenSession]:
    """The person's sessions that still exist, newest first."""
    engine = import_module(settings.SESSION_ENGINE)
    known: dict[str, dict[str, str | int]] = cache.get(_list_key(user), {})
    alive = {key: entry for key, entry in known.items() if engine.SessionStore().exists(key)}
    current_hash = user.get_session_auth_hash()
    sessions = [
        OpenSession(
            datetime.fromtimestamp(int(entry["at"]), UTC),
            device_name(str(entry["agent"])),
            is_this=key == request.session.session_key,
        )
        for key, entry in alive.items()
        if entry["hash"] == current_hash
    ]
    return sorted(sessions, key=lambda one: one.signed_in_at, reverse=True)


def renew_after_change(request: HttpRequest, user: User) -> None:
    """Keep the session at hand after its owner's password or epoch changed; all others no longer match."""
    started = request.session.get(SIGNED_IN_AT)
    start_session(request, user)
    if started is not None:
        request.session[SIGNED_IN_AT] = started


def _enter(request: HttpRequest, user: User) -> None:
    known = cache.get(_list_key(user), {})
    known[request.session.session_key] = {
        "at": int(now().timestamp()),
        "agent": request.headers.get("User-Agent", "")[:AGENT_LENGTH],
        "hash": user.get_session_auth_hash(),
    }
    cache.set(_list_key(user), known, settings.SESSION_ABSOLUTE_SECONDS)


def _list_key(user: User) -> str:
    return f"accounts:sessions:{user.id}"
