"""Who may set days of the jurisdiction's own. Read by services and buttons alike."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from accounts.domain.roles import RoleKey
from accounts.domain.verdict import Rule, Verdict, grant

#: A province has nobody who configures procedures: there it is the administrator's.
SETTERS = frozenset({RoleKey.CONFIGURATOR, RoleKey.PROVINCE_ADMINISTRATOR})
READERS = SETTERS | {RoleKey.CONFIGURATION_APPROVER}


class CalendarAction(StrEnum):
    LOOK = "look"
    SET = "set"


_reads: Rule[frozenset[str]] = grant(lambda roles: bool(roles & READERS), "not_authorised")
_sets: Rule[frozenset[str]] = grant(lambda roles: bool(roles & SETTERS), "not_authorised")

CALENDAR_POLICY: Mapping[CalendarAction, Rule[frozenset[str]]] = {
    CalendarAction.LOOK: _reads,
    CalendarAction.SET: _sets,
}


def may_calendar(action: CalendarAction, role_keys: frozenset[str]) -> Verdict:
    return CALENDAR_POLICY[action](role_keys)
