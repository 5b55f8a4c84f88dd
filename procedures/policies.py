"""Who may do what in the province's console. Pure: situations in, verdicts out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from accounts.domain.roles import RoleKey
from accounts.domain.verdict import Rule, Verdict, grant, predicate


class ConsoleAction(StrEnum):
    SEE = "see"
    ONBOARD = "onboard"
    SUSPEND = "suspend"
    RESUME = "resume"
    SET_TEXTS = "set_texts"


@dataclass(frozen=True, slots=True)
class ConsoleSituation:
    """An administrator of a province, and the state of the city the action is about, where there is one."""

    role_keys: frozenset[str]
    city_state: str = ""


_province: Rule[ConsoleSituation] = grant(
    lambda situation: RoleKey.PROVINCE_ADMINISTRATOR in situation.role_keys, "not_province_administrator"
)
_active: Rule[ConsoleSituation] = predicate(lambda situation: situation.city_state == "active", "city_not_active")
_settled: Rule[ConsoleSituation] = predicate(
    lambda situation: situation.city_state == "active", "jurisdiction_not_active"
)
_suspended: Rule[ConsoleSituation] = predicate(
    lambda situation: situation.city_state == "suspended", "city_not_suspended"
)

CONSOLE: Mapping[ConsoleAction, Rule[ConsoleSituation]] = {
    ConsoleAction.SEE: _province,
    ConsoleAction.ONBOARD: _province,
    ConsoleAction.SUSPEND: _province & _active,
    ConsoleAction.RESUME: _province & _suspended,
    ConsoleAction.SET_TEXTS: _province & _settled,
}


def may_console(action: ConsoleAction, situation: ConsoleSituation) -> Verdict:
    return CONSOLE[action](situation)
