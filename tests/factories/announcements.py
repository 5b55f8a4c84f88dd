"""Announcements in every state, made through the services."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from accounts.models import User
from applications.domain.announcing import AnnouncementText
from applications.models import Announcement
from applications.services.announcements import (
    publish_announcement,
    take_down_announcement,
    write_announcement,
)
from tenants.clock import today
from tests.factories.applications import fresh_actor


def write(writer: User, title: str = "通知", **given: object) -> Announcement:
    text = {"kind": "notice", "body": f"{title}的正文", **given}
    return write_announcement(fresh_actor(writer), text=AnnouncementText(title=title, **text))  # type: ignore[arg-type]


def publish(announcement: Announcement, publisher: User, *, on: date | None = None) -> Announcement:
    return publish_announcement(fresh_actor(publisher), announcement_id=announcement.id, publish_on=on or today())


def make_call(writer: User, publisher: User, title: str = "申报", *, days: int = 5, code: str = "") -> Announcement:
    closes_on = today() + timedelta(days=days)
    return publish(write(writer, title, kind="call", closes_on=closes_on, procedure_code=code), publisher)


def announcement_values(marker: str, public_marker: str, users: Mapping[str, User]) -> dict[str, str]:
    """A draft and one taken down hold the world's secret; what is public holds what strangers may see."""
    writer, publisher = users["configurator"], users["configuration_approver"]
    draft = write(writer, f"待审{marker}")
    shown: UUID = publish(write(writer, f"公开{public_marker}", body=public_marker), publisher).id
    gone = publish(write(writer, f"撤下{marker}"), publisher)
    take_down_announcement(fresh_actor(publisher), announcement_id=gone.id, reason=f"有误{marker}")
    return {"announcement_id": str(draft.id), "shown_announcement_id": str(shown), "gone_announcement_id": str(gone.id)}
