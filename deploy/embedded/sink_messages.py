"""The messages the sink has taken: one JSON file each, newest first."""

from __future__ import annotations

import json
import threading
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path


class Kind(StrEnum):
    MAIL = "mail"
    SMS = "sms"


@dataclass(frozen=True, slots=True)
class TakenMessage:
    id: str
    kind: Kind
    at: str
    to: str
    sender: str
    subject: str
    text: str

    def as_json(self) -> dict[str, str]:
        return asdict(self)

    def contains(self, words: str) -> bool:
        whole = f"{self.to} {self.sender} {self.subject} {self.text}".casefold()
        return all(word in whole for word in words.casefold().split())


class MessageStore:
    """Files named by a running number; safe for several threads of one process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        folder.mkdir(parents=True, exist_ok=True)
        self._messages = [_load(path) for path in sorted(folder.glob("*.json"))]

    def add(self, *, kind: Kind, to: str, sender: str, subject: str, text: str) -> TakenMessage:
        """Keep a message; it is on disk when this returns."""
        with self._lock:
            number = int(self._messages[-1].id) + 1 if self._messages else 1
            message = TakenMessage(
                id=f"{number:08d}",
                kind=kind,
                at=datetime.now(UTC).isoformat(timespec="seconds"),
                to=to,
                sender=sender,
                subject=subject,
                text=text,
            )
            draft = self._folder / f"{message.id}.new"
            draft.write_text(json.dumps(message.as_json(), ensure_ascii=False, indent=1))
            draft.replace(draft.with_suffix(".json"))
            self._messages.append(message)
        return message

    def find(self, *, to: str = "", words: str = "") -> list[TakenMessage]:
        """Messages to exactly this recipient (if given) holding all these words, newest first."""
        with self._lock:
            found = list(reversed(self._messages))
        return [message for message in found if (not to or message.to == to) and message.contains(words)]

    def forget_all(self) -> None:
        with self._lock:
            for message in self._messages:
                (self._folder / f"{message.id}.json").unlink(missing_ok=True)
            self._messages.clear()


def _load(path: Path) -> TakenMessage:
    kept = json.loads(path.read_text())
    return TakenMessage(**{**kept, "kind": Kind(kept["kind"])})
