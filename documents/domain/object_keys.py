"""Names of objects in the store.

A key starts with the tenant code, never holds what a user typed, and where it is meant to last it ends with the hash
of its bytes: such a key is written once and never over.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class KeySpace:
    """The part of a bucket that belongs to one tenant."""

    tenant_code: str
    prefix: str

    def _key(self, *parts: str) -> str:
        return "/".join(part for part in (self.tenant_code, self.prefix.strip("/"), *parts) if part)

    def incoming(self, file_id: UUID) -> str:
        """Where the browser posts; emptied after the check."""
        return self._key("incoming", str(file_id))

    def final(self, file_id: UUID, sha256: str) -> str:
        return self._key("files", str(file_id), "sha256", sha256)

    def page(self, file_id: UUID, number: int, sha256: str) -> str:
        return self._key("pages", str(file_id), str(number), "sha256", sha256)

    def holds(self, key: str) -> bool:
        """Whether a key lies in this tenant's place."""
        return key.startswith(self._key("") + "/") and ".." not in key
