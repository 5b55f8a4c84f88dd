"""What a province sets for this app, and what it sees of it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from notifications.queries.texts import text_rules, texts_sent_today
from notifications.services.text_settings import KEY, store_rules
from tenants.readiness import Readiness, register_readiness
from tenants.settings_from_above import SettingFromAbove, register_setting


def texts_are_left() -> Readiness:
    """Whether texts may still leave today, with the numbers."""
    rules, sent = text_rules(), texts_sent_today()
    if not rules.daily_quota:
        return Readiness(is_ready=True, detail=_("今天已发 %(sent)s 条，不限条数") % {"sent": sent})
    words = _("今天已发 %(sent)s 条，每天 %(quota)s 条") % {"sent": sent, "quota": rules.daily_quota}
    return Readiness(is_ready=sent < rules.daily_quota, detail=words)


def register() -> None:
    register_setting(SettingFromAbove(KEY, lazy("短信设置"), store_rules))
    register_readiness("notifications.texts", lazy("短信条数够用"), texts_are_left)
