"""Passwords and keys of one stack: generated once, kept in a file only we can read."""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Self

from deploy.embedded.errors import StackError


@dataclass(frozen=True, slots=True)
class Credentials:
    """All values are safe inside URLs, SQL literals and configuration files."""

    postgres_superuser: str
    postgres_owner: str
    postgres_app: str
    valkey: str
    s3_access_key: str
    s3_secret_key: str
    secret_key: str
    site_key: str

    @classmethod
    def generate(cls) -> Self:
        return cls(
            postgres_superuser=secrets.token_hex(24),
            postgres_owner=secrets.token_hex(24),
            postgres_app=secrets.token_hex(24),
            valkey=secrets.token_hex(24),
            s3_access_key=secrets.token_hex(10),
            s3_secret_key=secrets.token_hex(20),
            secret_key=secrets.token_hex(32),
            site_key=base64.b64encode(secrets.token_bytes(32)).decode(),
        )

    @classmethod
    def load_or_generate(cls, path: Path) -> Self:
        """Those of the file; the file is written when it does not exist. Losing it means losing the encrypted data."""
        if path.exists():
            kept = json.loads(path.read_text())
            if set(kept) != {field.name for field in fields(cls)}:
                raise StackError(f"{path} 不完整：恢复该文件，或用 make reset 清空数据重新开始")
            return cls(**kept)
        made = cls.generate()
        _write_private(path, json.dumps(asdict(made), indent=2))
        return made


def _write_private(path: Path, text: str) -> None:
    """Whole or not at all, and never readable by others, not even for a moment."""
    draft = path.with_suffix(".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
