"""Many rows quickly: copies of what the services made once."""

from __future__ import annotations

from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from django.db import models

from applications.models import Agreement, Application, ApplicationAccess, Draft, DraftMaterial
from reviews.models import StepTask, TaskCandidate
from tenants.domain.ids import new_id

BATCH = 1000
Row = TypeVar("Row", bound=models.Model)


def copy_drafts(draft: Draft, number: int) -> list[UUID]:
    """`number` drafts equal to one that is ready to be submitted, referring to the same files."""
    draft.refresh_from_db()
    copies = [_copy(draft) for _ in range(number)]
    Draft.objects.bulk_create(copies, batch_size=BATCH)
    for model in (DraftMaterial, Agreement):
        originals = list(model.objects.filter(draft=draft))
        rows = [_copy(row, draft=copy) for copy in copies for row in originals]
        model.objects.bulk_create(rows, batch_size=BATCH)
    return [copy.pk for copy in copies]


def copy_application(application: Application, number: int) -> None:
    """`number` applications at the same step as this one: with tasks, candidates and access, as the lists read them."""
    application.refresh_from_db()
    tasks = list(StepTask.objects.filter(application=application))
    access = list(ApplicationAccess.objects.filter(application=application))
    candidates = list(TaskCandidate.objects.filter(task__application=application))
    rows: dict[type[models.Model], list[models.Model]] = {
        Application: [],
        StepTask: [],
        TaskCandidate: [],
        ApplicationAccess: [],
    }
    for ordinal in range(1, number + 1):
        later = timedelta(seconds=ordinal)
        copy = _copy(
            application, number=f"{application.number}-{ordinal}", submitted_at=application.submitted_at + later
        )
        rows[Application].append(copy)
        rows[ApplicationAccess] += [_copy(row, application=copy, sort_at=row.sort_at + later) for row in access]
        copied = {task.pk: _copy(task, application=copy, opened_at=task.opened_at + later) for task in tasks}
        rows[StepTask] += copied.values()
        rows[TaskCandidate] += [
            _copy(row, task=copied[row.task_id], opened_at=row.opened_at + later) for row in candidates
        ]
    for model, made in rows.items():
        model._base_manager.bulk_create(made, batch_size=BATCH)


def _copy(row: Row, **changes: object) -> Row:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    copy = type(row)(**values)
    copy.pk = new_id()
    for name, value in changes.items():
        setattr(copy, name, value)
    return copy
