"""The chain as a drawing, in boxes and as it is read: no database, no script."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from django.template.loader import render_to_string

from applications.web.chain_views import BlockBox, Box, Reading, StepBox, VisitView, chain_boxes, chain_near
from procedures.domain.chain_commands import Approve, Start
from procedures.domain.chain_drawing import DrawnStep, drawing
from procedures.domain.chain_model import Chain, ChainState, Choose, Join, Parallel, Step, StepKind
from tests.domain.procedures.chains import branch, everybody, play, step

BIG = {"==": [{"var": "size"}, "big"]}
CHAIN = Chain(
    (
        step("accept"),
        Choose("kind", (branch("大额", step("board"), when=BIG),), branch("小额", step("desk"))),
        Parallel(
            "both", (branch("甲", step("one")), branch("乙", step("two")), branch("丙", step("three"))), Join.COUNT, 2
        ),
        step("decide", StepKind.DECIDE),
    )
)
AT = datetime(2026, 11, 20, 2, 3, tzinfo=UTC)


def visits(drawn: DrawnStep) -> list[VisitView]:
    return [VisitView("通过", AT, "程清和", "材料齐全", each.void) for each in drawn.visits if not each.is_open]


def boxes(state: ChainState) -> list[Box]:
    def who(drawn: DrawnStep) -> str:
        return f"{drawn.step.key} 的人"

    reading = Reading(name=lambda each: str(each.name), text=str, who=who, visits=visits, labels={"size": "金额"})
    return chain_boxes(drawing(CHAIN, state, everybody(CHAIN, size="big")), reading)


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def test_blocks_say_how_they_join_and_which_branch_is_gone_past() -> None:
    drawn = boxes(play(CHAIN, Start(), context=everybody(CHAIN, size="big")).state)

    kind, both = drawn[1], drawn[2]
    assert isinstance(kind, BlockBox)
    assert isinstance(both, BlockBox)
    assert (kind.title, both.title) == ("按情形办理（按申报内容预计）", "同时办理，其中 2 路完成后继续")
    assert [(each.label, each.note, str(each.word), each.passed_by) for each in kind.strands] == [
        ("大额", "“金额”为big", "尚未开始", ""),
        ("小额", "", "不经过", "desk"),
    ]
    assert kind.strands[1].nodes == ()


def test_people_stand_at_what_is_here_and_ahead_and_acts_behind() -> None:
    drawn = boxes(play(CHAIN, Start(), Approve("accept"), context=everybody(CHAIN, size="big")).state)

    accept, kind = drawn[0], drawn[1]
    assert isinstance(accept, StepBox)
    assert isinstance(kind, BlockBox)
    board = kind.strands[0].nodes[0]
    assert isinstance(board, StepBox)
    assert (accept.who, accept.lasting, accept.undone) == ("", VisitView("通过", AT, "程清和", "材料齐全"), 0)
    assert (board.progress, board.who, board.visits) == ("current", "board 的人", [])


def test_the_drawing_reads_in_order_and_tells_states_in_words() -> None:
    state = play(CHAIN, Start(), Approve("accept"), context=everybody(CHAIN, size="big")).state

    html = render_to_string("partials/_chain.html", {"nodes": boxes(state)})

    assert html.count('aria-current="step"') == 1
    assert words(html) == (
        "accept 已完成 程清和 · 11月20日 10:03 办理记录（1） 通过 材料齐全 程清和 · 2026年11月20日 10:03 "
        "按情形办理 大额 “金额”为big board 正在办理 board 的人 小额 不经过 desk "
        "同时办理，其中 2 路完成后继续 甲 one 尚未开始 one 的人 乙 two 尚未开始 two 的人 丙 three 尚未开始 three 的人 "
        "decide 尚未开始 decide 的人"
    )


def test_what_was_undone_is_said_and_marked_in_words() -> None:
    undone = StepBox("审核", "current", "正在办理", visits=[VisitView("通过", AT, is_void=True)])

    html = render_to_string("partials/_chain.html", {"nodes": [undone]})

    assert words(html) == "审核 正在办理 此前 1 次办理已失效 办理记录（1） 通过 已失效 2026年11月20日 10:03"


def test_a_step_is_called_as_its_reader_calls_it() -> None:
    def name(each: Step) -> str:
        return str(each.applicant_name)

    drawn = chain_boxes(drawing(Chain((step("a"),)), ChainState(), everybody(CHAIN)), Reading(name=name, text=str))

    assert [each.label for each in drawn if isinstance(each, StepBox)] == ["a*"]


def near(*commands: object) -> list[tuple[str, bool]]:
    found = chain_near(boxes(play(CHAIN, Start(), *commands, context=everybody(CHAIN, size="big")).state))  # type: ignore[arg-type]
    assert found is not None
    return [(place.box.label, place.beside) for place in found.places]


def test_a_chain_with_blocks_is_folded_around_where_it_stands() -> None:
    board, one, two = Approve("board", "kind.大额"), Approve("one", "both.甲"), Approve("two", "both.乙")

    start = near()
    chosen = near(Approve("accept"))
    strands = near(Approve("accept"), board)
    one_left = near(Approve("accept"), board, one)
    joined = near(Approve("accept"), board, one, two)

    assert start == [("accept", False), ("board", False)]
    assert chosen == [("accept", False), ("board", False), ("one", False)]
    assert strands == [("board", False), ("one", False), ("two", True), ("three", True), ("decide", False)]
    assert one_left == [("board", False), ("two", False), ("three", True), ("decide", False)]
    assert joined == [("two", False), ("decide", False)]


def test_the_fold_says_how_much_it_hides_and_holds_the_whole() -> None:
    drawn = boxes(play(CHAIN, Start(), Approve("accept"), context=everybody(CHAIN, size="big")).state)
    found = chain_near(drawn)

    html = render_to_string("partials/_chain_folded.html", {"nodes": drawn, "near": found})

    assert found is not None
    assert (found.total, found.done, found.hidden_before, found.hidden_after) == (6, 1, 0, 3)
    switch, folded, whole = re.split(r"<ol class=\"tb-chain tb-chain-near\"|<div class=\"tb-chain-whole\">", html)
    assert words(switch) == "展开全部 6 个环节 收起，只看当前环节 已完成 1 个"
    assert words(folded).endswith(
        "accept 已完成 程清和 · 11月20日 10:03 board 正在办理 board 的人 one 尚未开始 one 的人 后面还有 3 个"
    )
    assert "办理记录（1）" in whole


def test_a_short_chain_stands_as_a_whole() -> None:
    row = [StepBox(f"{number}", "ahead", "尚未开始") for number in range(6)]

    assert chain_near(row) is None
    assert chain_near([*row, StepBox("七", "ahead", "尚未开始")]) is not None


def test_of_what_has_ended_the_last_two_stay_in_sight() -> None:
    row = [StepBox(f"{number}", "done", "已完成") for number in range(7)]

    found = chain_near(row)

    assert found is not None
    assert [place.box.label for place in found.places] == ["5", "6"]
