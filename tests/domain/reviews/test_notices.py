"""What a notice says, where it stands, how long it stays."""

from __future__ import annotations

from datetime import date

import pytest

from reviews.domain.notices import (
    NoticeLine,
    NoticeState,
    NoticeView,
    last_day,
    lines_as_json,
    lines_from_json,
    scan,
    view_of,
)
from reviews.domain.personal_scan import PersonalKind
from tenants.domain.calendar import WorkingCalendar

DAY = date(2026, 11, 20)
LINES = (
    NoticeLine("achievement_name", "成果名称", "高强韧钢"),
    NoticeLine("completers", "完成人", "", ("姓名", "工作单位"), (("周某", "甲厂"), ("吴某 13800138000", "乙厂"))),
)


@pytest.mark.parametrize(
    ("state", "ends_on", "view"),
    [
        (NoticeState.PREPARED, None, NoticeView.PREPARED),
        (NoticeState.RELEASED, DAY, NoticeView.RUNNING),
        (NoticeState.RELEASED, date(2026, 11, 19), NoticeView.ENDED),
        (NoticeState.WITHDRAWN, DAY, NoticeView.WITHDRAWN),
    ],
)
def test_a_released_notice_is_over_after_its_last_day(
    state: NoticeState, ends_on: date | None, view: NoticeView
) -> None:
    assert view_of(state, ends_on, DAY) is view


def test_the_first_day_is_not_counted_and_working_days_skip_weekends() -> None:
    calendar = WorkingCalendar({}, frozenset({2026}))

    assert last_day(DAY, 30, working=False, calendar=calendar).day == date(2026, 12, 20)
    assert last_day(DAY, 5, working=True, calendar=calendar).day == date(2026, 11, 27)


def test_the_scan_names_label_row_and_kind() -> None:
    assert [(found.label, found.row, found.finding.kind) for found in scan(LINES)] == [
        ("完成人 姓名", 2, PersonalKind.MOBILE)
    ]


def test_lines_survive_storage() -> None:
    assert lines_from_json(lines_as_json(LINES)) == LINES  # type: ignore[arg-type]
