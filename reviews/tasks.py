"""Outbox handlers of the reviews app: ids in, one service call."""

from __future__ import annotations

from uuid import UUID

from reviews.services import batch_confirming, certificate_prints, department_heads, giving_out_many, list_exports
from tenants.records.outbox_registry import outbox_handler


@outbox_handler(certificate_prints.TYPESET, long=True)
def typeset_certificates(payload: dict[str, object]) -> None:
    certificate_prints.typeset_certificates(UUID(str(payload["print"])))


@outbox_handler(certificate_prints.FORGET)
def forget_certificate_print(payload: dict[str, object]) -> None:
    certificate_prints.forget_print(UUID(str(payload["print"])))


@outbox_handler(list_exports.MAKE, long=True)
def make_list_export(payload: dict[str, object]) -> None:
    list_exports.make_export(UUID(str(payload["export"])))


@outbox_handler(list_exports.FORGET)
def forget_list_export(payload: dict[str, object]) -> None:
    list_exports.forget_export(UUID(str(payload["export"])))


@outbox_handler(batch_confirming.CARRY_OUT)
def carry_out_batch(payload: dict[str, object]) -> None:
    batch_confirming.carry_out(UUID(str(payload["batch"])))


@outbox_handler(department_heads.LOOK_BACK, long=True)
def let_head_consult(payload: dict[str, object]) -> None:
    after = str(payload.get("after", ""))
    department_heads.let_head_consult(UUID(str(payload["department"])), after=UUID(after) if after else None)


@outbox_handler(giving_out_many.GIVE)
def give_out_next(payload: dict[str, object]) -> None:
    giving_out_many.give_out_next(UUID(str(payload["giving"])))


@outbox_handler(giving_out_many.FORGET)
def forget_giving_out(payload: dict[str, object]) -> None:
    giving_out_many.forget_giving_out(UUID(str(payload["giving"])))
