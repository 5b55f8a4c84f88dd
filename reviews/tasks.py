"""Outbox handlers of the reviews app: ids in, one service call."""

from __future__ import annotations

from uuid import UUID

from reviews.services import certificate_prints
from tenants.records.outbox_registry import outbox_handler


@outbox_handler(certificate_prints.TYPESET, long=True)
def typeset_certificates(payload: dict[str, object]) -> None:
    certificate_prints.typeset_certificates(UUID(str(payload["print"])))


@outbox_handler(certificate_prints.FORGET)
def forget_certificate_print(payload: dict[str, object]) -> None:
    certificate_prints.forget_print(UUID(str(payload["print"])))
