"""The SMS gateway, neutral of the provider: one HTTP call per message.

POST {SMS_GATEWAY_URL} with JSON `{to, signature, template, params, text, reference}`; the answer is JSON with `id`.
`reference` stays the same over all attempts, so that the gateway can drop a repetition.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from django.conf import settings

ANSWER_LIMIT = 64 * 1024
PROVIDER_ID_LENGTH = 80


class ChannelError(Exception):
    """The channel did not take the message; another attempt may succeed. A code and a detail, nothing personal."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)


@dataclass(frozen=True, slots=True)
class Sms:
    to: str
    signature: str
    template: str
    params: Mapping[str, str]
    text: str
    reference: str


def send_sms(message: Sms) -> str:
    """Hand a message to the gateway and return its id there; ChannelError when that fails."""
    body = {
        "to": message.to,
        "signature": message.signature,
        "template": message.template,
        "params": dict(message.params),
        "text": f"【{message.signature}】{message.text}",
        "reference": message.reference,
    }
    if urlsplit(settings.SMS_GATEWAY_URL).scheme not in {"http", "https"}:
        raise ChannelError("gateway_address_wrong")
    request = Request(  # noqa: S310 - the scheme was checked, the address comes from the settings
        settings.SMS_GATEWAY_URL,
        data=json.dumps(body, ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json; charset=utf-8"},
        method="POST",
    )
    try:
        with urlopen(request, timeout=settings.SMS_TIMEOUT) as answer:  # noqa: S310 - as above
            if answer.status not in {HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED}:
                raise ChannelError("gateway_refused", str(answer.status))
            return str(json.loads(answer.read(ANSWER_LIMIT))["id"])[:PROVIDER_ID_LENGTH]
    except HTTPError as error:
        raise ChannelError("gateway_refused", str(error.code)) from error
    except (URLError, TimeoutError, OSError) as error:
        raise ChannelError("gateway_not_reached", type(error).__name__) from error
    except (ValueError, KeyError, TypeError) as error:
        raise ChannelError("gateway_not_understood") from error
