"""What may be done with a document of the material library: one table, read by services, pages and buttons alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from accounts.domain.verdict import Rule, Verdict, grant, predicate


class KeptAction(StrEnum):
    READ = "read"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class KeptSituation:
    """How somebody stands to a document. `writes` for administrators and department examiners of the owning unit."""

    is_own: bool
    is_member: bool
    writes: bool
    is_removed: bool = False


_reader: Rule[KeptSituation] = grant(lambda situation: situation.is_own or situation.is_member)
_writer: Rule[KeptSituation] = grant(lambda situation: situation.is_own or situation.writes)
_present: Rule[KeptSituation] = predicate(lambda situation: not situation.is_removed, "kept_removed")

POLICIES: Mapping[KeptAction, Rule[KeptSituation]] = {
    KeptAction.READ: _reader,
    KeptAction.CHANGE: _writer & _present,
}


def may_with_kept(action: KeptAction, situation: KeptSituation) -> Verdict:
    return POLICIES[action](situation)
