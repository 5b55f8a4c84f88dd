"""Batches of a world: one being collected, one that is fixed with everything on record."""

from __future__ import annotations

from collections.abc import Mapping

from accounts.models import User
from reviews.domain.batches import Exempt, Wish
from reviews.models import BatchItem, StepTask
from reviews.services.batch_confirming import fix_batch
from reviews.services.batch_records import Meeting, attach_scan, number_batch, record_meeting
from reviews.services.batches import ItemWishes, arrange_batch, create_batch, describe_batch
from tenants.clock import today
from tests.factories.accounts import fresh_actor
from tests.factories.batches import paper_of


def batch_values(marker: str, users: Mapping[str, User]) -> dict[str, str]:
    """Every word holds the marker."""
    officer = users["registration_point"]
    actor = fresh_actor(officer)
    deciding, examining = (
        StepTask.objects.filter(step_key=step, state="open").order_by("opened_at", "id")[0].id
        for step in ("decide", "registration_point")
    )
    collecting = create_batch(actor, kind="forward", title=f"汇总上报{marker}", task_ids=[examining]).batch
    batch = create_batch(actor, kind="meeting", title=f"上会{marker}", task_ids=[deciding]).batch
    describe_batch(
        actor,
        batch_id=batch.id,
        title=batch.title,
        wish=Wish("registered", f"同意{marker}"),
        conclusion=f"特此批复{marker}",
    )
    minutes = paper_of(officer, f"纪要{marker}.pdf")
    held = Meeting(today(), f"三楼{marker}", f"程清和{marker}", f"议定{marker}", minutes)
    record_meeting(actor, batch_id=batch.id, meeting=held)
    number_batch(actor, batch_id=batch.id, number=f"科发{marker}12号")
    attach_scan(actor, batch_id=batch.id, file_id=paper_of(officer, f"盖章{marker}.pdf"))
    item = BatchItem.objects.get(batch=batch)
    batch.refresh_from_db()
    wishes = ItemWishes(wishes={item.id: Wish("", f"暂缓{marker}", Exempt.LEAVE_OUT)})
    arrange_batch(actor, batch_id=batch.id, revision=batch.revision, wanted=wishes)
    batch.refresh_from_db()
    fix_batch(actor, batch_id=batch.id, revision=batch.revision)
    return {"office_batch_id": str(batch.id), "collecting_batch_id": str(collecting.id), "batch_item_id": str(item.id)}
