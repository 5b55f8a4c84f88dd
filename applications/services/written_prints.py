"""Written notices on paper: asked for by a person, set by a worker, once."""

from __future__ import annotations

import tempfile
from pathlib import Path
from uuid import UUID

from django.db import transaction

from accounts.access import Actor
from applications.domain.written import WrittenState
from applications.models import WrittenNotice
from applications.queries.written_data import CODE_PICTURE, address_of, print_data
from applications.services.freezing import subject_of
from documents.domain.file_rules import clean_name
from documents.services.generated import GeneratedObject, put_generated, register_generated
from documents.services.qr import qr_svg
from documents.services.typesetting import typeset
from tenants.clock import now
from tenants.domain.errors import IllegalTransition
from tenants.records.services.ledger import write_ledger
from tenants.records.services.outbox import enqueue

TYPESET = "applications.typeset_written"
PURPOSE = "written_notice"
_TEMPLATE = Path(__file__).resolve().parents[1] / "printing" / "written.typ"


@transaction.atomic
def ask_for_document(actor: Actor, notice: WrittenNotice) -> None:
    """Have the document set; nothing when it was asked for already. The actor may see the notice.

    Raises IllegalTransition `written_void`.
    """
    row = WrittenNotice.objects.select_for_update(of=("self",), no_key=True).get(pk=notice.pk)
    if row.asked_at is not None:
        return
    if row.state != WrittenState.VALID:
        raise IllegalTransition("written_void")
    row.asked_at = now()
    row.save(update_fields=["asked_at"])
    enqueue(TYPESET, {"written": str(row.id)}, dedupe_key=str(row.id))
    write_ledger(
        "applications.print_written",
        actor_id=actor.user_id,
        subject=subject_of(notice.application),
        data={"notice": row.code, "number": row.number},
    )


def typeset_written(written_id: UUID) -> None:
    """Set and store a document that is not there yet. Raises TypesettingFailed; it is then tried again."""
    notice = WrittenNotice.objects.filter(pk=written_id, file=None).select_related("application").first()
    if notice is None:
        return
    pictures = {CODE_PICTURE: qr_svg(address_of(notice))}
    with tempfile.TemporaryDirectory(prefix="tongban-written-") as place:
        document = typeset(_TEMPLATE, print_data(notice), pictures=pictures, moment=notice.made_at, folder=Path(place))
        made = put_generated(document.path, file_id=notice.id, file_format="pdf", pages=document.pages)
    _link(made, name=clean_name(f"{notice.title} {notice.number}.pdf"))


@transaction.atomic
def _link(made: GeneratedObject, *, name: str) -> None:
    """Once, also when two workers set the same notice."""
    notice = WrittenNotice.objects.select_for_update(of=("self",), no_key=True).get(pk=made.file_id)
    if notice.file_id is not None:
        return
    notice.file = register_generated(made, name=name, purpose=PURPOSE)
    notice.save(update_fields=["file"])
