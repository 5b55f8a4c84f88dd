"""Where a keyset page ended: a moment and an id, as one opaque word in the address."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Cursor:
    at: datetime
    id: UUID

    def encode(self) -> str:
        word = f"{self.at.isoformat()}|{self.id.hex}".encode()
        return base64.urlsafe_b64encode(word).rstrip(b"=").decode()


def parse_cursor(word: str) -> Cursor | None:
    """The cursor, or None for nothing and for nonsense alike: then the list starts at its beginning."""
    try:
        text = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)).decode()
        moment, _, identifier = text.partition("|")
        at = datetime.fromisoformat(moment)
        return Cursor(at, UUID(identifier)) if at.tzinfo else None
    except (ValueError, binascii.Error):
        return None
