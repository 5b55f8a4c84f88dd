"""The servers the product needs, started together from wheels: PostgreSQL, Valkey, S3 gateway, mail and SMS sink."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol, Self, TextIO

from deploy.embedded.credentials import Credentials
from deploy.embedded.layout import Account, prepare_state_dir, take_lock
from deploy.embedded.object_store import ObjectStore
from deploy.embedded.ports import HOST, Ports
from deploy.embedded.postgres import APP, OWNER, Postgres
from deploy.embedded.processes import Child
from deploy.embedded.sink_server import SinkServer
from deploy.embedded.valkey import BROKER, CACHE, Valkey

SERVER_PORTS = ("postgres", "valkey", "s3", "smtp", "sink")


class Server(Protocol):
    """One server of the stack; the three are called in this order."""

    def prepare(self) -> None:
        """Make what it needs on disk. May run beside other servers' preparation."""

    def spawn(self) -> Child:
        """Start the process, from the main thread."""

    def finish(self, child: Child) -> None:
        """Return when it can be used."""


class Stack:
    """The servers over one state folder. They keep their data there and die with this process, even by `kill -9`."""

    def __init__(self, state_dir: Path, ports: Ports, *, durable: bool = True) -> None:
        self.state_dir = state_dir
        self.ports = ports
        self._durable = durable
        self._children: list[Child] = []
        self._lock: TextIO | None = None

    @classmethod
    def for_tests(cls, state_dir: Path) -> Self:
        """A throw-away stack on free ports. Commits are flushed; only the making of the cluster is not."""
        return cls(state_dir, Ports.free(), durable=False)

    def start(self) -> None:
        """Start all servers and wait until they answer; if one does not, stop the others and raise StackError."""
        prepare_state_dir(self.state_dir, Account.for_servers())
        self._lock = take_lock(self.state_dir)
        try:
            self.ports.refuse_busy(*SERVER_PORTS)
            self._start_servers()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop all servers, those first that others do not need. Harmless when nothing runs."""
        while self._children:
            self._children.pop().stop()
        if self._lock:
            self._lock.close()
            self._lock = None

    @property
    def children(self) -> tuple[Child, ...]:
        return tuple(self._children)

    def environment(self) -> dict[str, str]:
        """What the Django settings read, with the login that owns nothing."""
        credentials = self._credentials()
        postgres, valkey, store = self._postgres(credentials), self._valkey(credentials), self._store(credentials)
        return {
            "TONGBAN_ENV": "development",
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "DATABASE_URL": postgres.url(APP, credentials.postgres_app),
            "REDIS_URL": valkey.url(BROKER),
            "CACHE_URL": valkey.url(CACHE),
            "S3_ENDPOINT": store.endpoint,
            "S3_PUBLIC_ENDPOINT": store.endpoint,
            "S3_ACCESS_KEY": credentials.s3_access_key,
            "S3_SECRET_KEY": credentials.s3_secret_key,
            "SMTP_URL": f"smtp://{HOST}:{self.ports.smtp}",
            "SMS_GATEWAY_URL": f"http://{HOST}:{self.ports.sink}/sms",
            "SECRET_KEY": credentials.secret_key,
            "SITE_KEY": credentials.site_key,
            "BASE_DOMAIN": "localhost",
            "WEB_SCHEME": "http",
            "WEB_PORT": str(self.ports.web),
        }

    def owner_environment(self) -> dict[str, str]:
        """The owner's login on top: for migrations and the provisioner alone."""
        credentials = self._credentials()
        return {"OWNER_DATABASE_URL": self._postgres(credentials).url(OWNER, credentials.postgres_owner)}

    def _start_servers(self) -> None:
        credentials = self._credentials()
        servers: list[Server] = [
            self._postgres(credentials),
            self._valkey(credentials),
            self._store(credentials),
            SinkServer(folder=self.state_dir / "sink", log=self._log("sink"), ports=self.ports),
        ]
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda server: server.prepare(), servers))
        for server in servers:
            self._children.append(server.spawn())
        for server, child in zip(servers, self._children, strict=True):
            server.finish(child)

    def _credentials(self) -> Credentials:
        return Credentials.load_or_generate(self.state_dir / "credentials.json")

    def _postgres(self, credentials: Credentials) -> Postgres:
        return Postgres(
            folder=self.state_dir / "postgres",
            log=self._log("postgres"),
            port=self.ports.postgres,
            credentials=credentials,
            account=Account.for_servers(),
            durable=self._durable,
        )

    def _valkey(self, credentials: Credentials) -> Valkey:
        return Valkey(
            folder=self.state_dir / "valkey",
            log=self._log("valkey"),
            port=self.ports.valkey,
            credentials=credentials,
        )

    def _store(self, credentials: Credentials) -> ObjectStore:
        return ObjectStore(
            folder=self.state_dir / "s3",
            log=self._log("s3"),
            port=self.ports.s3,
            credentials=credentials,
        )

    def _log(self, name: str) -> Path:
        return self.state_dir / "logs" / f"{name}.log"
