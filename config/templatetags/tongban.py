"""Tags and filters of every template; a builtin, so no `{% load %}` is needed."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from decimal import Decimal

from django import template
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from config.status_words import STATUS_WORDS
from tenants.domain.clock import CHINA

register = template.Library()

SPRITE = "vendor/tabler-icons-3.51.0/sprite.svg"
WEEKDAYS = "一二三四五六日"
KILO = 1024


@register.simple_tag
def icon(name: str, label: str | Promise = "", extra: str = "") -> SafeString:
    """An icon of the sprite; silent for screen readers unless it carries a label."""
    place = f"{static(SPRITE)}#{name}"
    classes = f"tb-icon {extra}".strip()
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>', classes, label, place
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"></use></svg>', classes, place)


@register.simple_tag
def status(key: str, word: str | Promise = "") -> SafeString:
    """Icon and word of a state. `word` replaces the usual word; an unknown key is a bug and raises KeyError."""
    known = STATUS_WORDS[str(key)]
    return format_html(
        '<span class="tb-status tb-status-{}">{}<span>{}</span></span>',
        known.tone,
        icon(known.icon),
        word or known.word,
    )


@register.filter
def status_tone(key: str) -> str:
    return STATUS_WORDS[str(key)].tone


@register.filter
def status_word(key: str) -> str:
    return str(STATUS_WORDS[str(key)].word)


@register.filter
def status_icon(key: str) -> str:
    return STATUS_WORDS[str(key)].icon


@register.filter
def cn_date(value: date | datetime | None) -> str:
    """2026年11月21日（周六）, in English Sat, 21 November 2026; a moment is taken to China's civil time first."""
    if value is None or value == "":
        return ""
    day = _in_china(value)
    if _in_english():
        return f"{day:%a}, {_english_day(day)}"
    return f"{day.year}年{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


@register.filter
def cn_short(value: date | datetime | None) -> str:
    """11月26日 17:30, or 11月26日 for a mere date: where the year is plain from what stands around it."""
    if value is None or value == "":
        return ""
    day = _in_china(value)
    words = f"{day.day} {day:%b}" if _in_english() else f"{day.month}月{day.day}日"
    return f"{words} {day:%H:%M}" if isinstance(day, datetime) else words


@register.filter
def cn_day(value: date | datetime | None) -> str:
    """2026-11-21, for narrow table columns."""
    return "" if value is None or value == "" else _in_china(value).strftime("%Y-%m-%d")


@register.filter
def cn_datetime(value: datetime | None) -> str:
    """2026年11月21日 14:32."""
    if value is None or value == "":
        return ""
    moment = _in_china(value)
    if _in_english():
        return f"{_english_day(moment)}, {moment:%H:%M}"
    return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}"


@register.filter
def cn_time(value: datetime | None) -> str:
    return "" if value is None or value == "" else f"{_in_china(value):%H:%M}"


@register.filter
def iso(value: date | datetime | None) -> str:
    """For the datetime attribute of `<time>`."""
    return "" if value is None or value == "" else value.isoformat()


@register.filter
def money(value: Decimal | int | str | None, unit: str = "") -> str:
    """Thousands separators, the digits as they are (never rounded), and the unit when one is given."""
    if value is None or value == "":
        return ""
    number = Decimal(str(value))
    return f"{number:,f} {unit}".rstrip()


@register.filter
def active_if(value: object, wanted: object) -> str:
    """The class name `active` when both are the same."""
    return "active" if str(value) == str(wanted) else ""


@register.filter
def file_size(size: int | None) -> str:
    """Whole KB below one MB, one decimal above."""
    if size is None:
        return ""
    kilobytes = -(-size // KILO)
    if kilobytes < KILO:
        return f"{kilobytes} KB"
    return f"{Decimal(size) / (KILO * KILO):.1f} MB"


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: object) -> str:
    """The query of this address with changes; None or '' takes a parameter away. Begins with `?`."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag
def days_left(working_days: int) -> str:
    """还剩 3 个工作日 / 今天到期 / 已超期 2 个工作日."""
    if working_days > 0:
        words = ngettext("还剩 %(days)d 个工作日", "还剩 %(days)d 个工作日", working_days)
        return words % {"days": working_days}
    if working_days == 0:
        return _("今天到期")
    return ngettext("已超期 %(days)d 个工作日", "已超期 %(days)d 个工作日", -working_days) % {"days": -working_days}


def _in_english() -> bool:
    return (get_language() or "").startswith("en")


def _english_day(day: date) -> str:
    """21 November 2026. Names of months come from the C locale that Python runs in, whatever the page's language."""
    return f"{day.day} {day:%B %Y}"


def _in_china(value: date | datetime, zone: tzinfo = CHINA) -> date | datetime:
    return value.astimezone(zone) if isinstance(value, datetime) else value
