"""Windows of application in words: how long one may apply, until which day, and why that day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from procedures.domain.form_schema import FormSchema
from procedures.domain.text import DEFAULT_LANGUAGE
from procedures.domain.windows import WindowReading, WindowState, window_problem
from procedures.limit_wording import limit_words
from tenants.wording import say, shown_day


@dataclass(frozen=True, slots=True)
class WindowLine:
    """One line; `icon` stands beside the words, because colour alone says nothing."""

    words: str
    tone: str
    icon: str


def window_lines(form: FormSchema, readings: Iterable[WindowReading]) -> list[WindowLine]:
    return [_line(form, reading) for reading in readings]


def lines_by_field(
    form: FormSchema, fields: Iterable[str], readings: Iterable[WindowReading]
) -> dict[str, tuple[WindowLine, ...]]:
    """Lines by the field whose day counts: also none, for a field that gets one by another answer.

    What refuses the submission stands there already, as the mistake that it is.
    """
    found: dict[str, tuple[WindowLine, ...]] = dict.fromkeys(fields, ())
    for reading in readings:
        if reading.state is WindowState.AWAITED or not reading.refuses:
            key = reading.window.field
            found[key] = (*found.get(key, ()), _line(form, reading))
    return found


def _line(form: FormSchema, reading: WindowReading) -> WindowLine:
    name = reading.window.name.in_language((get_language() or DEFAULT_LANGUAGE).lower())
    limit = limit_words(reading.window.within)
    if reading.state is WindowState.AWAITED:
        return WindowLine(_("%(name)s：自该日期起 %(limit)s内。") % {"name": name, "limit": limit}, "info", "clock")
    if reading.state is not WindowState.OPEN:
        problem = window_problem(form, reading)
        words = say(problem.code, problem.params)
        return WindowLine(words, "danger" if reading.refuses else "needs", "alert-triangle")
    return WindowLine(f"{name}：{_open_words(reading, limit)}", "info", "clock")


def _open_words(reading: WindowReading, limit: str) -> str:
    if reading.closes is None:
        return ""
    words = _("自该日期起 %(limit)s，到 %(day)s 为止") % {"limit": limit, "day": shown_day(reading.closes)}
    if reading.nominal is not None:
        words += _("（%(day)s 为休息日，顺延）") % {"day": shown_day(reading.nominal)}
    if reading.is_provisional:
        words += _("（暂定，该年度的节假日安排尚未公布）")
    if reading.days_left == 0:
        return words + _("，今天是最后一天。")
    left = ngettext("，还剩 %(days)d 日。", "，还剩 %(days)d 日。", reading.days_left)
    return words + left % {"days": reading.days_left}
