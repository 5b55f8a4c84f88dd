"""`make reset`: forget the data of `make run`. Needs nothing but the standard library."""

from __future__ import annotations

import shutil
import sys

from deploy.embedded.errors import StackError
from deploy.embedded.layout import default_state_dir, take_lock


def main() -> int:
    folder = default_state_dir()
    if not folder.exists():
        print("没有数据，无需清空。")
        return 0
    try:
        lock = take_lock(folder)
    except StackError as error:
        print(f"✗ {error}", file=sys.stderr)
        return 1
    with lock:
        if sys.stdin.isatty() and input(f"将清空 {folder} 中的全部数据，确定请输入 y：").strip().lower() != "y":
            print("没有清空。")
            return 1
        shutil.rmtree(folder)
    print("数据已清空，下次 make run 重新装入。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
