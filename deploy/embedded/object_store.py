"""An S3 gateway over a folder: JuiceFS speaks the part of S3 that the product uses (no bucket versioning)."""

from __future__ import annotations

import os
import sys
import urllib.error
import urllib.request
from pathlib import Path

from deploy.embedded.credentials import Credentials
from deploy.embedded.ports import HOST
from deploy.embedded.processes import Child, run_to_end, start_child

VOLUME = "tongban"
#: `--multi-buckets`: a bucket per tenant; `--object-meta`: user metadata would be dropped in silence without it.
FEATURES = ("--multi-buckets", "--keep-etag", "--object-tag", "--object-meta")
#: Nothing calls out, and nothing is kept twice: the objects are on this disk already.
QUIET = ("--no-usage-report", "--no-banner", "--cache-size=0", "--free-space-ratio=0.01", "--buffer-size=64M")


class ObjectStore:
    def __init__(self, *, folder: Path, log: Path, port: int, credentials: Credentials) -> None:
        self._folder = folder
        self._log = log
        self._port = port
        self._credentials = credentials
        self._program = Path(sys.executable).with_name("juicefs")
        self._metadata = f"sqlite3://{folder / 'metadata.db'}"

    def prepare(self) -> None:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        if not (self._folder / "formatted").exists():
            self._format()

    def spawn(self) -> Child:
        return start_child(
            "S3",
            [
                self._program,
                "--no-agent",
                "gateway",
                *FEATURES,
                *QUIET,
                f"--cache-dir={self._folder / 'cache'}",
                f"--log={self._log}",
                f"--metrics={HOST}:0",
                self._metadata,
                f"{HOST}:{self._port}",
            ],
            log=self._log,
            environment=self._environment(),
            folder=self._folder,
        )

    def finish(self, child: Child) -> None:
        child.wait_until(self._answers)

    @property
    def endpoint(self) -> str:
        return f"http://{HOST}:{self._port}"

    def _format(self) -> None:
        run_to_end(
            "juicefs format",
            [
                self._program,
                "--no-agent",
                "format",
                "--storage=file",
                f"--bucket={self._folder / 'objects'}",
                "--trash-days=0",
                self._metadata,
                VOLUME,
            ],
            environment=self._environment(),
            folder=self._folder,
        )
        (self._folder / "formatted").touch()

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.defpath,
            "HOME": str(self._folder),
            "MINIO_ROOT_USER": self._credentials.s3_access_key,
            "MINIO_ROOT_PASSWORD": self._credentials.s3_secret_key,
            "MINIO_BROWSER": "off",
            "MINIO_UPDATE": "off",
        }

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.endpoint}/minio/health/live", timeout=1).close()  # noqa: S310 - our own address
        except urllib.error.HTTPError:
            return False
        except OSError:
            return False
        return True
