"""What state a file is in, and what may follow."""

from __future__ import annotations

from enum import StrEnum

from tenants.domain.errors import IllegalTransition


class FileState(StrEnum):
    PENDING = "pending"
    CHECKING = "checking"
    CLEAN = "clean"
    REFUSED = "refused"


class MalwareState(StrEnum):
    CLEAN = "clean"
    INFECTED = "infected"
    NOT_SCANNED = "not_scanned"


TRANSITIONS: dict[FileState, frozenset[FileState]] = {
    FileState.PENDING: frozenset({FileState.CHECKING}),
    FileState.CHECKING: frozenset({FileState.CLEAN, FileState.REFUSED}),
    FileState.CLEAN: frozenset(),
    FileState.REFUSED: frozenset(),
}


def move_file(state: FileState, target: FileState) -> FileState:
    """The target state, or IllegalTransition: a verdict on a file is final, a new upload is a new file."""
    if target not in TRANSITIONS[state]:
        raise IllegalTransition("file_state", state=state, target=target)
    return target
