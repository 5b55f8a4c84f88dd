"""What may be done with an application and with a draft: one table, read by services, pages and buttons alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from accounts.domain.verdict import Rule, Verdict, grant, predicate
from applications.domain.states import Status, StatusCommand, can
from applications.models import AccessLevel


class Action(StrEnum):
    VIEW = "view"
    VIEW_FILES = "view_files"
    REVEAL_PERSONAL = "reveal_personal"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    PRINT = "print"
    STAMP = "stamp"


@dataclass(frozen=True, slots=True)
class Situation:
    """How somebody stands to one application: the levels of the access rows that reach them, and its status."""

    levels: frozenset[str]
    status: Status


def _level(*levels: AccessLevel) -> Rule[Situation]:
    return grant(lambda situation: bool(situation.levels & {level.value for level in levels}))


def _status_allows(command: StatusCommand) -> Rule[Situation]:
    return predicate(lambda situation: can(situation.status, command), f"cannot_{command.value}")


#: Before the paper is taken in, which is when the decision becomes due.
_STAMPABLE = frozenset({Status.SUBMITTED, Status.IN_PROGRESS})

_anybody_with_access = _level(*AccessLevel)
_owner = _level(AccessLevel.OWN)

POLICIES: Mapping[Action, Rule[Situation]] = {
    Action.VIEW: _anybody_with_access,
    Action.VIEW_FILES: _anybody_with_access,
    Action.REVEAL_PERSONAL: _level(AccessLevel.OWN, AccessLevel.ORGANISATION, AccessLevel.HANDLE),
    Action.CORRECT: _owner & _status_allows(StatusCommand.RESUBMIT),
    Action.PRINT: _level(AccessLevel.OWN, AccessLevel.ORGANISATION),
    Action.STAMP: _level(AccessLevel.OWN, AccessLevel.ORGANISATION)
    & predicate(lambda situation: situation.status in _STAMPABLE, "cannot_stamp"),
    Action.WITHDRAW: _owner & _status_allows(StatusCommand.WITHDRAW),
}


def judge(action: Action, situation: Situation) -> Verdict:
    return POLICIES[action](situation)
