"""Why something goes back: an opinion in words, and remarks that name the place they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tenants.domain.errors import Problem, ValidationFailed

MAX_REMARK = 500
MAX_OPINION = 2000


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to correct. `path` is a field key (`title`) or a material (`materials.contract`)."""

    path: str
    text: str


def checked_opinion(opinion: str, *, required: bool) -> str:
    """The opinion without surrounding blanks.

    Raises ValidationFailed at `opinion`.
    """
    opinion = opinion.strip()
    if required and not opinion:
        raise ValidationFailed([Problem("opinion", "opinion_missing")])
    if len(opinion) > MAX_OPINION:
        raise ValidationFailed([Problem("opinion", "opinion_too_long", {"most": MAX_OPINION})])
    return opinion


def checked_remarks(remarks: Sequence[Remark], *, known_paths: frozenset[str]) -> tuple[Remark, ...]:
    """The remarks that say something, in the order given.

    Raises ValidationFailed at `items[<index>]` for a place the form does not have, a place named twice, or a text
    that is too long.
    """
    problems: list[Problem] = []
    kept: list[Remark] = []
    for index, remark in enumerate(remarks):
        text = remark.text.strip()
        if not text:
            continue
        if remark.path not in known_paths:
            problems.append(Problem(f"items[{index}]", "remark_path_unknown"))
        elif remark.path in {earlier.path for earlier in kept}:
            problems.append(Problem(f"items[{index}]", "remark_path_twice"))
        elif len(text) > MAX_REMARK:
            problems.append(Problem(f"items[{index}]", "remark_too_long", {"most": MAX_REMARK}))
        kept.append(Remark(remark.path, text))
    if problems:
        raise ValidationFailed(problems)
    return tuple(kept)


def check_reason_given(opinion: str, remarks: Sequence[Remark]) -> None:
    """A return says why: in words, at places, or both.

    Raises ValidationFailed at `opinion`.
    """
    if not opinion and not remarks:
        raise ValidationFailed([Problem("opinion", "return_reason_missing")])
