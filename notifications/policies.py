"""Who looks after the texts of a jurisdiction. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from accounts.domain.roles import RoleKey
from accounts.domain.verdict import Rule, Verdict, grant


class TextAction(StrEnum):
    SEE = "see"
    RESEND = "resend"


_system: Rule[frozenset[str]] = grant(
    lambda role_keys: RoleKey.SYSTEM_ADMINISTRATOR in role_keys, "not_system_administrator"
)
TEXTS: Mapping[TextAction, Rule[frozenset[str]]] = {TextAction.SEE: _system, TextAction.RESEND: _system}


def may_texts(action: TextAction, role_keys: frozenset[str]) -> Verdict:
    return TEXTS[action](role_keys)
