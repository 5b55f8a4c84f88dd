"""Batches at any point of their life."""

from __future__ import annotations

from uuid import UUID

from accounts.models import User
from applications.models import Application
from reviews.domain.batches import Wish
from reviews.models import Batch
from reviews.services.batch_confirming import confirm_batch, fix_batch
from reviews.services.batch_records import number_batch
from reviews.services.batches import create_batch, describe_batch
from tests.factories.applications import stored_file
from tests.factories.registrations import Office, acting, bring_to, open_task


def waiting_at(office: Office, step: str, count: int) -> list[Application]:
    return [bring_to(office, step, title=f"成果 {at}") for at in range(1, count + 1)]


def collect(
    office: Office, applications: list[Application], *, kind: str = "decision", by: User | None = None
) -> Batch:
    """Collected by the registration point, with a result and an opinion for all."""
    actor = acting(by or office.point)
    tasks = [open_task(application).id for application in applications]
    batch = create_batch(actor, kind=kind, title="第三次批复", task_ids=tasks).batch
    result = "registered" if batch.forward == "decide" else ""
    return describe_batch(
        actor, batch_id=batch.id, title=batch.title, wish=Wish(result, "符合条件"), conclusion="特此批复。"
    )


def fixed(office: Office, batch: Batch, *, number: str = "某科发〔2026〕12号") -> Batch:
    """The list stands, and has its 文号."""
    if number:
        number_batch(acting(office.point), batch_id=batch.id, number=number)
    batch.refresh_from_db()
    return fix_batch(acting(office.point), batch_id=batch.id, revision=batch.revision)


def confirm(office: Office, batch: Batch, *, by: User | None = None) -> Batch:
    batch.refresh_from_db()
    return confirm_batch(acting(by or office.point), batch_id=batch.id, revision=batch.revision)


def paper_of(user: User, name: str = "盖章批复.pdf") -> UUID:
    """A clean upload of this person for a batch."""
    return stored_file(name, user.id, purpose="batch_paper").id
