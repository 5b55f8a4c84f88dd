"""`make run`, first half: bring .venv up to date with the standard library alone, then go on inside it."""

from __future__ import annotations

import os
import sys
import time

from deploy import environment
from deploy.progress import progress


def main() -> None:
    """Does not return: becomes the second half, or exits with one line that says what to do."""
    began = time.time()
    try:
        with progress(1, "准备运行环境（首次需下载，约一分钟）"):
            environment.ensure(for_tests=False)
    except environment.EnvironmentSetupError as error:
        sys.exit(f"✗ {error}")
    except KeyboardInterrupt:
        sys.exit(130)
    os.chdir(environment.CHECKOUT)
    os.execv(environment.PYTHON, [str(environment.PYTHON), "-m", "deploy.product", str(began)])  # noqa: S606 - no shell


if __name__ == "__main__":
    main()
