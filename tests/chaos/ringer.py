"""A worker that has loaded the product, and sweeps the timers of one tenant when it is told to."""

from __future__ import annotations

import sys

import django


def main(schema: str) -> None:
    django.setup()
    from reviews.services.clock_timers import ring_clocks
    from tenants.context import tenant_context

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    with tenant_context(schema):
        while ring_clocks() is not None:
            pass


if __name__ == "__main__":
    main(sys.argv[1])
