"""Row locks of the office side. Take the application's lock (`applications.queries.locks`) before any of these."""

from __future__ import annotations

from uuid import UUID

from procedures.models import Procedure
from reviews.models import Batch, Certificate, Decision, DecisionState, PublicNotice, StepTask, SupervisionNote
from tenants.domain.errors import NotAuthorised


def application_id_of(task_id: UUID) -> UUID:
    """Which application a task belongs to, read without a lock: a task never moves. Raises NotAuthorised."""
    application_id = StepTask.objects.filter(pk=task_id).values_list("application_id", flat=True).first()
    if application_id is None:
        raise NotAuthorised("task_unknown")
    return application_id


def lock_task(task_id: UUID) -> StepTask:
    """The task, locked until the transaction ends; its application is locked already."""
    return StepTask.objects.select_for_update(of=("self",), no_key=True).get(pk=task_id)


def lock_effective_decision(application_id: UUID) -> Decision | None:
    """The decision in force, with the act and task it was made on."""
    return (
        Decision.objects.select_for_update(of=("self",), no_key=True)
        .select_related("act__task")
        .filter(application=application_id, state=DecisionState.EFFECTIVE)
        .first()
    )


def application_id_of_notice(notice_id: UUID) -> UUID:
    """Which application a notice is about: that never changes. Raises NotAuthorised."""
    application_id = PublicNotice.objects.filter(pk=notice_id).values_list("application_id", flat=True).first()
    if application_id is None:
        raise NotAuthorised("notice_unknown")
    return application_id


def lock_notice(notice_id: UUID) -> PublicNotice:
    """The notice, locked until the transaction ends; its application is locked already."""
    return PublicNotice.objects.select_for_update(of=("self",), no_key=True).get(pk=notice_id)


def application_id_of_certificate(certificate_id: UUID) -> UUID:
    """Which application a certificate is of: that never changes. Raises NotAuthorised."""
    application_id = Certificate.objects.filter(pk=certificate_id).values_list("application_id", flat=True).first()
    if application_id is None:
        raise NotAuthorised("certificate_unknown")
    return application_id


def lock_certificate(certificate_id: UUID) -> Certificate:
    """The certificate, locked until the transaction ends; its application is locked already."""
    return Certificate.objects.select_for_update(of=("self",), no_key=True).get(pk=certificate_id)


def lock_supervision_note(note_id: UUID) -> SupervisionNote:
    """A note with its application, locked until the transaction ends; who answered it is read afterwards.

    Raises NotAuthorised.
    """
    note = (
        SupervisionNote.objects.select_for_update(of=("self",), no_key=True)
        .select_related("application", "author")
        .filter(pk=note_id)
        .first()
    )
    if note is None:
        raise NotAuthorised("supervision_note_unknown")
    return note


def lock_giving_out(procedure_id: UUID) -> None:
    """Work of one procedure is given out by one at a time: whoever comes second counts what the first one gave."""
    Procedure.objects.select_for_update(of=("self",), no_key=True).only("id").get(pk=procedure_id)


def lock_batch(batch_id: UUID) -> Batch:
    """The batch, locked until the transaction ends; before any application. Raises NotAuthorised."""
    batch = Batch.objects.select_for_update(of=("self",), no_key=True).filter(pk=batch_id).first()
    if batch is None:
        raise NotAuthorised("batch_unknown")
    return batch
