"""The drawing of a chain: what is behind, where it stands, what is ahead, what it goes past."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from procedures.domain.chain_commands import Approve, Decide, ReturnToStep, Start, Withdraw
from procedures.domain.chain_drawing import Drawn, DrawnBlock, drawing
from procedures.domain.chain_model import Chain, ChainState, Choose, Join, NobodyPolicy, Parallel, ReturnMode, StepKind
from procedures.domain.chain_view import path_ahead
from tests.domain.procedures.chains import branch, everybody, play, step

BIG = {"==": [{"var": "size"}, "big"]}


def told(nodes: Iterable[Drawn], depth: int = 0) -> Iterator[str]:
    """One line for each step, block and strand, indented by how deep it stands."""
    for node in nodes:
        if not isinstance(node, DrawnBlock):
            visits = " ".join(f"#{each.visit}{'×' if each.void else ''}" for each in node.visits)
            yield f"{'  ' * depth}{node.step.key} {node.progress.value} {visits}".rstrip()
            continue
        foreseen = "" if node.is_settled else " foreseen"
        yield f"{'  ' * depth}[{node.block.key}] {node.progress.value}{foreseen}"
        for strand in node.strands:
            yield f"{'  ' * depth}- {strand.branch.key} {strand.progress.value}"
            yield from told(strand.nodes, depth + 1)


def lines(chain: Chain, state: ChainState, **facts: object) -> list[str]:
    return list(told(drawing(chain, state, everybody(chain, **facts))))


CHOICE = Chain(
    (
        step("accept"),
        Choose(
            "kind",
            (branch("big", step("board"), when=BIG),),
            branch("small", step("desk", nobody=NobodyPolicy.SKIP)),
        ),
        step("decide", StepKind.DECIDE),
    )
)


def test_a_choice_ahead_is_foreseen_from_the_facts() -> None:
    state = play(CHOICE, Start()).state

    assert lines(CHOICE, state, size="big") == [
        "accept current #1",
        "[kind] ahead foreseen",
        "- big ahead",
        "  board ahead",
        "- small bypassed",
        "  desk bypassed",
        "decide ahead",
    ]


def test_a_choice_that_was_taken_stays_whatever_the_facts_become() -> None:
    state = play(CHOICE, Start(), Approve("accept"), context=everybody(CHOICE, size="small")).state

    assert lines(CHOICE, state, size="big") == [
        "accept done #1",
        "[kind] current",
        "- big bypassed",
        "  board bypassed",
        "- small current",
        "  desk current #1",
        "decide ahead",
    ]


def test_a_step_without_people_shows_as_skipped_from_the_start() -> None:
    context = everybody(CHOICE, size="small")
    nobody = type(context)(context.facts, {**context.assignees, "desk": ()})

    drawn = list(told(drawing(CHOICE, play(CHOICE, Start()).state, nobody)))

    assert drawn[5:] == ["  desk skipped", "decide ahead"]


def test_a_strand_that_a_block_did_not_wait_for_is_cancelled_and_not_ahead() -> None:
    race = Chain(
        (
            Parallel("race", (branch("a", step("one")), branch("b", step("two"), step("three"))), Join.ANY),
            step("last"),
        )
    )
    state = play(race, Start(), Approve("one", branch="race.a")).state

    assert lines(race, state) == [
        "[race] done",
        "- a done",
        "  one done #1",
        "- b cancelled",
        "  two cancelled #1×",
        "  three cancelled",
        "last current #1",
    ]
    assert [item.step.key for item in path_ahead(race, state, everybody(race))] == ["one", "last"]


def test_what_a_return_undid_stands_behind_the_step() -> None:
    line = Chain((step("first"), step("second"), step("third")), ReturnMode.WALK_AGAIN)
    state = play(
        line,
        Start(),
        Approve("first"),
        Approve("second"),
        ReturnToStep("third", "再核", "first", ReturnMode.WALK_AGAIN),
    ).state

    assert lines(line, state) == ["first current #1× #2", "second ahead #1×", "third ahead #1"]


def test_nothing_is_ahead_of_what_has_ended() -> None:
    denied = play(
        CHOICE, Start(), Approve("accept"), Approve("desk", branch="kind.small"), Decide("decide", "refused", "不符合")
    ).state
    withdrawn = play(CHOICE, Start(), Withdraw()).state

    assert lines(CHOICE, denied)[-1] == "decide done #1"
    assert lines(CHOICE, withdrawn) == [
        "accept cancelled #1×",
        "[kind] cancelled foreseen",
        "- big bypassed",
        "  board bypassed",
        "- small cancelled",
        "  desk cancelled",
        "decide cancelled",
    ]


def test_blocks_four_deep_are_drawn_in_their_order() -> None:
    deep = Chain(
        (
            Parallel(
                "p1",
                (
                    branch(
                        "left",
                        Choose(
                            "c2",
                            (
                                branch(
                                    "big",
                                    Parallel(
                                        "p3",
                                        (
                                            branch(
                                                "x", Choose("c4", (branch("y", step("y1"), when=BIG),), branch("z"))
                                            ),
                                            branch("w", step("w1")),
                                        ),
                                    ),
                                    when=BIG,
                                ),
                            ),
                            branch("small", step("s1")),
                        ),
                    ),
                    branch("right", step("r1")),
                ),
            ),
            step("end"),
        )
    )
    state = play(deep, Start(), Approve("r1", branch="p1.right"), context=everybody(deep, size="big")).state

    assert lines(deep, state, size="big") == [
        "[p1] current",
        "- left current",
        "  [c2] current",
        "  - big current",
        "    [p3] current",
        "    - x current",
        "      [c4] current",
        "      - y current",
        "        y1 current #1",
        "      - z bypassed",
        "    - w current",
        "      w1 current #1",
        "  - small bypassed",
        "    s1 bypassed",
        "- right done",
        "  r1 done #1",
        "end ahead",
    ]
