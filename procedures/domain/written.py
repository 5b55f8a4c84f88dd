"""文书: which papers a package may have written, on what occasion, and what stands in their words. Part of format 1."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final

from notifications.domain.catalogue import places_in


class WrittenKind(StrEnum):
    """收件凭证, 受理通知书, 不予受理通知书, 补正通知书, 退回修改通知书, 决定书, 终止通知书."""

    RECEIPT = "receipt"
    ACCEPTANCE = "acceptance"
    REFUSAL = "refusal"
    SUPPLEMENT = "supplement"
    CORRECTION = "correction"
    DECISION = "decision"
    TERMINATION = "termination"


class Occasion(StrEnum):
    """The act of which a paper is the written form."""

    SUBMITTED = "submitted"
    RESUBMITTED = "resubmitted"
    ACCEPTED = "accepted"
    ACCEPTANCE_REFUSED = "acceptance_refused"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    RETURNED = "returned"
    DECIDED = "decided"
    TERMINATED = "terminated"


#: What kind of paper may stand for which act.
OCCASIONS: Final[Mapping[WrittenKind, frozenset[Occasion]]] = {
    WrittenKind.RECEIPT: frozenset({Occasion.SUBMITTED, Occasion.RESUBMITTED}),
    WrittenKind.ACCEPTANCE: frozenset({Occasion.ACCEPTED}),
    WrittenKind.REFUSAL: frozenset({Occasion.ACCEPTANCE_REFUSED}),
    WrittenKind.SUPPLEMENT: frozenset({Occasion.SUPPLEMENT_REQUESTED}),
    WrittenKind.CORRECTION: frozenset({Occasion.RETURNED}),
    WrittenKind.DECISION: frozenset({Occasion.DECIDED}),
    WrittenKind.TERMINATION: frozenset({Occasion.TERMINATED}),
}
#: Against these somebody may appeal, whatever the package calls them; a decision, where its result denies.
ADVERSE: Final = frozenset({WrittenKind.REFUSAL, WrittenKind.TERMINATION})
#: A receipt may bear the number of the application; every other paper has a number of its own (文号).
NUMBERED: Final = frozenset(WrittenKind) - {WrittenKind.RECEIPT}
#: What may stand in braces: what messages may name, and what only a paper says.
PLACES: Final = frozenset(
    {
        "number",
        "name",
        "procedure",
        "step",
        "result",
        "registration_number",
        "applicant",
        "day",
        "due",
        "reason",
        "items",
        "materials",
        "issuer",
    }
)
#: Places that become lines of their own.
LISTS: Final = frozenset({"items", "materials"})


def paragraphs_of(template: str, places: Mapping[str, str], lists: Mapping[str, Sequence[str]]) -> list[str]:
    """The words of a paper, one paragraph a line. A list is numbered, and makes a paragraph of each of its lines.

    Every place of the template is filled; the lint has seen to it that there is no other.
    """
    filled = dict(places) | {name: "\n".join(numbered(lines)) for name, lines in lists.items()}
    words = template.format_map(filled)
    return [line.strip() for line in words.splitlines() if line.strip()]


def numbered(lines: Sequence[str]) -> Iterator[str]:
    """`1. …`, one after another; a dash where there is nothing to list."""
    if not lines:
        yield "—"
    for number, line in enumerate(lines, start=1):
        yield f"{number}. {line}"


def wanted_places(template: str) -> frozenset[str]:
    """Which places a published template fills, so that nothing is read for the others."""
    return places_in(template)
