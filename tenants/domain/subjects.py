"""A plain reference to what something is about. Records, messages and files never hold a key into an upper app."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SubjectRef:
    """`type` is an app label and model (`applications.application`); `title` holds nothing personal."""

    type: str
    id: UUID
    title: str
