"""The sentences of this app's codes."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, str | Promise] = {
    "quiet_hours_need_both_ends": _("免打扰须同时填写开始和结束。"),
    "quiet_hours_are_empty": _("免打扰的开始和结束不能相同。"),
}
