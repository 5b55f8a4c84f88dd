"""更正: an obvious slip of the pen is put right, in the record or in a written notice, and nothing that was decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from applications.domain.states import Status
from applications.domain.written import WrittenContent
from tenants.domain.errors import Problem


class RectificationState(StrEnum):
    """Asked for by one person; another one confirms it or turns it down; it lapses where it cannot be any more."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    TURNED_DOWN = "turned_down"
    LAPSED = "lapsed"


#: While the office has the matter, or has decided it. Otherwise the applicant corrects, or nothing is to be corrected.
RECTIFIABLE_STATUSES = frozenset(
    {Status.SUBMITTED, Status.IN_PROGRESS, Status.DECIDING, Status.APPROVED, Status.DENIED}
)

MOST_WORDS = 60
MOST_REASON = 200
#: More or fewer of these turn a sentence into its opposite: that is another act, not a slip.
_NEGATIONS = "不未非无否"


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands there, what it should have been, and why that is obvious."""

    old: str
    new: str
    reason: str

    def problems(self, content: WrittenContent, *, kept: Iterable[str]) -> tuple[Problem, ...]:
        """What is wrong, each at its field. `kept` are words that no rectification changes: result and numbers."""
        found = [*self._missing(), *self._too_long()]
        if found:
            return tuple(found)
        if self.old == self.new:
            return (Problem("new", "slip_unchanged"),)
        places = sum(words.count(self.old) for words in _words(content))
        if places != 1:
            return (Problem("old", "slip_not_found" if places == 0 else "slip_not_unique"),)
        after = "\n".join(_words(_replaced(content, self)))
        before = "\n".join(_words(content))
        if any(after.count(each) != before.count(each) for each in (*kept, *_NEGATIONS) if each):
            return (Problem("new", "slip_changes_decision"),)
        return ()

    def _missing(self) -> Iterable[Problem]:
        for name, words in (("old", self.old), ("new", self.new), ("reason", self.reason)):
            if not words.strip():
                yield Problem(name, f"slip_{name}_missing")

    def _too_long(self) -> Iterable[Problem]:
        limits = (("old", self.old, MOST_WORDS), ("new", self.new, MOST_WORDS), ("reason", self.reason, MOST_REASON))
        for name, words, most in limits:
            if len(words) > most:
                yield Problem(name, "slip_too_long", {"most": most})


def rectified(content: WrittenContent, slip: Slip, *, mark: str) -> WrittenContent:
    """The words with the slip put right and the mark that says so; marks of earlier rectifications stay."""
    marks = "\n".join(each for each in (content.rectification, mark) if each)
    return replace(_replaced(content, slip), rectification=marks)


def _replaced(content: WrittenContent, slip: Slip) -> WrittenContent:
    """Addressee and body only: ground, remedy and issuer are the package's words, not somebody's slip."""
    return replace(
        content,
        addressee=content.addressee.replace(slip.old, slip.new),
        paragraphs=tuple(words.replace(slip.old, slip.new) for words in content.paragraphs),
    )


def _words(content: WrittenContent) -> tuple[str, ...]:
    return (content.addressee, *content.paragraphs)
