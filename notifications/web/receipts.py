"""Where the SMS provider reports what became of a text. Signed; nobody signs in here."""

from __future__ import annotations

import json
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from notifications.domain.receipts import Receipt, is_authentic, kept_reason
from notifications.services.receipts import note_receipt
from tenants.clock import now

BODY_LIMIT = 4096


@csrf_exempt
@require_POST
def sms_receipt(request: HttpRequest) -> JsonResponse:
    """JSON `{reference, status, reason?}` with `X-Sms-Timestamp` and `X-Sms-Signature`; see docs/operations/sms.md."""
    body = request.body
    is_signed = is_authentic(
        settings.SMS_RECEIPT_KEY,
        request.headers.get("X-Sms-Signature", ""),
        host=request.get_host(),
        moment=request.headers.get("X-Sms-Timestamp", ""),
        body=body,
        seconds_now=int(now().timestamp()),
    )
    if not is_signed or len(body) > BODY_LIMIT:
        return JsonResponse({"error": "signature"}, status=403)
    try:
        given = json.loads(body)
        reference, receipt = UUID(str(given["reference"])), Receipt(given["status"])
        reason = kept_reason(given.get("reason")) if receipt is Receipt.UNDELIVERED else ""
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"error": "body"}, status=422)
    if not note_receipt(reference, receipt, reason=reason):
        return JsonResponse({"error": "reference"}, status=404)
    return JsonResponse({"noted": True})
