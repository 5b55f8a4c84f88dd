"""Start-up checks. Production refuses to start on any of them (`manage.py check --deploy` and the WSGI module)."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DEFAULT_DB_ALIAS, connections

#: What a server must answer to `SHOW …`, and why.
REQUIRED_SERVER_SETTINGS = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "data_checksums": "on",
    "TimeZone": "UTC",
}
DEFAULT_SECRETS = ("change-me", "django-insecure", "typecheck", "secret")
SHORTEST_SECRET = 50


@register(Tags.security, deploy=True)
def check_secrets(**_: object) -> Iterable[CheckMessage]:
    secret = settings.SECRET_KEY
    if len(secret) < SHORTEST_SECRET or any(word in secret.lower() for word in DEFAULT_SECRETS):
        yield Error("SECRET_KEY is short or a default", hint="set 50 random characters", id="tongban.E001")
    if not any(settings.SITE_KEY):
        yield Error("SITE_KEY is all zeros", hint="set 32 random bytes, base64", id="tongban.E002")


@register(Tags.security, deploy=True)
def check_exposure(**_: object) -> Iterable[CheckMessage]:
    if settings.DEBUG:
        yield Error("DEBUG is on", id="tongban.E003")
    if any(host in {"*", "."} for host in settings.ALLOWED_HOSTS) or not settings.ALLOWED_HOSTS:
        yield Error("ALLOWED_HOSTS is empty or a wildcard", hint="name the domains", id="tongban.E004")


@register(Tags.database, deploy=True)
def check_database_server(databases: Iterable[str] | None = None, **_: object) -> Iterable[CheckMessage]:
    """An acknowledged write must survive a crash: the server's own settings decide that (security.md T9)."""
    if databases is not None and DEFAULT_DB_ALIAS not in databases:
        return
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        for name, wanted in REQUIRED_SERVER_SETTINGS.items():
            cursor.execute("SELECT current_setting(%s), boot_val FROM pg_settings WHERE name = %s", [name, name])
            row = cursor.fetchone()
            # The session's own time zone is set by Django; what the server starts with is what counts.
            actual = _server_time_zone(cursor) if name == "TimeZone" else row[0]
            if actual not in {wanted, "Etc/UTC"}:
                yield Error(f"PostgreSQL: {name} is {actual}, not {wanted}", id="tongban.E005")


def _server_time_zone(cursor) -> str:  # type: ignore[no-untyped-def] # noqa: ANN001 - a Django cursor wrapper
    cursor.execute("SELECT reset_val FROM pg_settings WHERE name = 'TimeZone'")
    return str(cursor.fetchone()[0])
