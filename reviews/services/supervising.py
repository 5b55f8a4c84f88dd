"""督办意见: a note that asks whoever has the application for an answer by a day, and the answer."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from accounts.access import Actor
from applications.models import Application
from applications.queries.locks import lock_application
from notifications.services.notify import notify
from reviews.domain.supervising import answer_problems, note_problems
from reviews.models import SupervisionNote
from reviews.queries.access import reach_application
from reviews.queries.locks import lock_supervision_note
from reviews.queries.reminding import open_tasks, people_of
from reviews.queries.supervision import is_asked, supervises
from reviews.services.acts import MOMENT
from reviews.services.chain_news import subject_of
from tenants.clock import now, today
from tenants.domain.clock import CHINA
from tenants.domain.errors import IllegalTransition, NotAuthorised, ValidationFailed
from tenants.records.services.idempotency import run_once
from tenants.records.services.ledger import write_ledger

ASKED, ANSWERED = "supervision_asked", "supervision_answered"


@transaction.atomic
def ask_for_answer(
    actor: Actor, *, application_id: UUID, text: str, answer_by: date | None, idempotency_key: str
) -> UUID:
    """Ask the office people who have the application now; the note's id. The same key again asks nothing.

    Raises NotAuthorised for whoever does not supervise it, IllegalTransition `nobody_to_ask`, ValidationFailed at
    `text` or `answer_by`.
    """
    application = lock_application(application_id)
    reach_application(actor, application_id)
    if not supervises(actor):
        raise NotAuthorised("application_unknown")
    words = text.strip()
    problems = note_problems(words, answer_by, today())
    if problems or answer_by is None:
        raise ValidationFailed(problems)

    def action() -> dict[str, object]:
        return {"note": str(_ask(actor, application, words, answer_by))}

    fingerprint = "\0".join((str(application_id), words, answer_by.isoformat()))
    stored = run_once(
        idempotency_key, actor_id=actor.user_id, command="reviews.supervise", fingerprint=fingerprint, action=action
    )
    return UUID(str(stored["note"]))


def _ask(actor: Actor, application: Application, text: str, answer_by: date) -> UUID:
    tasks = open_tasks(application)
    addressees = sorted(
        {
            each.principal
            for task in tasks
            for each in task.candidates.all()
            if each.open and each.principal[:2] in _OFFICE
        }
    )
    if not addressees:
        raise IllegalTransition("nobody_to_ask")
    note = SupervisionNote.objects.create(
        application=application,
        step_label=tasks[0].step_label,
        addressees=addressees,
        text=text,
        answer_by=answer_by,
        author_id=actor.user_id,
        asked_at=now(),
    )
    write_ledger(
        "reviews.supervise",
        actor_id=actor.user_id,
        subject=subject_of(application),
        data={"note": str(note.id), "answer_by": answer_by.isoformat()},
    )
    notify(
        ASKED,
        recipients=people_of(application, addressees) - {actor.user_id},
        subject=subject_of(application),
        url_path=f"{reverse('workbench:application', args=[application.id])}#supervision",
        params={"name": application.title, "day": answer_by.isoformat()},
    )
    return note.id


_OFFICE = ("r:", "u:")


@transaction.atomic
def answer_note(actor: Actor, *, note_id: UUID, answer: str) -> SupervisionNote:
    """Answer once; whoever asked is told.

    Raises NotAuthorised for whoever is not asked, IllegalTransition `supervision_answered_already`, ValidationFailed.
    """
    note = lock_supervision_note(note_id)
    if not is_asked(actor, note):
        raise NotAuthorised("supervision_note_unknown")
    if note.answered_at is not None and note.answered_by is not None:
        at = note.answered_at.astimezone(CHINA).strftime(MOMENT)
        raise IllegalTransition("supervision_answered_already", by=note.answered_by.display_name, at=at)
    words = answer.strip()
    if problems := answer_problems(words):
        raise ValidationFailed(problems)
    note.answer, note.answered_by_id, note.answered_at = words, actor.user_id, now()
    note.save(update_fields=["answer", "answered_by", "answered_at"])
    application = note.application
    write_ledger(
        "reviews.answer_supervision",
        actor_id=actor.user_id,
        subject=subject_of(application),
        data={"note": str(note.id)},
    )
    notify(
        ANSWERED,
        recipients={note.author_id} - {actor.user_id},
        subject=subject_of(application),
        url_path=f"{reverse('workbench:application', args=[application.id])}#supervision",
        params={"name": application.title},
    )
    return note
