"""Writing down what belongs to the file and is nobody's but the office's."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.access import Actor
from reviews.models import InternalNote, NoteKind
from reviews.queries.access import reach_for_office
from reviews.services.chain_news import subject_of
from tenants.clock import now
from tenants.domain.errors import Problem, ValidationFailed
from tenants.records.services.idempotency import run_once
from tenants.records.services.ledger import write_ledger

TEXT_LENGTH, CALLED_LENGTH = 2000, 60


@transaction.atomic
def add_note(actor: Actor, *, application_id: UUID, kind: str, text: str, called: str, idempotency_key: str) -> UUID:
    """Add a note or the record of a phone call; its id. The same key again adds nothing.

    Raises NotAuthorised for everybody who does not handle the application, ValidationFailed at `text`, `called`,
    `kind`.
    """
    application = reach_for_office(actor, application_id).application
    words, whom = text.strip(), called.strip()
    problems = _problems(kind, words, whom)
    if problems:
        raise ValidationFailed(problems)

    def action() -> dict[str, object]:
        note = InternalNote.objects.create(
            application=application,
            kind=kind,
            text=words,
            called=whom if kind == NoteKind.PHONE_CALL else "",
            author_id=actor.user_id,
            at=now(),
        )
        write_ledger(
            "reviews.add_note",
            actor_id=actor.user_id,
            subject=subject_of(application),
            data={"note": str(note.id), "kind": kind},
        )
        return {"note": str(note.id)}

    fingerprint = "\0".join((str(application_id), kind, words, whom))
    stored = run_once(
        idempotency_key, actor_id=actor.user_id, command="reviews.add_note", fingerprint=fingerprint, action=action
    )
    return UUID(str(stored["note"]))


def _problems(kind: str, text: str, called: str) -> list[Problem]:
    problems = []
    if kind not in NoteKind.values:
        problems.append(Problem("kind", "note_kind_unknown"))
    if not text:
        problems.append(Problem("text", "note_missing"))
    elif len(text) > TEXT_LENGTH:
        problems.append(Problem("text", "note_too_long", {"most": TEXT_LENGTH}))
    if kind == NoteKind.PHONE_CALL and not called:
        problems.append(Problem("called", "note_called_missing"))
    elif len(called) > CALLED_LENGTH:
        problems.append(Problem("called", "note_too_long", {"most": CALLED_LENGTH}))
    return problems
