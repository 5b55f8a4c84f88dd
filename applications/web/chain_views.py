"""The drawing of a chain as `partials/_chain.html` takes it, for offices and applicants alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from procedures.domain.chain_drawing import Drawn, DrawnBlock, DrawnStep, DrawnStrand, Progress
from procedures.domain.chain_model import Join, Parallel, Step
from procedures.domain.text import Text
from procedures.limit_wording import limit_words
from procedures.wording import explain_words

_WORDS: dict[Progress, str | Promise] = {
    Progress.DONE: lazy("已完成"),
    Progress.SKIPPED: lazy("不需要"),
    Progress.CURRENT: lazy("正在办理"),
    Progress.AHEAD: lazy("尚未开始"),
    Progress.CANCELLED: lazy("不再办理"),
    Progress.BYPASSED: lazy("不经过"),
}


@dataclass(frozen=True, slots=True)
class VisitView:
    """One thing that was done at a step; void where a later return undid it."""

    title: str
    at: datetime | None
    who: str = ""
    opinion: str = ""
    is_void: bool = False


@dataclass(frozen=True, slots=True)
class StepBox:
    """`visits` the first one first; `lasting` is the latest that was not undone."""

    label: str
    progress: str
    word: str | Promise
    who: str = ""
    limit: str = ""
    note: str = ""
    visits: Sequence[VisitView] = ()

    @property
    def lasting(self) -> VisitView | None:
        return next((each for each in reversed(self.visits) if not each.is_void), None)

    @property
    def undone(self) -> int:
        return sum(each.is_void for each in self.visits)


@dataclass(frozen=True, slots=True)
class StrandBox:
    """`passed_by`: the names of the steps of a branch that is not this application's, instead of their boxes."""

    label: str
    note: str
    progress: str
    word: str | Promise
    nodes: Sequence[Box]
    passed_by: str = ""


@dataclass(frozen=True, slots=True)
class BlockBox:
    title: str
    progress: str
    strands: Sequence[StrandBox]


Box: TypeAlias = StepBox | BlockBox


#: A chain of more stations than this, or one with blocks, is folded around where it stands.
MOST_IN_A_ROW = 6


@dataclass(frozen=True, slots=True)
class Place:
    """`beside`: it is open together with the one before it."""

    box: StepBox
    beside: bool = False


@dataclass(frozen=True, slots=True)
class ChainNear:
    """Where a long chain stands, with the station before and those after; how many there are of all, and beyond."""

    places: Sequence[Place]
    total: int
    done: int
    hidden_before: int
    hidden_after: int


@dataclass(frozen=True, slots=True)
class Reading:
    """How whoever reads it calls things: names of steps, who is at them, what was done there, conditions."""

    name: Callable[[Step], str]
    text: Callable[[Text], str]
    who: Callable[[DrawnStep], str] = lambda _drawn: ""
    visits: Callable[[DrawnStep], Sequence[VisitView]] = lambda _drawn: ()
    labels: Mapping[str, str] = field(default_factory=dict)


def chain_boxes(drawn: Iterable[Drawn], reading: Reading) -> list[Box]:
    return [_block(node, reading) if isinstance(node, DrawnBlock) else _step(node, reading) for node in drawn]


def chain_near(boxes: Sequence[Box]) -> ChainNear | None:
    """None for a chain that is short enough to stand as a whole."""
    way = [each for each in _stations(boxes, ()) if each.box.progress not in _LEFT_OUT]
    if len(way) <= MOST_IN_A_ROW and not any(isinstance(box, BlockBox) for box in boxes):
        return None
    shown = _around(way)
    return ChainNear(
        places=[Place(way[i].box, beside=n > 0 and way[shown[n - 1]].is_beside(way[i])) for n, i in enumerate(shown)],
        total=len(way),
        done=sum(each.box.progress in _PASSED for each in way),
        hidden_before=shown[0] if shown else 0,
        hidden_after=len(way) - 1 - shown[-1] if shown else 0,
    )


