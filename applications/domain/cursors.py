"""Where a keyset page ended: a moment and an id, as one opaque word in the address.

`as_of` goes along where rows change their place while somebody reads on: the list stays as it was then.
"""

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
    as_of: datetime | None = None

    def encode(self) -> str:
        until = f"|{self.as_of.isoformat()}" if self.as_of else ""
        word = f"{self.at.isoformat()}|{self.id.hex}{until}".encode()
        return base64.urlsafe_b64encode(word).rstrip(b"=").decode()


def parse_cursor(word: str) -> Cursor | None:
    """The cursor, or None for nothing and for nonsense alike: then the list starts at its beginning."""
    try:
        text = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)).decode()
        moment, _, rest = text.partition("|")
        identifier, _, until = rest.partition("|")
        at, as_of = datetime.fromisoformat(moment), datetime.fromisoformat(until) if until else None
        if not at.tzinfo or (as_of is not None and not as_of.tzinfo):
            return None
        return Cursor(at, UUID(identifier), as_of)
    except (ValueError, binascii.Error):
        return None
