"""The workbench's way to applications, tasks and files, by `ApplicationAccess`; unknown and forbidden answer alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from accounts.access import Actor
from accounts.domain.substitution import StandIn
from applications.models import AccessLevel, Application, ApplicationAccess, CounterEntry, SubmissionMaterial
from reviews.models import BatchItem, Decision, DecisionState, StepTask, TaskCandidate, TaskState
from reviews.queries.batches import reachable_batches
from reviews.queries.grants import HANDLE, by_name, by_role, handles_procedure
from reviews.queries.standing import absent_behind, addressed, handles_for_absent, with_absent
from tenants.domain.errors import NotAuthorised
from tenants.packed_rows import Packed

#: The applicant's own level has pages of its own: it does not open the office's view.
OFFICE_LEVELS = (AccessLevel.HANDLE, AccessLevel.CONSULT, AccessLevel.ORGANISATION)
#: Levels that may ask to see a personal value.
REVEALING_LEVELS = frozenset({AccessLevel.HANDLE.value, AccessLevel.ORGANISATION.value})
_ENTRY = {"entered_by": ("id", "name"), "evidence": ("id", "name"), "submission": ("id", "round", "submitted_by")}


@dataclass(frozen=True, slots=True)
class Reached:
    """An application as one person may see it in the workbench."""

    application: Application
    levels: frozenset[str]
    #: Of an application that was entered at a counter: who entered which round for whom, the first one first.
    entries: Sequence[CounterEntry] = ()

    @property
    def may_reveal(self) -> bool:
        return bool(self.levels & REVEALING_LEVELS)


@dataclass(frozen=True, slots=True)
class OfficeTask:
    """A task, and how one person stands to it."""

    task: StepTask
    is_mine: bool
    holds_decision: bool
    handles_procedure: bool
    #: For whom the person would act: the task is addressed to somebody who is away.
    absent: StandIn | None = None
    #: `id` and `title` of the batch that it is or was in, of those that the person runs.
    batch: Mapping[str, str] | None = None


def reach_application(actor: Actor, application_id: UUID) -> Reached:
    """The application with what its page needs. One query. Raises NotAuthorised."""
    return _reach(actor, Q(application=application_id))


def reach_task(actor: Actor, task_id: UUID) -> Reached:
    """The same, by one of the application's tasks. One query. Raises NotAuthorised."""
    return _reach(actor, Q(application__tasks=task_id))


def reach_for_office(actor: Actor, application_id: UUID) -> Reached:
    """The application for those of the office who handle its procedure: they see what the office keeps for itself.

    Two or three queries. Raises NotAuthorised for everybody else, examiners of the applicant's own unit included.
    """
    reached = reach_application(actor, application_id)
    procedure_id = reached.application.procedure_id
    if not handles_procedure(actor, procedure_id) and not handles_for_absent(actor, procedure_id):
        raise NotAuthorised("application_unknown")
    return reached


def reach_file(actor: Actor, material_id: UUID) -> SubmissionMaterial:
    """A filed file of an application that opens in the workbench. Two queries. Raises NotAuthorised."""
    material = (
        SubmissionMaterial.objects.filter(pk=material_id, file__isnull=False)
        .select_related("file", "submission")
        .first()
    )
    if material is None:
        raise NotAuthorised("application_unknown")
    reach_application(actor, material.submission.application_id)
    return material


def _reach(actor: Actor, which: Q) -> Reached:
    entered = CounterEntry.objects.filter(submission__application=OuterRef("application"))
    entries = Packed(entered.order_by("submission__round"), related=_ENTRY)
    rows = list(
        ApplicationAccess.objects.filter(
            which,
            addressed(actor, principal="grantee", procedure="application__procedure"),
            level__in=[level.value for level in OFFICE_LEVELS],
        )
        .annotate(entries=entries.expression())
        .select_related(
            "application__procedure_version",
            "application__procedure__department",
            "application__leader",
            "application__organisation",
            "application__plan_project",
        )
    )
    if not rows:
        raise NotAuthorised("application_unknown")
    return Reached(
        rows[0].application, frozenset(row.level for row in rows), entries.unpack(getattr(rows[0], "entries", ()))
    )


def name_now(application: Application) -> str:
    """What the unit is called today, where that differs from its name at submission; empty otherwise. No query."""
    unit = application.organisation
    return unit.name if unit is not None and unit.name != application.organisation_name else ""


def tasks_of(application: Application, actor: Actor) -> list[OfficeTask]:
    """Every visit at every step, oldest first, with the actor's standing. One query."""
    mine = TaskCandidate.objects.filter(task=OuterRef("pk"), principal__in=actor.principals)
    decided = Decision.objects.filter(act__task=OuterRef("pk"), state=DecisionState.EFFECTIVE)
    in_batch = BatchItem.objects.filter(task=OuterRef("pk"), batch__in=reachable_batches(actor)).order_by("-id")
    rows = (
        StepTask.objects.filter(application=application)
        .annotate(
            is_mine=Exists(mine),
            holds_decision=Exists(decided),
            handles=Exists(by_role(actor, HANDLE, OuterRef("application__procedure")))
            | Exists(by_name(actor, HANDLE, OuterRef("application__procedure"))),
            batch=Subquery(in_batch.values(found=JSONObject(id="batch_id", title="batch__title"))[:1]),
        )
        .order_by("opened_at", "id")
    )
    found = list(with_absent(actor, rows))
    for row in found:
        row.application = application
    behind = absent_behind(actor, found)
    return [_office_task(row, lent=behind.get(row.id)) for row in found]


def _office_task(row: StepTask, *, lent: StandIn | None) -> OfficeTask:
    """`row` carries the annotations of `tasks_of`."""
    own = {name: bool(getattr(row, name)) for name in ("is_mine", "holds_decision", "handles")}
    is_lent = lent is not None
    is_mine, handles = own["is_mine"] or is_lent, own["handles"] or is_lent
    return OfficeTask(row, is_mine, own["holds_decision"], handles, lent, getattr(row, "batch", None))


def task_in_focus(tasks: list[OfficeTask], wanted: UUID | None) -> OfficeTask | None:
    """What the decision panel is about: the open task, mine before others'; else the decision in force; else the last.

    A link to a task that is done leads to what is to be done now, not to a dead page.
    """
    asked = next((each for each in tasks if each.task.id == wanted and each.task.state == TaskState.OPEN), None)
    opened = [each for each in tasks if each.task.state == TaskState.OPEN]
    choices = [asked, *(each for each in opened if each.is_mine), *opened, *(t for t in tasks if t.holds_decision)]
    return next((each for each in choices if each is not None), tasks[-1] if tasks else None)
