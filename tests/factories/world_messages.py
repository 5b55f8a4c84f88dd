"""A text of a world that did not arrive."""

from __future__ import annotations

from accounts.models import User
from notifications.models import TextSettings
from tests.factories.texts import undelivered_text


def message_values(marker: str, leader: User) -> dict[str, str]:
    """Ids by the names of `tests.tenancy.net.inputs`; every word holds the marker."""
    TextSettings.objects.create(signature=f"签名{marker}"[:20])
    return {"delivery_id": str(undelivered_text(leader, title=f"高温合金{marker}", reason=f"停机{marker}").id)}
