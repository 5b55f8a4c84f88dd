"""Windows of application: hand-computed last days, what refuses, what only warns, what does not count."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from procedures.domain.clock_rules import Window
from procedures.domain.conditions import Expr
from procedures.domain.deadlines import Limit
from procedures.domain.form import settle
from procedures.domain.form_schema import FieldType, FormSchema
from procedures.domain.text import plain_text
from procedures.domain.values import Json
from procedures.domain.windows import WindowReading, WindowState, read_windows, window_problems, window_warnings
from tests.domain.procedures.forms import condition, field, form_of, options
from tests.domain.procedures.test_deadlines import CALENDAR, calendar_days, d, months, working

BY_ACCEPTANCE = condition({"==": [{"var": "how"}, "accepted"]})


def window(within: Limit, *, is_hard: bool = True, when: Expr | None = None, of: str = "day") -> Window:
    return Window("w", plain_text("验收后申报"), of, within, is_hard, when)


def form(*, required: bool = False, visible_when: Expr | None = None) -> FormSchema:
    return form_of(
        field("how", FieldType.SINGLE, options=options("accepted", "judged")),
        field("day", FieldType.DATE, label="验收日期", required=required, visible_when=visible_when),
    )


def read(rule: Window, answers: dict[str, Json], today: str, asked: FormSchema | None = None) -> list[WindowReading]:
    schema = asked or form()
    return list(read_windows([rule], schema, settle(schema, answers), d(today), CALENDAR))


def told(rule: Window, answers: dict[str, Json], today: str, asked: FormSchema | None = None) -> list[str]:
    """What refuses, then what warns."""
    schema = asked or form()
    settled, readings = settle(schema, answers), read(rule, answers, today, schema)
    refused = [f"no {each.path} {each.code}" for each in window_problems(schema, settled, readings)]
    return refused + [f"warn {each.path} {each.code}" for each in window_warnings(schema, readings)]


@pytest.mark.parametrize(
    ("within", "event", "closes", "nominal"),
    [
        # 31 January and one month: the last of February; in 2026 that is a worked Saturday, in 2025 a Friday.
        (months(1), "2026-01-31", "2026-02-28", None),
        (months(1), "2025-01-31", "2025-02-28", None),
        # From 31 March to Thursday 30 April; from 31 May over two months, Friday 31 July.
        (months(1), "2026-03-31", "2026-04-30", None),
        (months(2), "2026-05-31", "2026-07-31", None),
        # 29 February: a year on there is none, four years on there is.
        (months(12), "2024-02-29", "2025-02-28", None),
        (months(13), "2024-02-29", "2025-03-31", "2025-03-29"),
        (months(48, rolls_over=False), "2020-02-29", "2024-02-29", None),
        # The last day is a holiday: Spring Festival, National Day, an ordinary Saturday; and where nothing rolls over.
        (months(6), "2025-08-17", "2026-02-24", "2026-02-17"),
        (months(1), "2026-09-01", "2026-10-08", "2026-10-01"),
        (months(1, rolls_over=False), "2026-09-01", "2026-10-01", None),
        (calendar_days(30), "2026-09-01", "2026-10-08", "2026-10-01"),
        (months(6), "2026-01-18", "2026-07-20", "2026-07-18"),
        # A Saturday that is worked is no holiday.
        (months(2), "2026-08-10", "2026-10-10", None),
        (working(20), "2026-02-09", "2026-03-13", None),
    ],
)
def test_a_window_closes_where_the_hand_count_says(within: Limit, event: str, closes: str, nominal: str | None) -> None:
    after = str(d(closes) + timedelta(days=1))

    on_the_day = read(window(within), {"day": event}, event)[0]
    last, late = (read(window(within), {"day": event}, each)[0] for each in (closes, after))

    assert [each.closes for each in (on_the_day, last, late)] == [d(closes)] * 3
    assert last.nominal == (d(nominal) if nominal else None)
    assert [each.state for each in (on_the_day, last, late)] == [
        WindowState.OPEN,
        WindowState.OPEN,
        WindowState.CLOSED,
    ]
    assert last.days_left == 0


@pytest.mark.parametrize(
    ("rule", "answers", "today", "expected"),
    [
        (window(months(6)), {"day": "2026-01-15"}, "2026-07-15", []),
        (window(months(6)), {"day": "2026-01-15"}, "2026-07-16", ["no day window_closed"]),
        (window(months(6)), {"day": "2026-01-18"}, "2026-07-21", ["no day window_closed_rolled"]),
        (window(months(6), is_hard=False), {"day": "2026-01-15"}, "2026-07-16", ["warn day window_closed_softly"]),
        (
            window(months(6), is_hard=False),
            {"day": "2026-01-18"},
            "2026-07-21",
            ["warn day window_closed_softly_rolled"],
        ),
        # The event lies ahead: nobody applies before it.
        (window(months(6)), {"day": "2026-07-16"}, "2026-07-15", ["no day window_event_ahead"]),
        (window(months(6), is_hard=False), {"day": "2026-07-16"}, "2026-07-15", ["warn day window_event_ahead"]),
        # No day yet: a hard window needs it.
        (window(months(6)), {}, "2026-07-15", ["no day window_event_missing"]),
        (window(months(6), is_hard=False), {}, "2026-07-15", []),
        # What cannot be read says so itself, and counts as not known.
        (window(months(6)), {"day": {"raw": "上周"}}, "2026-07-15", ["no day window_event_missing"]),
        # A year that nobody arranged: the day may move, so nobody is refused; once the year is over it does not.
        (window(months(3)), {"day": "2026-11-30"}, "2027-03-02", ["warn day window_closed_provisionally"]),
        (window(months(3)), {"day": "2026-11-30"}, "2028-01-03", ["no day window_closed_rolled"]),
        (window(months(6)), {"day": "2023-01-03"}, "2026-07-15", ["no day window_closed"]),
        # Another answer selects the event; unknown selects nothing.
        (window(months(6), when=BY_ACCEPTANCE), {"how": "accepted"}, "2026-07-15", ["no day window_event_missing"]),
        (window(months(6), when=BY_ACCEPTANCE), {"how": "judged", "day": "2020-01-01"}, "2026-07-15", []),
        (window(months(6), when=BY_ACCEPTANCE), {"day": "2020-01-01"}, "2026-07-15", []),
        # A field of another variant.
        (window(months(6), of="elsewhere"), {"day": "2020-01-01"}, "2026-07-15", []),
    ],
)
def test_what_refuses_and_what_warns(rule: Window, answers: dict[str, Json], today: str, expected: list[str]) -> None:
    assert told(rule, answers, today) == expected


def test_a_field_that_must_be_filled_in_says_so_itself() -> None:
    assert told(window(months(6)), {}, "2026-07-15", form(required=True)) == []


def test_a_field_that_is_not_asked_counts_for_nothing() -> None:
    asked = form(visible_when=BY_ACCEPTANCE)

    assert told(window(months(6)), {"how": "judged", "day": "2020-01-01"}, "2026-07-15", asked) == []


def test_the_problem_names_the_event_the_last_day_and_why() -> None:
    schema, answers = form(), {"day": "2026-01-18"}
    readings = read(window(months(6)), answers, "2026-08-01")

    problem = window_problems(schema, settle(schema, answers), readings)[0]

    assert problem.params == {
        "name": "验收后申报",
        "field": "验收日期",
        "event": date(2026, 1, 18),
        "nominal": date(2026, 7, 18),
        "closes": date(2026, 7, 20),
    }
