"""`python -m deploy.embedded up | env`: the servers without the application.

`up` starts them and waits for Ctrl-C; `env` prints the settings of the default stack for a shell:
`eval "$(python -m deploy.embedded env)"`.
"""

from __future__ import annotations

import argparse
import shlex
import signal
import sys
import time

from deploy.embedded.errors import StackError
from deploy.embedded.layout import default_state_dir
from deploy.embedded.ports import Ports
from deploy.embedded.stack import Stack

CHECK_SECONDS = 1.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m deploy.embedded", description=__doc__)
    parser.add_argument("command", choices=["up", "env"])
    options = parser.parse_args()
    try:
        stack = Stack(default_state_dir(), Ports.from_environment())
        return _up(stack) if options.command == "up" else _print_environment(stack)
    except StackError as error:
        print(error, file=sys.stderr)
        return 1


def _up(stack: Stack) -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    began = time.monotonic()
    stack.start()
    print(f"服务已就绪（{time.monotonic() - began:.1f} 秒），状态目录 {stack.state_dir}；按 Ctrl-C 停止。", flush=True)
    try:
        while all(child.exit_code is None for child in stack.children):
            time.sleep(CHECK_SECONDS)
    except KeyboardInterrupt:
        return 0
    finally:
        stack.stop()
    raise StackError(f"有服务意外退出，日志在 {stack.state_dir / 'logs'}")


def _print_environment(stack: Stack) -> int:
    if not stack.state_dir.is_dir():
        raise StackError("这套服务还没有启动过：先运行 make run 或 make servers")
    for name, value in (stack.environment() | stack.owner_environment()).items():
        print(f"export {name}={shlex.quote(value)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
