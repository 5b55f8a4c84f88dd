"""The outbox handlers of this app: ids in, service call, nothing else."""

from __future__ import annotations

from uuid import UUID

from notifications.services.delivery import DELIVER, DELIVER_ACCOUNT_MESSAGE, deliver, deliver_account_message
from tenants.records.outbox_registry import outbox_handler


@outbox_handler(DELIVER)
def deliver_message(payload: dict[str, object]) -> None:
    deliver(UUID(str(payload["delivery"])))


@outbox_handler(DELIVER_ACCOUNT_MESSAGE)
def send_account_message(payload: dict[str, object]) -> None:
    deliver_account_message(str(payload["kind"]), str(payload["reference"]))
