"""`make run` in a throw-away folder on free ports, for the browser: `python -m tests.e2e.site FOLDER`.

Prints one JSON line with the ports when everything answers, then runs until it is stopped.
"""

from __future__ import annotations

import json
import signal
import sys
from dataclasses import asdict
from pathlib import Path

from deploy.embedded.ports import Ports
from deploy.embedded.stack import Stack
from deploy.product import Product


def main(folder: Path) -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    stack = Stack(folder / "state", Ports.free())
    product = Product(stack)
    try:
        product.start()
        sys.stdout.write(f"\nREADY {json.dumps(asdict(stack.ports))}\n")
        sys.stdout.flush()
        product.watch()
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        product.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