_PASSED = frozenset({Progress.DONE.value, Progress.SKIPPED.value})
_LEFT_OUT = frozenset({Progress.BYPASSED.value, Progress.CANCELLED.value})


@dataclass(frozen=True, slots=True)
class _Station:
    """`strands` are the block and strand numbers that lead to it, the outermost first."""

    box: StepBox
    strands: tuple[tuple[int, int], ...]

    def is_beside(self, other: _Station) -> bool:
        """In another strand of the same block: neither comes before the other."""
        ways = list(zip(self.strands, other.strands, strict=False))
        split = next((n for n, (mine, theirs) in enumerate(ways) if mine != theirs), None)
        return split is not None and ways[split][0][0] == ways[split][1][0]


def _stations(boxes: Iterable[Box], strands: tuple[tuple[int, int], ...]) -> Iterator[_Station]:
    """In reading order."""
    for number, box in enumerate(boxes):
        if isinstance(box, StepBox):
            yield _Station(box, strands)
            continue
        for way, strand in enumerate(box.strands):
            yield from _stations(strand.nodes, (*strands, (number, way)))


def _around(way: Sequence[_Station]) -> list[int]:
    """Where it stands, what came just before and what follows; of what has ended, the last two."""
    ahead = [n for n, each in enumerate(way) if each.box.progress == Progress.AHEAD]
    here = [n for n, each in enumerate(way) if each.box.progress == Progress.CURRENT] or ahead[:1]
    if not here:
        return list(range(len(way)))[-2:]
    before = [n for n in range(here[0]) if not way[n].is_beside(way[here[0]])][-1:]
    after = {next((n for n in ahead if n > i and not way[n].is_beside(way[i])), -1) for i in here}
    return sorted({*before, *here, *after} - {-1})


def _step(drawn: DrawnStep, reading: Reading) -> StepBox:
    step, here = drawn.step, drawn.progress is Progress.CURRENT
    return StepBox(
        label=reading.name(step),
        progress=drawn.progress.value,
        word=_WORDS[drawn.progress],
        who=reading.who(drawn) if drawn.progress in {Progress.CURRENT, Progress.AHEAD} else "",
        limit=limit_words(step.limit) if drawn.progress in {Progress.CURRENT, Progress.AHEAD} else "",
        note=reading.text(step.note) if step.note and here else "",
        visits=reading.visits(drawn),
    )


def _block(drawn: DrawnBlock, reading: Reading) -> BlockBox:
    return BlockBox(_title(drawn), drawn.progress.value, [_strand(each, reading) for each in drawn.strands])


def _title(drawn: DrawnBlock) -> str:
    block = drawn.block
    if not isinstance(block, Parallel):
        return _("按情形办理") if drawn.is_settled else _("按情形办理（按申报内容预计）")
    if block.join is Join.ALL:
        return _("同时办理，全部完成后继续")
    count = 1 if block.join is Join.ANY else block.count
    words = ngettext("同时办理，其中 %(n)d 路完成后继续", "同时办理，其中 %(n)d 路完成后继续", count)
    return words % {"n": count}


def _strand(drawn: DrawnStrand, reading: Reading) -> StrandBox:
    branch = drawn.branch
    return StrandBox(
        label=reading.text(branch.label),
        note=explain_words(branch.when, reading.labels) if branch.when else "",
        progress=drawn.progress.value,
        word=_WORDS[drawn.progress],
        nodes=chain_boxes(drawn.nodes, reading) if drawn.taken else (),
        passed_by="" if drawn.taken else "、".join(_names(drawn.nodes, reading)),
    )


def _names(nodes: Iterable[Drawn], reading: Reading) -> list[str]:
    found: list[str] = []
    for node in nodes:
        if isinstance(node, DrawnBlock):
            found += [name for strand in node.strands for name in _names(strand.nodes, reading)]
        else:
            found.append(reading.name(node.step))
    return found
