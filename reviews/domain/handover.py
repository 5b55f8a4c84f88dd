"""What somebody who leaves hands over, as it is shown before and checked at the act."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class HandedRole:
    """A grant that moves. `conflicts` names the successor's roles that forbid it; `held` needs no moving."""

    grant_id: UUID
    role: str
    department: str
    conflicts: tuple[str, ...] = ()
    held: bool = False


@dataclass(frozen=True, slots=True)
class HandoverPlan:
    """Everything that one act would move from one person to another."""

    person_id: UUID
    successor_id: UUID
    roles: tuple[HandedRole, ...]
    tasks: int
    permissions: int
    drafts: int
    applications: int

    @property
    def is_empty(self) -> bool:
        return not (self.roles or self.tasks or self.permissions or self.drafts or self.applications)

    @property
    def has_conflicts(self) -> bool:
        return any(role.conflicts for role in self.roles)

    @property
    def fingerprint(self) -> str:
        """What was previewed, so that nothing else is done."""
        return hashlib.sha256(repr(self).encode()).hexdigest()
