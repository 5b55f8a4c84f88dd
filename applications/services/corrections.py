"""The applicant works through what a return asked for."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.access import Actor
from applications.domain.corrections import checked_answer
from applications.models import Application, CorrectionItem
from applications.queries.corrections import corrections_of, lock_correction
from applications.queries.dossiers import remarks_of_round
from applications.queries.locks import lock_draft
from tenants.clock import now
from tenants.domain.errors import NotAuthorised


def list_corrections(application: Application) -> None:
    """A row for each remark of the present round's return; inside a transaction that holds the application.

    A return that was taken back and made anew leaves the rows that it asks for, too, as they were answered.
    """
    asked = remarks_of_round(application).at_places
    present = {item.path: item for item in corrections_of(application)}
    kept = {path for path, text in asked.items() if path in present and present[path].text == text}
    gone = [item.id for path, item in present.items() if path not in kept]
    if gone:
        CorrectionItem.objects.filter(id__in=gone).delete()
    CorrectionItem.objects.bulk_create(
        CorrectionItem(application=application, round=application.round, ordinal=ordinal, path=path, text=text)
        for ordinal, (path, text) in enumerate(asked.items())
        if path not in kept
    )


@transaction.atomic
def answer_correction(draft_id: UUID, *, item_id: UUID, done: bool, answer: str, actor: Actor) -> CorrectionItem:
    """Say of one item that it is done, and how; typed again it is overwritten, until the application is submitted.

    Raises NotAuthorised, ValidationFailed at `answer`.
    """
    draft = lock_draft(draft_id, owner_id=actor.user_id)
    if draft.application is None:
        raise NotAuthorised("correction_unknown")
    item = lock_correction(item_id, application_id=draft.application.id, round=draft.application.round)
    words = checked_answer(answer)
    item.done, item.answer, item.answered_at = done, words, now()
    item.save(update_fields=["done", "answer", "answered_at"])
    return item
