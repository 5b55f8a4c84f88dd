"""A limit in words."""

from __future__ import annotations

from django.utils.translation import ngettext

from procedures.domain.deadlines import Limit, LimitUnit


def limit_words(limit: Limit) -> str:
    """“5 个工作日”, “30 日”, “3 个月”; nothing without a limit."""
    if not limit:
        return ""
    count = limit.length
    match limit.unit:
        case LimitUnit.WORKING_DAYS:
            return ngettext("%(days)d 个工作日", "%(days)d 个工作日", count) % {"days": count}
        case LimitUnit.CALENDAR_DAYS:
            return ngettext("%(days)d 日", "%(days)d 日", count) % {"days": count}
        case LimitUnit.MONTHS:
            return ngettext("%(months)d 个月", "%(months)d 个月", count) % {"months": count}
