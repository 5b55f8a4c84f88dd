"""`make run`, second half, inside .venv: servers, migrations, demonstration data, web and workers.

Runs until Ctrl-C or SIGTERM, then stops everything in order: first what takes requests, last what keeps data.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from deploy import health
from deploy.commands import Commands
from deploy.embedded.errors import StackError
from deploy.embedded.layout import CHECKOUT, default_state_dir
from deploy.embedded.ports import HOST, Ports
from deploy.embedded.processes import Child, run_to_end, start_child
from deploy.embedded.stack import Stack
from deploy.progress import progress
from deploy.static_files import StaticFiles

RESTARTS = 3
PATIENCE = 60.0
SCARCE_BYTES = 50_000_000
WATCH_SECONDS = 0.5
CELERY = (sys.executable, "-m", "celery", "--app=config.celery", "--quiet")
WORKER = (*CELERY, "worker", "--loglevel=WARNING", "--without-mingle", "--without-gossip")


class Product:
    """One life of the whole product on this machine."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._logs = stack.state_dir / "logs"
        self._static = StaticFiles(stack.state_dir)
        self._children: dict[str, Child] = {}
        self._restarts: dict[str, int] = {}

    def start(self) -> str:
        """Start everything, each step shown. Returns the table of addresses and accounts."""
        with progress(2, "启动数据库、缓存、对象存储、邮件和短信收集"):
            self._stack.ports.refuse_busy("web")
            self._stack.start()
        with (
            ThreadPoolExecutor() as pool,
            Commands(
                *("migrate_tenancy", "load_demo", "demo_accounts"),
                environment=self._environment() | self._stack.owner_environment(),
                log=self._logs / "prepare.log",
            ) as commands,
        ):
            # Compressing the static files needs no database: it runs beside the migrations and the data.
            collected = pool.submit(self._static.collect_if_changed, self._collect_static)
            with progress(3, "更新数据库结构"):
                commands.finish("migrate_tenancy")
            with progress(4, "装入演示数据（首次约一分钟）"):
                commands.finish("load_demo")
            with progress(5, "准备页面资源"):
                collected.result()
            with progress(6, "读取访问地址和演示账号"):
                accounts = commands.finish("demo_accounts")
        with progress(7, "启动网站"):
            self._spawn("web")
            self._children["web"].wait_until(self._web_answers, PATIENCE)
        with progress(8, "启动后台任务"):
            # Not before: while they load they would only make the first page wait.
            for name in ("worker", "provisioner", "beat"):
                self._spawn(name)
        return accounts

    def watch(self) -> None:
        """Restart a process of the product that ends, a few times. Raises StackError when a server ends."""
        while True:
            for server in self._stack.children:
                if server.exit_code is not None:
                    raise StackError(f"{server.name} 意外退出；日志：{server.log}")
            for name, child in list(self._children.items()):
                if child.exit_code is not None:
                    self._restart(name, child)
            time.sleep(WATCH_SECONDS)

    def stop(self) -> None:
        children = list(self._children.values())
        for child in children:
            child.ask_to_stop()
        for child in children:
            child.stop()
        self._stack.stop()

    def _restart(self, name: str, child: Child) -> None:
        done = self._restarts.get(name, 0)
        if done == RESTARTS:
            raise StackError(f"{name} 反复退出（退出码 {child.exit_code}）；日志：{child.log}")
        self._restarts[name] = done + 1
        print(f"\n{name} 退出了（退出码 {child.exit_code}），正在重新启动；日志：{child.log}", flush=True)
        self._spawn(name)

    def _commands(self) -> dict[str, tuple[Sequence[str], dict[str, str]]]:
        """What runs, with its settings. Only the provisioner holds the owner's login."""
        plain = self._environment()
        return {
            "web": (
                [
                    *(sys.executable, "-m", "gunicorn", "config.wsgi:application"),
                    f"--bind={HOST}:{self._stack.ports.web}",
                    *("--worker-class=gthread", "--workers=2", "--threads=4", "--log-level=warning"),
                    *("--max-requests=5000", "--max-requests-jitter=500", "--no-control-socket"),
                ],
                plain | {"DATABASE_POOL": "true"},
            ),
            "beat": ([*CELERY, "beat", "--loglevel=WARNING", f"--schedule={self._stack.state_dir / 'beat'}"], plain),
            "worker": ([*WORKER, "--queues=default", "--concurrency=2", "--hostname=worker@%h"], plain),
            "provisioner": (
                [*WORKER, "--queues=provisioner", "--concurrency=1", "--hostname=provisioner@%h"],
                plain | self._stack.owner_environment(),
            ),
        }

    def _spawn(self, name: str) -> None:
        command, variables = self._commands()[name]
        self._children[name] = start_child(
            name, command, log=self._logs / f"{name}.log", environment=variables, folder=CHECKOUT
        )

    def _environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if name != "OWNER_DATABASE_URL"}
        ours = {"PYTHONPATH": str(CHECKOUT), "PYTHONUTF8": "1", "STATIC_ROOT": str(self._static.folder)}
        return inherited | self._stack.environment() | ours

    def _collect_static(self) -> None:
        command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--clear", "--verbosity=0"]
        run_to_end("manage.py collectstatic", command, environment=self._environment(), folder=CHECKOUT)

    def _web_answers(self) -> bool:
        return health.answers(self._stack.ports.web, "localhost", scheme="http")


def announce(accounts: str, stack: Stack, *, began: float) -> None:
    print(f"\n通办已就绪，用时 {time.time() - began:.0f} 秒。\n")
    print(accounts.strip("\n"))
    print(f"\n发出的邮件和短信  http://localhost:{stack.ports.sink}/")
    print(f"日志              {stack.state_dir / 'logs'}")
    print("按 Ctrl-C 停止。数据会保留到下次启动；make reset 清空数据。", flush=True)


def is_disk_full(error: Exception, state_dir: Path) -> bool:
    """A server that ends for want of room seldom says so in its last words: then the room itself is looked at."""
    if getattr(error, "errno", None) == errno.ENOSPC or os.strerror(errno.ENOSPC) in str(error):
        return True
    return state_dir.exists() and shutil.disk_usage(state_dir).free < SCARCE_BYTES


def main() -> int:
    began = float(sys.argv[1]) if sys.argv[1:] else time.time()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        stack = Stack(default_state_dir(), Ports.from_environment())
        product = Product(stack)
        try:
            announce(product.start(), stack, began=began)
            product.watch()
        finally:
            # A second Ctrl-C must not interrupt the orderly end.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            print("\n正在停止 …", flush=True)
            product.stop()
    except KeyboardInterrupt:
        print("已停止。", flush=True)
        return 0
    except (StackError, OSError) as error:
        if is_disk_full(error, default_state_dir()):
            print(f"✗ 磁盘已满：清理后重新运行 make run（数据在 {default_state_dir()}）", file=sys.stderr)
        elif isinstance(error, StackError):
            print(f"✗ {error}", file=sys.stderr)
        else:
            raise
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
