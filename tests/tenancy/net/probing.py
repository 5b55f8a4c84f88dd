"""The net itself: asks for everything of another tenant and says what should not have been answered.

One prober is one person of one tenant (or nobody) against one other tenant. Every request runs in a savepoint that is
rolled back, within a transaction that is never committed; writes are read from PostgreSQL's own counters, which count
what was rolled back, too.
"""

from __future__ import annotations

import re
import secrets
import sys
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import import_module
from itertools import count

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.client import ClientHandler

from accounts.models import User
from accounts.sessions import BACKEND, stamp
from tenants.context import tenant_context
from tests.factories.world import World
from tests.tenancy.net.inputs import Target, Values

HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "list"}
#: Asked for with a foreign id and with an unknown one, which must answer alike.
COMPARED = ("GET", "POST")
#: "There is no such thing" and "not in this way": said of a foreign id, they tell nothing that needs comparing.
TELLS_NOTHING = (404, 405)
#: Which views answer to these does not depend on who asks: the thorough ask.
OTHERS = ("HEAD", "PUT", "DELETE")
#: Every request comes from an address of its own, so that no limit per address makes two answers differ.
_addresses = count(secrets.randbelow(1 << 23))
#: What nobody at all is answered at a host: the measure for a session that means nothing there.
_nobodys: dict[tuple[str, str, Target], tuple[int, str]] = {}
#: Made anew for every page: tokens, the secret of a second factor and its picture.
TOKEN = re.compile(r"\b[0-9A-Za-z]{32,64}\b|base64,[0-9A-Za-z+/=]+")
ID = re.compile(r"\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b")
#: A number counts only as a whole: four digits may happen to stand inside another number or an id. In an address within
#: an address, an escaped mark stands before it.
WHOLE = r"(?:(?<![0-9A-Za-z])|(?<=%[23][0-9A-F])|(?<=%25[23][0-9A-F])){word}(?![0-9A-Za-z])"
WRITES = """
SELECT relname, pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
                + pg_stat_get_xact_tuples_deleted(oid)
FROM pg_class WHERE relkind = 'r' AND relnamespace = to_regnamespace(%s)
"""


class Fault(StrEnum):
    LEAK = "shows a canary of the other tenant"
    UNLIKE = "answers a foreign id and an unknown one differently"
    SESSION = "takes a session of another tenant for something"
    BROKEN = "breaks"
    WRITE = "writes into the other tenant"


