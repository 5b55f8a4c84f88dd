"""Outbox handlers of the applications app: ids in, one service call."""

from __future__ import annotations

from uuid import UUID

from applications.services import phone_captures, phone_merging, printing, written_prints
from tenants.records.outbox_registry import outbox_handler


@outbox_handler(printing.TYPESET_SUBMISSION, long=True)
def typeset_submission(payload: dict[str, object]) -> None:
    printing.typeset_submission(UUID(str(payload["printed"])))


@outbox_handler(printing.TYPESET_DRAFT, long=True)
def typeset_draft(payload: dict[str, object]) -> None:
    printing.typeset_draft(UUID(str(payload["printed"])))


@outbox_handler(printing.FORGET_DRAFT_PRINT)
def forget_draft_print(payload: dict[str, object]) -> None:
    printing.forget_draft_print(UUID(str(payload["printed"])))


@outbox_handler(phone_captures.MERGE, long=True)
def merge_phone_pages(payload: dict[str, object]) -> None:
    phone_merging.merge_capture(UUID(str(payload["capture"])))


@outbox_handler(phone_captures.FORGET)
def forget_phone_capture(payload: dict[str, object]) -> None:
    phone_captures.forget_capture(UUID(str(payload["capture"])))


@outbox_handler(written_prints.TYPESET, long=True)
def typeset_written(payload: dict[str, object]) -> None:
    written_prints.typeset_written(UUID(str(payload["written"])))
