"""Child processes that never outlive us, not even when we are killed."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from deploy.embedded.errors import StackError
from deploy.embedded.layout import Account
from deploy.embedded.ports import HOST

PR_SET_PDEATHSIG = 1
POLL_SECONDS = 0.05

_libc = ctypes.CDLL(None, use_errno=True)


class Child:
    """One running process with its log file."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], log: Path, stop_signal: signal.Signals) -> None:
        self.name = name
        self.log = log
        self._process = process
        self._stop_signal = stop_signal

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.poll()

    def ask_to_stop(self) -> None:
        if self.exit_code is None:
            self._process.send_signal(self._stop_signal)

    def stop(self, patience: float = 15) -> None:
        """Ask, wait, and kill what does not listen."""
        self.ask_to_stop()
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def wait_until(self, ready: Callable[[], bool], patience: float = 60) -> None:
        """Raises StackError with the end of the log when the process ends or is not ready in time."""
        deadline = time.monotonic() + patience
        while not ready():
            if self.exit_code is not None:
                said = f"退出码 {self.exit_code}，{_last_line(self.log)}"
                raise StackError(f"{self.name} 启动失败（{said}）；日志：{self.log}")
            if time.monotonic() > deadline:
                raise StackError(f"{self.name} 在 {patience:.0f} 秒内没有就绪；日志：{self.log}")
            time.sleep(POLL_SECONDS)


def start_child(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    account: Account | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
) -> Child:
    """Start a process in a session of its own (a Ctrl-C at the terminal reaches only us, we stop it in order).

    The kernel sends it `stop_signal` when the thread that calls this ends, so call it from the main thread.
    """
    parent = os.getpid()

    def die_with_parent() -> None:
        # Runs after the change of user, which would clear the setting.
        _libc.prctl(PR_SET_PDEATHSIG, stop_signal)
        if os.getppid() != parent:
            os._exit(1)

    with log.open("ab") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(environment) if environment is not None else None,
            cwd=folder,
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - two system calls, no lock is taken
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
    return Child(name, process, log, stop_signal)


def run_to_end(
    name: str,
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    account: Account | None = None,
    script: str = "",
) -> str:
    """Run a command, `script` on its standard input, and return its output. Raises StackError when it fails."""
    result = subprocess.run(
        [str(part) for part in command],
        input=script.encode(),
        capture_output=True,
        env=dict(environment) if environment is not None else None,
        cwd=folder,
        check=False,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )
    output = result.stdout.decode(errors="replace")
    if result.returncode:
        said = (result.stderr.decode(errors="replace").strip() or output.strip()).splitlines()
        raise StackError(f"{name} 失败（退出码 {result.returncode}）：{' '.join(said[-3:])}")
    return output


def accepts_connections(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    return lines[-1] if lines else "没有输出"
