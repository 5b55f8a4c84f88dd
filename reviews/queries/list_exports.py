"""Long lists that somebody asked for: one's own, and nobody else's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from accounts.access import Actor
from documents.models import StoredFile
from tenants.domain.errors import NotAuthorised
from tenants.records.models import Job, JobState

KIND = "reviews.list_export"
LIFE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ListExport:
    """A long list on its way, or its file."""

    job: Job
    file: StoredFile | None

    @property
    def rows(self) -> int:
        """How many are written so far."""
        return int(self.job.payload["rows"])

    @property
    def is_refused(self) -> bool:
        return self.job.state == JobState.FAILED

    @property
    def kept_until(self) -> datetime:
        return self.job.created_at + LIFE


def reach_export(actor: Actor, export_id: UUID) -> ListExport:
    """One's own export with its file, which bears its id. Two queries. Raises NotAuthorised."""
    job = Job.objects.filter(pk=export_id, kind=KIND, actor_id=actor.user_id).first()
    if job is None:
        raise NotAuthorised("export_unknown")
    return ListExport(job, StoredFile.objects.filter(pk=job.pk).first() if job.state == JobState.DONE else None)


def unfinished_exports(actor: Actor) -> QuerySet[Job]:
    return Job.objects.filter(kind=KIND, actor_id=actor.user_id).exclude(state__in=[JobState.DONE, JobState.FAILED])


def lock_export(export_id: UUID) -> Job | None:
    """The job, locked to the end of the transaction; None when it is gone."""
    return Job.objects.select_for_update(of=("self",), no_key=True).filter(pk=export_id, kind=KIND).first()
