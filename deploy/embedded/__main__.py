"""`python -m deploy.embedded`: the servers alone, until Ctrl-C; prints the environment to source."""

from __future__ import annotations

import shlex
import signal
import sys

from deploy.embedded.processes import StackError
from deploy.embedded.stack import Ports, Stack, usual_state_folder


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        stack = Stack(usual_state_folder(), Ports.from_environment())
        stack.start()
    except StackError as error:
        print(f"✗ {error}", file=sys.stderr)
        return 1
    for name, value in (stack.environment() | stack.owner_environment()).items():
        print(f"export {name}={shlex.quote(value)}", flush=True)
    try:
        signal.pause()
    except KeyboardInterrupt:
        pass
    finally:
        stack.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
