"""`make bench`: what things cost, as ratios against floors measured in the same minute on the same machine.

Starts its own throw-away servers and needs about two minutes. Wall times of two machines, or of one machine at two
times, cannot be compared; the ratios and the query counts can.
"""

# ruff: noqa: T201 - what it prints is what it is for
from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import django

from deploy.embedded.stack import Stack


def main() -> int:
    state = Path(tempfile.mkdtemp(prefix="tongban-bench-"))
    stack = Stack.for_tests(state)
    began = time.monotonic()
    print("starting the servers …", flush=True)
    stack.start()
    try:
        os.environ |= stack.environment() | stack.owner_environment()
        os.environ |= {"TONGBAN_ENV": "test", "DJANGO_SETTINGS_MODULE": "config.settings.test"}
        django.setup()
        from tests.bench.cases import run_all  # after the settings know where the servers are
        from tests.bench.measuring import table

        print(table(run_all()))
        print(f"\n{time.monotonic() - began:.0f} s in all")
    finally:
        stack.stop()
        shutil.rmtree(state, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
