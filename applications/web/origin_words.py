"""Where an answer comes from that nobody typed, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from applications.domain.prefilled import Origin, origin_of

WORDS = {
    Origin.ORGANISATION: _("取自单位档案，可以修改。"),
    Origin.APPLICANT: _("取自您的账号信息，可以修改。"),
    Origin.PLAN_PROJECT: _("取自计划项目，可以修改。"),
    Origin.APPLICATION: _("从以往申报带入，请核对。"),
}
LOCKED_WORDS = {
    Origin.ORGANISATION: _("取自单位档案，不能在此修改；有误的请单位管理员在“单位与成员”更正后重新发起申报。"),
    Origin.APPLICANT: _("取自您的账号信息，不能在此修改；有误的请在“账号”更正后重新发起申报。"),
    Origin.PLAN_PROJECT: _("取自计划项目，不能在此修改。"),
}


def origin_words(source: str, *, locked: bool) -> str:
    """Empty for an answer that was typed over since."""
    origin = origin_of(source)
    if origin is None:
        return ""
    return str(LOCKED_WORDS[origin] if locked and origin in LOCKED_WORDS else WORDS[origin])
