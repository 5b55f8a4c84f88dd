"""Finds the system's Chromium, which the browser tests drive.

As a command: says in one line how to get it when there is none, and fails for it in CI.
"""

from __future__ import annotations

import os
import shutil
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW_TO_GET_IT = (
    "没有找到 Chromium，浏览器测试不能运行：apt-get install -y chromium fonts-noto-cjk，或用 CHROMIUM 指明路径"
)


def find_chromium() -> str | None:
    """Path of the program, the environment variable CHROMIUM first; None where there is none."""
    named = os.environ.get("CHROMIUM")
    return next((path for name in ([named] if named else NAMES) if (path := shutil.which(name))), None)


def is_required() -> bool:
    """In CI a missing browser is a failure, not a reason to skip."""
    return os.environ.get("CI", "").lower() in {"true", "1"}


def main() -> int:
    if find_chromium():
        return 0
    print(HOW_TO_GET_IT, file=sys.stderr)
    return 1 if is_required() else 0


if __name__ == "__main__":
    sys.exit(main())
