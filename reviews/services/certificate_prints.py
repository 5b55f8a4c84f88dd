"""Certificates on paper: asked for by a person, set by a worker as one document, thrown away after a day."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction

from accounts.access import Actor, authorize
from documents.services.generated import GeneratedObject, put_generated, register_generated
from documents.services.qr import qr_svg
from documents.services.removal import discard_file, remove_objects
from documents.services.typesetting import typeset
from reviews.domain.actions import CertificateAction
from reviews.models import Certificate, CertificatePrint
from reviews.policies import certificate_verdict
from reviews.queries.certificate_data import address_of, picture_of, print_data
from reviews.queries.certificates import certificates_in, reach_print, situation_for_certificate
from reviews.services.chain_news import subject_of
from tenants.clock import now
from tenants.domain.errors import NotAuthorised
from tenants.records.services.ledger import write_ledger
from tenants.records.services.outbox import enqueue

TYPESET = "reviews.typeset_certificates"
FORGET = "reviews.forget_certificate_print"
PURPOSE = "certificates"
PRINT_LIFE = timedelta(days=1)
_TEMPLATE = Path(__file__).resolve().parents[1] / "printing" / "certificate.typ"


@transaction.atomic
def print_certificate(actor: Actor, *, certificate_id: UUID) -> CertificatePrint:
    """One certificate on paper, for the office and for whom it was issued. Raises NotAuthorised, IllegalTransition."""
    return new_print(actor, certificates_in([certificate_id]))


@transaction.atomic
def new_print(actor: Actor, certificates: Sequence[Certificate]) -> CertificatePrint:
    """A document of these certificates, each recorded. Raises NotAuthorised, IllegalTransition."""
    if not certificates:
        raise NotAuthorised("certificate_unknown")
    authorise_print(actor, certificates)
    made = CertificatePrint.objects.create(
        certificate_ids=[each.id for each in certificates], requested_by=actor.user_id, requested_at=now()
    )
    payload: dict[str, object] = {"print": str(made.id)}
    enqueue(TYPESET, payload, dedupe_key=str(made.id))
    enqueue(FORGET, payload, dedupe_key=str(made.id), not_before=made.requested_at + PRINT_LIFE)
    for each in certificates:
        write_ledger(
            "reviews.print_certificate",
            actor_id=actor.user_id,
            subject=subject_of(each.application),
            data={"certificate": each.code, "together": len(certificates)},
        )
    return made


def open_print(actor: Actor, print_id: UUID) -> CertificatePrint:
    """One's own print, as long as every certificate in it may be printed. Raises NotAuthorised, IllegalTransition."""
    found = reach_print(actor, print_id)
    authorise_print(actor, certificates_in(found.certificate_ids))
    return found


def authorise_print(actor: Actor, certificates: Sequence[Certificate]) -> None:
    """Raises NotAuthorised, IllegalTransition `certificate_not_valid`."""
    for each in certificates:
        authorize(
            certificate_verdict(CertificateAction.PRINT, situation_for_certificate(actor, each.application, each))
        )


def typeset_certificates(print_id: UUID) -> None:
    """Set and store a print that has no document yet. Raises TypesettingFailed; it is then tried again."""
    found = CertificatePrint.objects.filter(pk=print_id, file=None).first()
    if found is None:
        return
    certificates = certificates_in(found.certificate_ids)
    pictures = {picture_of(each): qr_svg(address_of(each)) for each in certificates}
    with tempfile.TemporaryDirectory(prefix="tongban-certificates-") as place:
        document = typeset(
            _TEMPLATE, print_data(certificates), pictures=pictures, moment=found.requested_at, folder=Path(place)
        )
        made = put_generated(document.path, file_id=found.id, file_format="pdf", pages=document.pages)
    if not _link(made):
        remove_objects([made.key])


@transaction.atomic
def _link(made: GeneratedObject) -> bool:
    """False when the print is gone meanwhile."""
    found = CertificatePrint.objects.select_for_update(of=("self",), no_key=True).filter(pk=made.file_id).first()
    if found is None:
        return False
    if found.file_id is None:
        found.file = register_generated(made, name="登记证书.pdf", purpose=PURPOSE)
        found.save(update_fields=["file"])
    return True


@transaction.atomic
def forget_print(print_id: UUID) -> None:
    """A day later: nothing of it stays in the store."""
    CertificatePrint.objects.filter(pk=print_id).delete()
    discard_file(print_id, actor_id=None)
