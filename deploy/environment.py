"""The virtual environment: made and brought up to date by the standard library alone, before anything is installed.

`python3 -m deploy.environment [--for-tests]`
"""

from __future__ import annotations

import errno
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
FOLDER = CHECKOUT / ".venv"
PYTHON = FOLDER / "bin" / "python"
STAMP = FOLDER / "requirements.sha256"
OLDEST = (3, 11)
#: What run.txt and servers.txt take on disk, with pip's temporary files.
NEEDED_BYTES = 1_500_000_000
#: What the processes load that live for one file. They read foreign bytes and may not write bytecode: without this they
#: would compile these for every file anew, which takes longer than the file.
LOADED_BY_CHILDREN = (
    *(f"documents.inspection.{name}" for name in ("child", "formats", "packages", "photo_binding", "photos", "render")),
    *("documents.inspection.sheets", "documents.typesetting.child", "pylopdf_fonts_zh_cn", "pypdfium2", "typst"),
)


class EnvironmentSetupError(Exception):
    """One line that says what to do."""


def ensure(*, for_tests: bool) -> bool:
    """Make .venv hold what the hashed files ask for; True when something was installed.

    Raises EnvironmentSetupError.
    """
    if sys.version_info < OLDEST:
        raise EnvironmentSetupError(
            f"需要 Python 3.11 或更新版本，当前是 {sys.version.split()[0]}：安装后用 make run PYTHON=python3.11 启动"
        )
    try:
        return _bring_up_to_date(for_tests=for_tests)
    except PermissionError as error:
        raise EnvironmentSetupError(
            f"没有权限使用 {error.filename}：{FOLDER} 属于另一个用户，换那个用户运行，或删除它后重试"
        ) from error


def _bring_up_to_date(*, for_tests: bool) -> bool:
    names = ["run", "servers", *(["dev"] if for_tests else [])]
    files = [CHECKOUT / "requirements" / f"{name}.txt" for name in names]
    wanted = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    installed = _installed()
    if all(installed.get(name) == digest for name, digest in wanted.items()):
        return False
    _refuse_full_disk()
    _make_folder()
    STAMP.unlink(missing_ok=True)
    _install(files)
    _compile_for_children()
    STAMP.write_text("".join(f"{name} {digest}\n" for name, digest in (installed | wanted).items()))
    return True


def _installed() -> dict[str, str]:
    if not (PYTHON.exists() and STAMP.exists()):
        return {}
    return dict(line.split() for line in STAMP.read_text().splitlines())


def _refuse_full_disk() -> None:
    free = shutil.disk_usage(CHECKOUT).free
    if free < NEEDED_BYTES:
        raise EnvironmentSetupError(
            f"磁盘空间不足：{CHECKOUT} 所在磁盘剩余 {free // 1_000_000} MB，安装需要 {NEEDED_BYTES // 1_000_000} MB"
        )


def _make_folder() -> None:
    """A .venv whose pip works; one that was left half-made is made again."""
    if PYTHON.exists() and not _run([str(PYTHON), "-m", "pip", "--version"]).returncode:
        return
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise EnvironmentSetupError("缺少 venv 或 pip：先运行 apt-get install -y python3-venv python3-pip")
    done = _run([sys.executable, "-m", "venv", "--clear", str(FOLDER)])
    if done.returncode:
        raise _problem("不能建立 .venv，先运行 apt-get install -y python3-venv python3-pip", done)


def _install(files: list[Path]) -> None:
    requirements = [part for path in files for part in ("--requirement", str(path))]
    # Compiling every module of every package would take longer than the first import of those that are used.
    options = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-compile", "--require-hashes"]
    done = _run([str(PYTHON), "-m", "pip", "install", *options, *requirements])
    if done.returncode:
        raise _problem("安装依赖失败，检查网络或 pip 源后重试", done)


def _compile_for_children() -> None:
    """By importing once. Nothing depends on it but time, so a failure says nothing."""
    _run([str(PYTHON), "-c", f"import {', '.join(LOADED_BY_CHILDREN)}"])


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    """In the checkout, and allowed to write bytecode."""
    allowed = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=CHECKOUT, env=allowed)


def _problem(what: str, done: subprocess.CompletedProcess[str]) -> EnvironmentSetupError:
    said = (done.stderr.strip() or done.stdout.strip()).splitlines()
    if any(os.strerror(errno.ENOSPC) in line for line in said):
        return EnvironmentSetupError("磁盘已满：清理后重试")
    return EnvironmentSetupError(f"{what}（{said[-1] if said else '没有输出'}）")


def main() -> int:
    try:
        ensure(for_tests="--for-tests" in sys.argv[1:])
    except EnvironmentSetupError as problem:
        print(f"✗ {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
