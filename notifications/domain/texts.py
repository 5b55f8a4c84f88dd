"""Texts over SMS: what a jurisdiction's rules may be, and when a text that did not arrive may be sent again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from tenants.domain.errors import Problem

SIGNATURE = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]{2,20}")
MOST_A_DAY = 1_000_000
#: How long after it was first written a text may be sent again, and how often.
RESEND_WITHIN = timedelta(days=3)
MOST_RESENDS = 2
#: Days that the page of texts tells about.
DAYS = 30


@dataclass(frozen=True, slots=True)
class TextRules:
    """What holds for a jurisdiction: the name in front of every text, and how many may leave a day (0: no limit)."""

    signature: str
    daily_quota: int


@dataclass(frozen=True, slots=True)
class TextSituation:
    """A text that somebody wants to send again."""

    is_undelivered: bool
    is_resent: bool
    first_at: datetime
    resends: int
    #: Codes are secrets that run out within minutes: they are never kept, so there is nothing to send again.
    is_code: bool
    has_quota: bool


def problems_of_rules(signature: str, daily_quota: int | None) -> list[Problem]:
    """What is wrong with a jurisdiction's own rules; an empty signature and no quota leave the installation's."""
    found = []
    if signature and not SIGNATURE.fullmatch(signature):
        found.append(Problem("signature", "sms_signature_malformed"))
    if daily_quota is not None and not 0 <= daily_quota <= MOST_A_DAY:
        found.append(Problem("daily_quota", "sms_quota_out_of_range", {"most": MOST_A_DAY}))
    return found


def resend_refusal(text: TextSituation, moment: datetime) -> str:
    """Why a text is not sent again, as a code; empty when it may."""
    refusals = (
        (not text.is_undelivered, "text_not_undelivered"),
        (text.is_resent, "text_resent_already"),
        (text.is_code, "text_code_ran_out"),
        (moment - text.first_at > RESEND_WITHIN, "text_too_old"),
        (text.resends >= MOST_RESENDS, "text_resent_too_often"),
        (not text.has_quota, "text_quota_used_up"),
    )
    return next((code for applies, code in refusals if applies), "")
