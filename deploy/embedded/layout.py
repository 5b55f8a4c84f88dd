"""Where the stack keeps its state, and as whom its servers run."""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from deploy.embedded.errors import StackError

CHECKOUT = Path(__file__).resolve().parents[2]
#: The home of root's state: a folder that unprivileged servers can reach, whatever the modes above the checkout are.
ROOT_STATE = Path("/var/lib/tongban")
UNPRIVILEGED = "nobody"


@dataclass(frozen=True, slots=True)
class Account:
    """The account a server is started as; PostgreSQL refuses to run as root."""

    uid: int
    gid: int

    @classmethod
    def for_servers(cls) -> Account | None:
        """`nobody` when we are root; otherwise None: servers run as ourselves."""
        if os.geteuid() != 0:
            return None
        entry = pwd.getpwnam(UNPRIVILEGED)
        return cls(entry.pw_uid, entry.pw_gid)

    def can_enter(self, folder: Path) -> bool:
        """Whether every folder down to this one lets the account pass."""
        return all(self._passes(step.stat()) for step in [folder, *folder.parents])

    def _passes(self, status: os.stat_result) -> bool:
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid == self.gid:
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)


def default_state_dir() -> Path:
    """As root one folder per checkout below /var/lib/tongban, else `.run` in the checkout."""
    if os.geteuid() != 0:
        return CHECKOUT / ".run"
    return ROOT_STATE / hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:16]


def prepare_state_dir(folder: Path, account: Account | None) -> None:
    """Make the folder enterable for the servers' account. Only the folder itself is given a mode, never a parent."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711 if account else 0o700)
    if account and not account.can_enter(folder):
        raise StackError(f"{UNPRIVILEGED} 用户无法进入 {folder}：上级目录须允许其他用户进入，例如设 TMPDIR=/tmp")
    (folder / "logs").mkdir(mode=0o700, exist_ok=True)


def take_lock(folder: Path) -> TextIO:
    """Hold the state folder until the file is closed. Raises StackError when another process holds it."""
    lock = (folder / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise StackError(f"已经在运行（状态目录 {folder}）：先在另一个终端按 Ctrl-C 停止") from None
    return lock
