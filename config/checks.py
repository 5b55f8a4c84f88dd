"""Start-up checks: `config.startup` refuses production on any finding, `manage.py check --deploy` shows them too.

Django runs database checks on the command line only with `--database default`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DEFAULT_DB_ALIAS, connections

#: Values of `pg_settings` that the server must have. An acknowledged write must survive a crash (security.md T9).
REQUIRED_SERVER_SETTINGS = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "remote_write", "remote_apply"),
    "data_checksums": ("on",),
    "TimeZone": ("UTC", "Etc/UTC"),
}
#: Django sets its own zone in every session; what the session began with is what the server has.
SET_BY_DJANGO = frozenset({"TimeZone"})
DEFAULT_SECRETS = ("change-me", "django-insecure", "typecheck", "secret")
SHORTEST_SECRET = 50


@register(Tags.security, deploy=True)
def check_secrets(**_: object) -> Iterator[CheckMessage]:
    secret = settings.SECRET_KEY
    if len(secret) < SHORTEST_SECRET or any(word in secret.lower() for word in DEFAULT_SECRETS):
        yield Error("SECRET_KEY is short or a default", hint="set 50 random characters", id="tongban.E001")
    if not any(settings.SITE_KEY):
        yield Error("SITE_KEY is all zeros", hint="set 32 random bytes, base64", id="tongban.E002")


@register(Tags.security, deploy=True)
def check_exposure(**_: object) -> Iterator[CheckMessage]:
    if settings.DEBUG:
        yield Error("DEBUG is on", hint="start with config.settings.production", id="tongban.E003")
    if any(host in {"*", "."} for host in settings.ALLOWED_HOSTS) or not settings.ALLOWED_HOSTS:
        yield Error("ALLOWED_HOSTS is empty or a wildcard", hint="name the domains", id="tongban.E004")
    if not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE):
        hint = "start with config.settings.production"
        yield Error("cookies are sent over plain http", hint=hint, id="tongban.E006")


@register(Tags.database, deploy=True)
def check_database_server(databases: Iterable[str] | None = None, **_: object) -> Iterator[CheckMessage]:
    """One query; raises what the connection raises when the server cannot be reached."""
    if databases is not None and DEFAULT_DB_ALIAS not in databases:
        return
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT name, setting, reset_val FROM pg_settings WHERE name = ANY(%s)", [list(REQUIRED_SERVER_SETTINGS)]
        )
        found = {name: reset if name in SET_BY_DJANGO else setting for name, setting, reset in cursor.fetchall()}
    for name, lawful in REQUIRED_SERVER_SETTINGS.items():
        if found.get(name) not in lawful:
            yield Error(f"PostgreSQL: {name} is {found.get(name)}, not {lawful[0]}", id="tongban.E005")
