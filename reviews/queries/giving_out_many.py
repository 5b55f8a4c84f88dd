"""Work that somebody gives out in one go: one's own, and nobody else's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from accounts.access import Actor
from reviews.models import StepAct
from tenants.domain.errors import NotAuthorised, ParamValue
from tenants.records.models import Job, JobState

KIND = "reviews.giving_out"
LIFE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class GivenOut:
    """One task: who has it now, or why it stays where it was; neither while its turn has not come."""

    task_id: UUID
    label: str
    to: str
    code: str
    params: dict[str, ParamValue]

    @property
    def is_over(self) -> bool:
        return bool(self.to or self.code)


@dataclass(frozen=True, slots=True)
class Giving:
    job: Job
    items: list[GivenOut]

    @property
    def is_over(self) -> bool:
        return self.job.state == JobState.DONE

    @property
    def kept_until(self) -> datetime:
        return self.job.created_at + LIFE


def reach_giving(actor: Actor, giving_id: UUID) -> Giving:
    """One's own, with how each task ended so far, in the order of the list. Two queries. Raises NotAuthorised."""
    job = Job.objects.filter(pk=giving_id, kind=KIND, actor_id=actor.user_id).first()
    if job is None:
        raise NotAuthorised("giving_out_unknown")
    ended = {UUID(each["task"]): each for each in job.payload["ended"]}
    acts = [each["act"] for each in ended.values() if each["act"]]
    names = {str(act): name for act, name in StepAct.objects.filter(pk__in=acts).values_list("id", "opinion")}
    nothing = {"act": "", "code": "", "params": {}}
    items = []
    for item in job.payload["items"]:
        found = ended.get(UUID(item["task"]), nothing)
        items.append(
            GivenOut(
                UUID(item["task"]), item["label"], names.get(found["act"], ""), found["code"], dict(found["params"])
            )
        )
    return Giving(job, items)


def lock_giving(giving_id: UUID) -> Job | None:
    """The job, locked to the end of the transaction; None when it is gone."""
    return Job.objects.select_for_update(of=("self",), no_key=True).filter(pk=giving_id, kind=KIND).first()