@dataclass(frozen=True, slots=True)
class Hole:
    fault: Fault
    method: str
    route: str
    detail: str

    def __str__(self) -> str:
        return f"{self.method} {self.route}: {self.fault} ({self.detail})"


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: `head` is all its headers and cookies, `location` and `body` are what is compared."""

    status: int
    head: str
    location: str
    body: str

    @property
    def refused(self) -> bool:
        return self.status >= 400

    @property
    def text(self) -> str:
        return f"{self.head}\n{self.body}"

    def without(self, placeholders: dict[str, str]) -> tuple[int, str]:
        text = f"{self.location}\n{self.body}"
        for word in (each for each in placeholders if not each.isdigit()):
            text = text.replace(word, placeholders[word])
        text = ID.sub("<id>", TOKEN.sub("<token>", text))
        for word in (each for each in placeholders if each.isdigit()):
            text = re.sub(WHOLE.format(word=word), placeholders[word], text)
        return self.status, text


@dataclass
class Prober:
    """`own` is where the person is at home, `other` whose things are asked for.

    A `thorough` one asks with every method and at the other's host, too, always with the headers of htmx besides, and
    compares foreign words with unknown ones also where the address names nothing or nothing was found: what those
    depend on is the same for every role. Lists are asked for with the headers of htmx by everybody.
    """

    own: World
    other: World
    role: str
    foreign: Values
    unknown: Values
    thorough: bool = True
    requests: int = 0
    _session: dict[str, object] = field(default_factory=dict)
    _key: str = field(default_factory=lambda: secrets.token_hex(16))
    _raised: list[str] = field(default_factory=list)
    _factory: RequestFactory = field(default_factory=RequestFactory)
    _handler: ClientHandler = field(default_factory=lambda: ClientHandler(enforce_csrf_checks=False))

    def sign_in(self) -> None:
        """A session on the own host, made without the password page. Nothing for a role that is nobody's."""
        if self.role not in self.own.people:
            return
        with tenant_context(self.own.jurisdiction):
            user = User.objects.get(pk=self.own.people[self.role])
            self._session = {
                SESSION_KEY: str(user.pk),
                BACKEND_SESSION_KEY: BACKEND,
                HASH_SESSION_KEY: user.get_session_auth_hash(),
            }
            stamp(self._session)  # type: ignore[arg-type]

    def holes(self, wanted: list[Target]) -> Iterator[Hole]:
        """Everything that should not have been answered so; the caller holds a transaction open."""
        got_request_exception.connect(self._note_exception)
        try:
            for target in wanted:
                before = self._writes()
                yield from self._probe_at_home(target)
                yield from self._report_writes(target, before)
                if self.thorough:
                    yield from self._probe_abroad(target)
        finally:
            got_request_exception.disconnect(self._note_exception)

    def ask_at_home(self, target: Target, values: Values, method: str = "GET", *, htmx: bool = False) -> Answer:
        return self._ask(self.own, target, values, method, htmx=htmx, signed_in=True)

    def _probe_at_home(self, target: Target) -> Iterator[Hole]:
        """Own host, own session, the other's ids everywhere."""
        for method in COMPARED:
            foreign = yield from self._ask_foreign(target, method)
            if self.thorough or (target.names_something and foreign.status not in TELLS_NOTHING):
                yield from self._compare(target, method, foreign)
            if self.thorough or not (foreign.refused or target.names_something):
                answer = self.ask_at_home(target, self.foreign, method, htmx=True)
                yield from self._faults(target, method, answer, self.other, public=False)
        for method in OTHERS if self.thorough else ():
            answer = self.ask_at_home(target, self.foreign, method)
            yield from self._faults(target, method, answer, self.other, public=False)

    def _compare(self, target: Target, method: str, foreign: Answer) -> Iterator[Hole]:
        """With what an unknown id is answered. Asked up to three times before two answers are called unlike: another
        worker may have emptied the cache and the session.
        """
        for _attempt in range(3):
            unknown = self.ask_at_home(target, self.unknown, method)
            one, other = foreign.without(self.foreign.placeholders), unknown.without(self.unknown.placeholders)
            if one == other:
                return
            foreign = yield from self._ask_foreign(target, method)
        yield Hole(Fault.UNLIKE, method, target.route, _difference(one, other))

    def _ask_foreign(self, target: Target, method: str) -> Generator[Hole, None, Answer]:
        foreign = self.ask_at_home(target, self.foreign, method)
        yield from self._faults(target, method, foreign, self.other, public=False)
        return foreign

    def _probe_abroad(self, target: Target) -> Iterator[Hole]:
        """The other's host and ids, with the session of the own tenant: worth as much as none."""
        for method in ("GET", "POST"):
            words = self.foreign.words | {name: self.unknown.words[name] for name in ("mobile", "email", "number")}
            values = Values(words)
            with_session = self._ask(self.other, target, values, method, htmx=False, signed_in=True)
            yield from self._faults(target, method, with_session, self.other, public=True)
            yield from self._faults(target, method, with_session, self.own, public=False)
            if not self._session:
                continue
            asked = (self.other.host, method, target)
            if asked not in _nobodys:
                without = self._ask(self.other, target, values, method, htmx=False, signed_in=False)
                _nobodys[asked] = without.without(self.foreign.placeholders)
            given = with_session.without(self.foreign.placeholders)
            if given != _nobodys[asked]:
                yield Hole(Fault.SESSION, method, target.route, _difference(given, _nobodys[asked]))

    def _faults(self, target: Target, method: str, answer: Answer, whose: World, *, public: bool) -> Iterator[Hole]:
        """`public`: the answer comes from the host of `whose`, where some of its words are anybody's."""
        if answer.status >= 500:
            yield Hole(Fault.BROKEN, method, target.route, f"{answer.status} {' '.join(self._raised)}")
            self._raised.clear()
        wanted = whose.canaries if public else (*whose.canaries, whose.public_marker)
        # What was asked with may be repeated in the answer: it is no news to whoever asked.
        text = answer.text
        for word in self.foreign.placeholders:
            text = text.replace(word, "")
        seen = [canary for canary in wanted if canary in text]
        if seen:
            place = text.index(seen[0])
            yield Hole(Fault.LEAK, method, target.route, repr(text[max(place - 60, 0) : place + 40]))

    def _report_writes(self, target: Target, before: dict[str, int]) -> Iterator[Hole]:
        after = self._writes()
        changed = sorted(table for table, number in after.items() if number != before.get(table, 0))
        if changed:
            yield Hole(Fault.WRITE, "any", target.route, ", ".join(changed))

    def _writes(self) -> dict[str, int]:
        """Rows written so far in this transaction, by table of the other tenant."""
        with connection.cursor() as cursor:
            cursor.execute(WRITES, [self.other.jurisdiction.schema_name])
            return dict(cursor.fetchall())

    def _ask(self, where: World, target: Target, values: Values, method: str, *, htmx: bool, signed_in: bool) -> Answer:
        self.requests += 1
        elsewhere = self.own if where is self.other else self.other
        headers = {
            "SERVER_NAME": where.host,
            "HTTP_X_FORWARDED_HOST": elsewhere.host,
            "REMOTE_ADDR": _address(),
            **(HTMX | {"HTTP_HX_CURRENT_URL": f"http://{elsewhere.host}/"} if htmx else {}),
        }
        if signed_in and self._session:
            headers["HTTP_COOKIE"] = f"{settings.SESSION_COOKIE_NAME}={self._key}"
            self._restore_session()
        given = values.encoded
        body = "" if method in {"GET", "HEAD"} else given
        request = self._factory.generic(
            method,
            target.path(values),
            body,
            content_type="application/x-www-form-urlencoded",
            QUERY_STRING=given,
            **headers,
        )
        with transaction.atomic():
            answer = _read(self._handler(request.environ))
            transaction.set_rollback(True)
        return answer

    def _restore_session(self) -> None:
        """As it was at sign-in: neither signing out nor a limit that was reached lasts until the next request."""
        with tenant_context(self.own.jurisdiction):
            store = import_module(settings.SESSION_ENGINE).SessionStore(session_key=self._key)
            store._cache.set(store.cache_key, self._session, 600)

    def _note_exception(self, **_given: object) -> None:
        kind, error, _trace = sys.exc_info()
        self._raised.append(f"{kind.__name__}: {error}" if kind else "?")


def _address() -> str:
    number = next(_addresses)
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def _read(response: HttpResponse) -> Answer:
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    headers = [f"{name}: {value}" for name, value in response.headers.items() if name.lower() != "x-request-id"]
    cookies = [f"{name}={morsel.value}" for name, morsel in response.cookies.items()]
    return Answer(
        response.status_code,
        "\n".join([*headers, *cookies]),
        response.headers.get("Location", ""),
        body.decode("utf-8", "replace"),
    )


def _difference(one: tuple[int, str], other: tuple[int, str]) -> str:
    if one[0] != other[0]:
        return f"{one[0]}, not {other[0]}"
    lines = [
        f"{_around(a, b)!r} / {_around(b, a)!r}"
        for a, b in zip(one[1].splitlines(), other[1].splitlines(), strict=False)
        if a != b
    ]
    return (lines or ["one is longer"])[0]


def _around(line: str, other: str) -> str:
    """The first place where `line` differs from `other`, with what stands before it."""
    place = next((at for at, (a, b) in enumerate(zip(line, other, strict=False)) if a != b), min(len(line), len(other)))
    return line[max(place - 60, 0) : place + 60]
