"""The pieces of `make run`: commands in one process, static files only when changed, restarts, reset."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from deploy import environment, product, reset
from deploy.commands import Commands
from deploy.embedded.errors import StackError
from deploy.embedded.layout import take_lock
from deploy.product import RESTARTS, Product
from deploy.static_files import StaticFiles


def test_commands_give_each_its_own_output(tmp_path):
    with Commands("check", "diffsettings", environment=os.environ, log=tmp_path / "log") as commands:
        outputs = [commands.finish("check"), commands.finish("diffsettings")]

    assert outputs[0].startswith("System check identified no issues")
    assert "AUTH_USER_MODEL = 'accounts.User'" in outputs[1].splitlines()


def test_a_failing_command_is_named_with_its_last_words_and_its_log(tmp_path):
    log = tmp_path / "log"

    with Commands("check", "no_such_command", environment=os.environ, log=log) as commands:
        commands.finish("check")
        with pytest.raises(StackError) as raised:
            commands.finish("no_such_command")

    said = "django.core.management.base.CommandError: Unknown command: 'no_such_command'"
    assert str(raised.value) == f"manage.py no_such_command 失败：{said}；日志：{log}"


def test_static_files_are_collected_when_one_changed(tmp_path, monkeypatch):
    source = tmp_path / "config" / "static" / "a.css"
    source.parent.mkdir(parents=True)
    source.write_text("a")
    monkeypatch.setattr(environment, "CHECKOUT", tmp_path)
    monkeypatch.setattr(environment, "STAMP", tmp_path / "no-stamp")
    collected: list[str] = []

    def collect() -> None:
        (tmp_path / "staticfiles").mkdir(exist_ok=True)
        collected.append(source.read_text())

    for text in ("a", "a", "bb"):
        if source.read_text() != text:
            source.write_text(text)
        StaticFiles(tmp_path).collect_if_changed(collect)

    assert collected == ["a", "bb"]


def test_a_process_that_keeps_ending_is_restarted_a_few_times_and_then_named(stack, monkeypatch, capsys):
    command = [sys.executable, "-c", "raise SystemExit(3)"]
    monkeypatch.setattr(product, "WATCH_SECONDS", 0.05)
    monkeypatch.setattr(Product, "_commands", lambda _: {"worker": (command, {})})
    running = Product(stack)
    running._spawn("worker")

    with pytest.raises(StackError, match=r"^worker 反复退出（退出码 3）；日志：.*/logs/worker\.log$"):
        running.watch()

    assert capsys.readouterr().out.count("worker 退出了（退出码 3），正在重新启动") == RESTARTS


def test_reset_forgets_the_data_but_not_that_of_a_running_stack(tmp_path, monkeypatch, capsys):
    folder: Path = tmp_path / "state"
    folder.mkdir()
    (folder / "kept").write_text("x")
    monkeypatch.setattr(reset, "default_state_dir", lambda: folder)

    with take_lock(folder):
        refused = reset.main()
    first, second = reset.main(), reset.main()

    assert (refused, first, second, folder.exists()) == (1, 0, 0, False)
    assert capsys.readouterr().out == "数据已清空，下次 make run 重新装入。\n没有数据，无需清空。\n"


@pytest.mark.parametrize(
    ("error", "full"),
    [
        (OSError(28, "No space left on device"), True),
        (StackError("initdb 失败：could not write file: No space left on device"), True),
        (StackError("initdb 失败：child process exited"), False),
    ],
)
def test_a_full_disk_is_told_from_other_failures(tmp_path, error, full):
    assert product.is_disk_full(error, tmp_path) == full
