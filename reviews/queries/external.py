"""Steps that wait for another system, as that system may ask for them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from applications.domain.cursors import Cursor, parse_cursor
from applications.models import Application
from procedures.domain.chain_model import APPROVED, Step, StepKind
from procedures.models import ProcedureVersion
from procedures.queries.packages import compiled
from reviews.models import StepTask, TaskState
from tenants.domain.errors import NotAuthorised

PAGE = 100


@dataclass(frozen=True, slots=True)
class ExternalStep:
    """How far a step is. The other system learns where it stands, and nothing of what was filed."""

    application: Application
    step: Step
    task: StepTask | None

    @property
    def state(self) -> str:
        """`ahead`, `waiting`, `passed`, `refused`; `cancelled` where nobody waits for the answer any more."""
        task = self.task
        if task is None:
            return "ahead"
        if task.state == TaskState.OPEN:
            return "waiting"
        if task.voided or task.state == TaskState.VOID:
            return "cancelled"
        return "passed" if task.outcome == APPROVED else "refused"

    def as_json(self) -> dict[str, object]:
        task = self.task
        return {
            "application": self.application.number,
            "procedure": self.application.procedure.code,
            "step": self.step.key,
            "state": self.state,
            "visit": task.visit if task else 0,
            "waiting_since": task.opened_at.isoformat() if task else "",
            "status": self.application.status,
        }


def external_step(number: str, key: str, *, systems: frozenset[str]) -> ExternalStep:
    """The last visit of a step that one of these systems answers.

    Raises NotAuthorised for what is unknown, for steps that people do, and for those of other systems, all alike.
    """
    application = Application.objects.filter(number=number).select_related("procedure", "procedure_version").first()
    step = compiled(application.procedure_version).chain.step(key) if application else None
    if application is None or step is None or not _is_of(step, systems):
        raise NotAuthorised("external_step_unknown")
    visits = StepTask.objects.filter(application=application, step_key=key)
    return ExternalStep(application, step, visits.order_by("-visit").first())


def waiting_steps(after: str = "", *, systems: frozenset[str]) -> tuple[list[StepTask], str]:
    """Open tasks that wait for one of these systems, the longest waiting first, and the next page's cursor.

    Three queries: which steps of which versions wait, those versions, the page.
    """
    waiting = StepTask.objects.filter(state=TaskState.OPEN, kind=StepKind.EXTERNAL.value)
    own = _steps_of(waiting, systems)
    if not own:
        return [], ""
    rows = waiting.filter(own)
    cursor = parse_cursor(after)
    if cursor is not None:
        later = rows.filter(opened_at__gt=cursor.at)
        rows = later | rows.filter(opened_at=cursor.at, id__gt=cursor.id)
    found = list(rows.select_related("application__procedure").order_by("opened_at", "id")[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    return found, Cursor(found[-1].opened_at, found[-1].id).encode() if more else ""


def _is_of(step: Step, systems: frozenset[str]) -> bool:
    return step.kind is StepKind.EXTERNAL and step.system in systems


def _steps_of(waiting: QuerySet[StepTask], systems: frozenset[str]) -> Q:
    """Those that these systems answer: which system does is said by the version that an application pinned."""
    pairs = set(waiting.order_by().values_list("application__procedure_version", "step_key").distinct())
    versions = ProcedureVersion.objects.in_bulk({version for version, _ in pairs})
    chosen = Q()
    for version, key in sorted(pairs):
        step = compiled(versions[version]).chain.step(key)
        if step is not None and _is_of(step, systems):
            chosen |= Q(application__procedure_version=version, step_key=key)
    return chosen
