"""`make run`: environment, servers, migrations, demonstration data, web and workers; one Ctrl-C stops everything."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from deploy import environment

if TYPE_CHECKING:
    from deploy.embedded.processes import Service
    from deploy.embedded.stack import Stack

STEPS = 7
RESTARTS = 3
PATIENCE = 60


def main() -> int:
    """Runs twice: first with whatever Python there is, then, once .venv stands, inside it."""
    if Path(sys.prefix).resolve() != environment.FOLDER.resolve():
        return _enter_environment()
    from deploy.embedded.processes import StackError

    signal.signal(signal.SIGTERM, _interrupt)
    try:
        _Run().go()
    except KeyboardInterrupt:
        return 0
    except StackError as error:
        print(f"✗ {error}", file=sys.stderr)
        return 1
    return 0


def _enter_environment() -> int:
    try:
        with progress(1, "准备运行环境"):
            environment.ensure(for_tests=False)
    except environment.EnvironmentProblem as problem:
        print(f"✗ {problem}", file=sys.stderr)
        return 1
    os.chdir(environment.CHECKOUT)
    os.execv(environment.PYTHON, [str(environment.PYTHON), "-m", "deploy.run", *sys.argv[1:]])  # noqa: S606


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


@contextmanager
def progress(number: int, what: str) -> Iterator[None]:
    print(f"[{number}/{STEPS}] {what} …", end="", flush=True)
    started = time.monotonic()
    try:
        yield
    except BaseException:
        print()
        raise
    print(f" {time.monotonic() - started:.1f} 秒", flush=True)


class _Run:
    """One life of the whole stack."""

    def __init__(self) -> None:
        from deploy.embedded.stack import Ports, Stack, usual_state_folder

        self.stack: Stack = Stack(usual_state_folder(), Ports.from_environment())
        self.state = self.stack.state
        self.children: dict[str, Service] = {}

    def go(self) -> None:
        try:
            self._prepare()
            self._start_children()
            self._announce()
            self._watch()
        finally:
            print("\n正在停止 …", flush=True)
            self._stop()

    def _prepare(self) -> None:
        with progress(2, "启动数据库、缓存、对象存储、邮件短信收集"):
            self.stack.start()
        with progress(3, "更新数据库结构"):
            self._manage("migrate_tenancy")
        with progress(4, "装入演示数据（首次约一分钟）"):
            self._manage("load_demo")
        with progress(5, "准备页面资源"):
            self._collect_static()

    def _owner(self) -> dict[str, str]:
        return self.stack.environment() | self.stack.owner_environment()

    def _manage(self, *command: str) -> str:
        from deploy.embedded.processes import StackError

        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=environment.CHECKOUT,
            env={**os.environ, **self._owner()},
            check=False,
            capture_output=True,
            text=True,
        )
        log = self.state / "logs" / f"{command[0]}.log"
        log.write_text(done.stdout + done.stderr)
        if done.returncode:
            last = done.stderr.strip().splitlines()[-1:] or ["没有输出"]
            raise StackError(f"{command[0]} 失败：{last[0]}（日志：{log}）")
        return done.stdout

    def _collect_static(self) -> None:
        """Only when a file of the faces or the requirements changed."""
        stamp = self.state / "static.sha256"
        digest = hashlib.sha256()
        for path in sorted((environment.CHECKOUT / "config" / "static").rglob("*")):
            if path.is_file():
                digest.update(f"{path} {path.stat().st_mtime_ns} {path.stat().st_size}".encode())
        digest.update(environment.STAMP.read_bytes() if environment.STAMP.exists() else b"")
        folder = environment.CHECKOUT / "staticfiles"
        if folder.exists() and stamp.exists() and stamp.read_text() == digest.hexdigest():
            return
        self._manage("collectstatic", "--noinput", "--clear", "--verbosity=0")
        stamp.write_text(digest.hexdigest())

    def _commands(self) -> dict[str, tuple[list[str], dict[str, str]]]:
        """Children by name. Only the provisioner holds the owner's login."""
        bind = f"127.0.0.1:{self.stack.ports.web}"
        celery = [sys.executable, "-m", "celery", "-A", "config.celery", "--quiet"]
        worker = [*celery, "worker", "--loglevel=WARNING", "--without-mingle", "--without-gossip"]
        plain = self.stack.environment()
        return {
            "web": (
                [sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", bind, "--worker-class", "gthread",
                 "--workers", "2", "--threads", "4", "--max-requests", "5000", "--max-requests-jitter", "500",
                 "--log-level", "warning"],
                plain | {"DATABASE_POOL": "true"},
            ),
            "worker": ([*worker, "--queues=default", "--concurrency=2", "--hostname=worker@%h"], plain),
            "provisioner": (
                [*worker, "--queues=provisioner", "--concurrency=1", "--hostname=provisioner@%h"],
                self._owner(),
            ),
            "beat": ([*celery, "beat", "--loglevel=WARNING", "--schedule", str(self.state / "beat")], plain),
        }  # fmt: skip

    def _start_children(self) -> None:
        with progress(6, "启动网站和后台"):
            for name in self._commands():
                self._spawn(name)
            self._await_web()

    def _spawn(self, name: str) -> None:
        from deploy.embedded.processes import spawn

        command, variables = self._commands()[name]
        variables |= {"PYTHONPATH": str(environment.CHECKOUT)}
        self.children[name] = spawn(name, command, log=self.state / "logs" / f"{name}.log", environment=variables)

    def _await_web(self) -> None:
        from deploy.embedded.processes import wait_until

        url = f"http://127.0.0.1:{self.stack.ports.web}/healthz"
        request = urllib.request.Request(url, headers={"Host": f"localhost:{self.stack.ports.web}"})

        def healthy() -> bool:
            try:
                with urllib.request.urlopen(request, timeout=2) as answer:  # noqa: S310 - our own address
                    return bool(answer.status == 200)  # noqa: PLR2004
            except (urllib.error.URLError, OSError):
                return False

        wait_until(
            healthy,
            what="网站",
            service=self.children["web"],
            log=self.state / "logs" / "web.log",
            patience=PATIENCE,
        )

    def _announce(self) -> None:
        with progress(7, "读取演示账号"):
            table = self._manage("demo_accounts")
        print(f"\n{table}")
        print(f"短信和邮件： http://localhost:{self.stack.ports.sink}/")
        print(f"日志：       {self.state / 'logs'}")
        print("按 Ctrl-C 停止；数据会保留，make reset 清空。", flush=True)

    def _watch(self) -> None:
        """Restart a child that dies, a few times; a server that dies ends the run."""
        from deploy.embedded.processes import StackError, last_words

        deaths = dict.fromkeys(self.children, 0)
        while True:
            time.sleep(0.5)
            for service in self.stack.services():
                if service.process.poll() is not None:
                    raise StackError(f"{service.name} 意外停止（日志：{self.state / 'logs'}）")
            for name, child in list(self.children.items()):
                if child.process.poll() is None:
                    continue
                deaths[name] += 1
                log = self.state / "logs" / f"{name}.log"
                if deaths[name] > RESTARTS:
                    raise StackError(f"{name} 反复停止：{last_words(log)}（日志：{log}）")
                print(f"{name} 停止了，重新启动（日志：{log}）", file=sys.stderr, flush=True)
                self._spawn(name)

    def _stop(self) -> None:
        from deploy.embedded.processes import stop

        signal.signal(signal.SIGINT, signal.SIG_IGN)
        order: list[Callable[[], None]] = [
            *(lambda child=child: stop(child) for child in reversed(list(self.children.values()))),  # type: ignore[misc]
            self.stack.stop,
        ]
        for end in order:
            end()


def reset() -> int:
    """`make reset`: forget the data of `make run`."""
    from deploy.embedded.processes import answers
    from deploy.embedded.stack import Ports, usual_state_folder

    if answers(Ports.from_environment().postgres):
        print("✗ 仍在运行：先按 Ctrl-C 停止 make run", file=sys.stderr)
        return 1
    shutil.rmtree(usual_state_folder(), ignore_errors=True)
    print("演示数据已清空。")
    return 0


if __name__ == "__main__":
    sys.exit(reset() if sys.argv[1:] == ["reset"] else main())
