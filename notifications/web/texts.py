"""短信用量: what left, what arrived, what did not, for the system administrator. Never content."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.queries.keyset import keyset_page
from accounts.web.guards import actor, sign_in_required
from notifications.domain.catalogue import CATALOGUE
from notifications.domain.receipts import Receipt
from notifications.domain.texts import DAYS
from notifications.models import Delivery
from notifications.queries.texts import text_days, text_rules, texts_sent_today, undelivered_texts
from notifications.services.resending import Resent, resend_texts
from tenants.domain.errors import ValidationFailed
from tenants.wording import known_codes, say

UNPROCESSABLE = 422
#: The kinds of text by the identifier under which the provider approved them.
TEMPLATES: dict[str, str | Promise] = {
    "link": lazy("办理消息"),
    "invitation": lazy("邀请"),
    "reset_code": lazy("重置密码验证码"),
    "registration_code": lazy("注册验证码"),
    "already_registered": lazy("已有账号提示"),
}


@sign_in_required
@require_safe
def texts(request: HttpRequest) -> HttpResponse:
    return _page(request)


@sign_in_required
@require_POST
def resend(request: HttpRequest) -> HttpResponse:
    """One text by its own button, or those that were ticked."""
    given = request.POST.getlist("one") or request.POST.getlist("delivery")
    try:
        outcomes = resend_texts(actor(request), _ids(given))
    except ValidationFailed as refused:
        first = refused.problems[0]
        return _page(request, problems=[("", say(first.code, first.params))], status=UNPROCESSABLE)
    sent = sum(not each.refusal for each in outcomes)
    if sent:
        messages.success(request, ngettext("已重发 %(n)s 条短信。", "已重发 %(n)s 条短信。", sent) % {"n": sent})
    for words in _refusals(outcomes):
        messages.warning(request, words)
    return redirect("notifications:texts")


def _ids(given: Sequence[str]) -> list[UUID]:
    """What is no id at all was not ticked on our page."""
    found = []
    for each in given:
        try:
            found.append(UUID(each))
        except ValueError:
            continue
    return found


def _refusals(outcomes: Sequence[Resent]) -> list[str]:
    numbers: dict[str, list[str]] = {}
    for each in outcomes:
        if each.refusal:
            numbers.setdefault(each.refusal, []).append(each.masked_address)
    return [
        _("%(numbers)s 没有重发：%(reason)s") % {"numbers": "、".join(found), "reason": say(code)}
        for code, found in numbers.items()
    ]


def _page(request: HttpRequest, *, problems: Sequence[tuple[str, str]] = (), status: int = 200) -> HttpResponse:
    who = actor(request)
    days = text_days(who)
    page = keyset_page(undelivered_texts(who), request.GET.get("before"))
    context = {
        "days": days,
        "busy_days": [day for day in days if not day.is_quiet],
        "sum": {name: sum(getattr(day, name) for day in days) for name in ("sent", "delivered", "failed", "held")},
        "number_of_days": DAYS,
        "rules": text_rules(),
        "sent_today": texts_sent_today(),
        "page": page,
        "rows": [(text, _template(text), _reason(text)) for text in page.rows],
        "problems": problems,
    }
    return render(request, "notifications/texts.html", context, status=status)


def _template(text: Delivery) -> str:
    """What kind of text it was; the provider's identifier where it has no name."""
    event = CATALOGUE.events.get(text.event)
    key = event.sms_template if event else "link"
    return str(TEMPLATES.get(key, key))


def _reason(text: Delivery) -> str:
    """Why it did not arrive: the provider's words, or ours for what the gateway did."""
    if text.receipt == Receipt.UNDELIVERED:
        return text.receipt_reason or say("sms_failure.undelivered")
    code, _colon, detail = text.error.partition(": ")
    words = f"sms_failure.{code}"
    said = say(words) if words in known_codes() else say("sms_failure.gateway_refused")
    return f"{said}（{detail}）" if detail else said
