"""What stands in the way of an environment is said in one line with what to do. A copy of `deploy` is used: the
checkout's own .venv is in use."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import browser
from deploy.embedded.layout import CHECKOUT


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(CHECKOUT / "deploy", tmp_path / "deploy", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "requirements").mkdir()
    for name in ("run", "servers", "dev"):
        (tmp_path / "requirements" / f"{name}.txt").write_text("")
    return tmp_path


def ensure(copy: Path, *before: str) -> tuple[int, list[str]]:
    """Exit code and lines of `python -m deploy.environment` after these statements."""
    code = "\n".join([*before, "import sys", "from deploy.environment import main", "sys.exit(main())"])
    # The system's Python, as on a fresh machine, not that of the .venv.
    done = subprocess.run(
        [getattr(sys, "_base_executable", sys.executable), "-c", code],
        cwd=copy,
        capture_output=True,
        text=True,
        env={"PATH": os.defpath, "PYTHONUTF8": "1"},
        check=False,
    )
    return done.returncode, done.stderr.splitlines()


def test_an_old_python_is_named(copy):
    assert ensure(copy, "import sys", "sys.version_info = (3, 9, 2, 'final', 0)", "sys.version = '3.9.2 (x)'") == (
        1,
        ["✗ 需要 Python 3.11 或更新版本，当前是 3.9.2：安装后用 make run PYTHON=python3.11 启动"],
    )


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_venv_or_pip_says_what_to_install(copy, module):
    hide = f"importlib.util.find_spec = lambda name, find=importlib.util.find_spec: None if name == '{module}' else find(name)"

    assert ensure(copy, "import importlib.util", hide) == (
        1,
        ["✗ 缺少 venv 或 pip：先运行 apt-get install -y python3-venv python3-pip"],
    )


def test_too_little_room_is_said_before_anything_is_installed(copy):
    code, lines = ensure(
        copy, "import shutil", "shutil.disk_usage = lambda path: shutil._ntuple_diskusage(9, 9, 7_000_000)"
    )

    assert (code, lines) == (1, [f"✗ 磁盘空间不足：{copy} 所在磁盘剩余 7 MB，安装需要 1500 MB"])
    assert not (copy / ".venv").exists()


def test_a_package_without_its_hash_is_refused_and_leaves_no_stamp(copy):
    (copy / "requirements" / "run.txt").write_text("certifi==2026.1.1\n")

    code, lines = ensure(copy)

    assert (code, len(lines), (copy / ".venv" / "requirements.sha256").exists()) == (1, 1, False)


def test_an_environment_is_made_once(copy):
    first = ensure(copy)
    stamp = (copy / ".venv" / "requirements.sha256").stat().st_mtime_ns
    second = ensure(copy)

    assert (first, second) == ((0, []), (0, []))
    assert (copy / ".venv" / "requirements.sha256").stat().st_mtime_ns == stamp


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_a_missing_browser_is_said_and_fails_only_in_ci(monkeypatch, capsys, ci, code):
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    monkeypatch.setenv("CI", ci)

    assert browser.main() == code
    assert capsys.readouterr().err == f"{browser.HOW_TO_GET_IT}\n"
