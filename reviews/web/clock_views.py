"""Limits and their ledger as the page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from procedures.domain.deadlines import Limit, LimitUnit, days_left
from procedures.domain.lights import Light, light
from procedures.limit_wording import limit_words
from reviews.domain.clock_ledger import NOT_DEEMED
from reviews.models import Clock, ClockEvent, ClockExtension, ClockState
from reviews.services.clock_news import limit_label
from tenants.domain.calendar import WorkingCalendar

_STATES = {Light.GREEN: "in_time", Light.YELLOW: "due_soon", Light.RED: "overdue"}
_CAUSES = {
    "returned": gettext_lazy("申报人修改期间"),
    "suspended": gettext_lazy("中止办理期间"),
    "ended": gettext_lazy("办结后退回到未批复"),
    NOT_DEEMED: gettext_lazy("依法本应视为作出决定或者受理，但当前环节不能因逾期而视为办结，须立即办理"),
}


@dataclass(frozen=True, slots=True)
class ClockView:
    """One limit as it stands. `state` is the key of its status word; `left` says it in words."""

    label: str
    limit: str
    state: str
    left: str
    due: date | None
    provisional: bool
    basis: str
    used: str


@dataclass(frozen=True, slots=True)
class LedgerView:
    """What happened to one or several limits at one moment."""

    at: datetime
    what: str
    why: str
    who: str
    ends: tuple[tuple[str, date | None], ...]


def clock_view(clock: Clock, calendar: WorkingCalendar, day: date) -> ClockView:
    unit, left = LimitUnit(clock.unit), clock.left
    state = "done" if clock.state == ClockState.ENDED else "paused"
    if clock.state == ClockState.RUNNING and clock.due_on and clock.warn_on:
        left = days_left(clock.due_on, day, calendar, unit)
        state = _STATES[light(day, due=clock.due_on, warned=clock.warn_on)]
    used = clock.days_used
    return ClockView(
        label=limit_label(clock),
        limit=limit_words(clock.limit),
        state=state,
        left=_left_words(left, unit, ended=clock.state == ClockState.ENDED),
        due=clock.due_on,
        provisional=clock.is_provisional and clock.state != ClockState.ENDED,
        basis=clock.basis,
        used="" if used is None else limit_words(Limit(used)) or _("当日办结"),
    )


def _left_words(left: int | None, unit: LimitUnit, *, ended: bool) -> str:
    if left is None:
        return ""
    if left == 0 and not ended:
        return _("今天到期")
    count = abs(left)
    if unit is LimitUnit.WORKING_DAYS:
        days = ngettext("%(days)d 个工作日", "%(days)d 个工作日", count) % {"days": count}
    else:
        days = ngettext("%(days)d 日", "%(days)d 日", count) % {"days": count}
    if ended:
        return _("提前 %(days)s") % {"days": days} if left >= 0 else _("超期 %(days)s") % {"days": days}
    return _("还剩 %(days)s") % {"days": days} if left > 0 else _("已超期 %(days)s") % {"days": days}


def ledger_views(events: list[ClockEvent]) -> list[LedgerView]:
    """The latest first; what happened to several limits in one command is one line."""
    grouped: dict[tuple[object, ...], list[ClockEvent]] = {}
    for event in events:
        key = (event.at, event.kind, event.cause, event.actor_label)
        grouped.setdefault(key, []).append(event)
    return [_line(group) for group in reversed(grouped.values())]


def _line(group: list[ClockEvent]) -> LedgerView:
    first = group[0]
    bases = dict.fromkeys(event.basis for event in group if event.basis)
    added = limit_words(Limit(first.length, LimitUnit(first.unit))) if first.length else ""
    return LedgerView(
        at=first.at,
        what=f"{first.get_kind_display()}{added}",
        why="；".join([*([str(_CAUSES[first.cause])] if first.cause in _CAUSES else []), *bases]),
        who=first.actor_label,
        ends=tuple((limit_label(event.clock), event.due_on) for event in group),
    )


def request_view(extension: ClockExtension) -> dict[str, object]:
    return {
        "row": extension,
        "length": limit_words(Limit(extension.length, LimitUnit(extension.unit))),
        "is_open": extension.decided_at is None,
        "state": {"asked": "needs_you", "granted": "done", "refused": "returned"}[extension.state],
    }
