"""Collects the static files only when one of them, or an installed package, changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from deploy import environment


class StaticFiles:
    def __init__(self, state_dir: Path) -> None:
        self._stamp = state_dir / "static.sha256"
        # Not in the checkout: two products of one checkout (`make test` beside `make run`) would clear each other's.
        self.folder = state_dir / "staticfiles"

    def collect_if_changed(self, collect: Callable[[], object]) -> None:
        digest = self._digest()
        if self.folder.is_dir() and self._stamp.exists() and self._stamp.read_text() == digest:
            return
        collect()
        self._stamp.write_text(digest)

    def _digest(self) -> str:
        seen = hashlib.sha256()
        for path in sorted(environment.CHECKOUT.glob("*/static/**/*")):
            if path.is_file():
                status = path.stat()
                seen.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
        if environment.STAMP.exists():
            seen.update(environment.STAMP.read_bytes())
        return seen.hexdigest()
