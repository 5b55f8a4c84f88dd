"""What the portal of a demonstration city announces: written by the configurator, published by the approver."""

from __future__ import annotations

from datetime import timedelta

from accounts.access import actor_of
from accounts.models import User
from applications.domain.announcing import AnnouncementText
from applications.services.announcements import publish_announcement, write_announcement
from config.demo.country import Entry
from tenants.clock import clock_set_to, now, today
from tenants.domain.clock import FixedClock


def make_announcements(entries: list[Entry], *, place: str, writer: User, publisher: User) -> None:
    """Each on its day of the last weeks; closing days are counted from today. `unpublished` ones wait for approval."""
    for entry in entries:
        closes_on = today() + timedelta(days=entry["closes_in"]) if "closes_in" in entry else None
        text = AnnouncementText(
            kind=entry["kind"],
            title=entry["title"].format(place=place, year=today().year),
            body=entry["body"].format(place=place, year=today().year).strip(),
            procedure_code=entry.get("procedure", ""),
            closes_on=closes_on,
        )
        with clock_set_to(FixedClock(now() - timedelta(days=entry["days_ago"]))):
            announcement = write_announcement(actor_of(writer), text=text)
            if not entry.get("unpublished"):
                publish_announcement(actor_of(publisher), announcement_id=announcement.id, publish_on=today())
