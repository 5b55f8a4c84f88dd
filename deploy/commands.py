"""Management commands one after the other in one process: loading the settings and apps is most of their time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.embedded.errors import StackError
from deploy.embedded.layout import CHECKOUT

END = "\x1e"


class Commands:
    """A process that runs the named management commands; each is waited for by `finish`, in their order."""

    def __init__(self, *names: str, environment: Mapping[str, str], log: Path) -> None:
        self._log = log
        with log.open("w") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "deploy.commands", *names],
                cwd=CHECKOUT,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if kind is not None:
            self._process.kill()
        self._process.communicate()

    def finish(self, name: str) -> str:
        """Wait for a command and return what it printed. Raises StackError with its last words when it failed."""
        printed: list[str] = []
        assert self._process.stdout is not None  # noqa: S101 - it is a pipe
        for line in self._process.stdout:
            if line == f"{END}{name}\n":
                return "".join(printed)
            printed.append(line)
        said = self._log.read_text().strip().splitlines() or ["没有输出"]
        raise StackError(f"manage.py {name} 失败：{said[-1]}；日志：{self._log}")


def main() -> None:
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    for name in sys.argv[1:]:
        call_command(name)
        connections.close_all()
        print(f"{END}{name}", flush=True)


if __name__ == "__main__":
    main()
