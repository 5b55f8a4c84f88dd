"""Outbox handlers of the documents app: ids in, one service call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from documents.services import checking, previews, removal
from tenants.records.outbox_registry import outbox_handler


@outbox_handler("documents.check_file", long=True)
def check_file(payload: Mapping[str, Any]) -> None:
    checking.check_file(UUID(payload["file_id"]))


@outbox_handler("documents.render_pages", long=True)
def render_pages(payload: Mapping[str, Any]) -> None:
    previews.render_pages(UUID(payload["file_id"]), first=payload["first"], last=payload["last"])


@outbox_handler("documents.clear_incoming")
def clear_incoming(payload: Mapping[str, Any]) -> None:
    removal.clear_incoming(UUID(payload["file_id"]))


@outbox_handler("documents.remove_objects")
def remove_objects(payload: Mapping[str, Any]) -> None:
    removal.remove_objects(payload["keys"])
