"""Of a world: a text that did not arrive, a batch of jurisdictions on their way."""

from __future__ import annotations

from accounts.models import User
from notifications.models import TextSettings
from tenants.domain.ids import new_id
from tenants.records.services.jobs import create_job
from tests.factories.texts import undelivered_text


def message_values(marker: str, leader: User) -> dict[str, str]:
    """Ids by the names of `tests.tenancy.net.inputs`; every word holds the marker."""
    TextSettings.objects.create(signature=f"签名{marker}"[:20])
    text = undelivered_text(leader, title=f"高温合金{marker}", reason=f"停机{marker}")
    batch = new_id()
    create_job(
        "tenants.onboarding",
        title=f"接入{marker}",
        actor_id=None,
        payload={"code": f"c{marker}", "domain": f"{marker}.localhost", "batch": str(batch)},
        steps=[("record", f"登记{marker}")],
    )
    return {"delivery_id": str(text.id), "batch_id": str(batch)}
