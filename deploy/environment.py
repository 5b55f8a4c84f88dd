"""The virtual environment: made and brought up to date by the standard library alone, before anything is installed."""

from __future__ import annotations

import errno
import hashlib
import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
FOLDER = CHECKOUT / ".venv"
PYTHON = FOLDER / "bin" / "python"
STAMP = FOLDER / "requirements.sha256"
OLDEST = (3, 11)


class EnvironmentProblem(Exception):
    """One line that says what to do."""


def requirement_files(*, for_tests: bool) -> list[Path]:
    names = ["run", "servers", *(["dev"] if for_tests else [])]
    return [CHECKOUT / "requirements" / f"{name}.txt" for name in names]


def ensure(*, for_tests: bool) -> bool:
    """Make .venv hold exactly what the hashed files ask for; True when something was installed.

    Raises EnvironmentProblem.
    """
    if sys.version_info < OLDEST:
        raise EnvironmentProblem("需要 Python 3.11 以上：apt-get install python3.11 python3.11-venv")
    files = requirement_files(for_tests=for_tests)
    wanted = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    installed = dict(line.split() for line in STAMP.read_text().splitlines()) if STAMP.exists() else {}
    if PYTHON.exists() and all(installed.get(name) == digest for name, digest in wanted.items()):
        return False
    if not PYTHON.exists():
        _make()
    arguments = [part for path in files for part in ("-r", str(path))]
    _run([str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", *arguments],
         "安装依赖失败：检查网络或软件源后重试")  # fmt: skip
    STAMP.write_text("".join(f"{name} {digest}\n" for name, digest in (installed | wanted).items()))
    return True


def _make() -> None:
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError as error:
        raise EnvironmentProblem("缺少 venv 或 pip：apt-get install python3-venv python3-pip") from error
    _run([sys.executable, "-m", "venv", str(FOLDER)], "不能建立 .venv：apt-get install python3-venv python3-pip")


def _run(command: list[str], otherwise: str) -> None:
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise EnvironmentProblem("磁盘已满：请清理后重试") from error
        raise
    if done.returncode:
        words = (done.stderr or done.stdout).strip()
        if os.strerror(errno.ENOSPC) in words:
            raise EnvironmentProblem("磁盘已满：请清理后重试")
        last = words.splitlines()[-1] if words else ""
        raise EnvironmentProblem(f"{otherwise}（{last}）")


def main() -> int:
    try:
        ensure(for_tests="--for-tests" in sys.argv)
    except EnvironmentProblem as problem:
        print(f"✗ {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
