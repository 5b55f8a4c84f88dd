"""Steps that wait for another system, as that system may ask for them."""

from __future__ import annotations

from dataclasses import dataclass

from applications.domain.cursors import Cursor, parse_cursor
from applications.models import Application
from procedures.domain.chain_model import APPROVED, Step, StepKind
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


def external_step(number: str, key: str) -> ExternalStep:
    """The last visit of a step. Raises NotAuthorised for what is unknown, and for steps that people do."""
    application = Application.objects.filter(number=number).select_related("procedure", "procedure_version").first()
    step = compiled(application.procedure_version).chain.step(key) if application else None
    if application is None or step is None or step.kind is not StepKind.EXTERNAL:
        raise NotAuthorised("external_step_unknown")
    visits = StepTask.objects.filter(application=application, step_key=key)
    return ExternalStep(application, step, visits.order_by("-visit").first())


def waiting_steps(after: str = "") -> tuple[list[StepTask], str]:
    """Open tasks that wait for another system, the longest waiting first, and the next page's cursor. One query."""
    rows = StepTask.objects.filter(state=TaskState.OPEN, kind=StepKind.EXTERNAL.value)
    cursor = parse_cursor(after)
    if cursor is not None:
        later = rows.filter(opened_at__gt=cursor.at)
        rows = later | rows.filter(opened_at=cursor.at, id__gt=cursor.id)
    found = list(rows.select_related("application__procedure").order_by("opened_at", "id")[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    return found, Cursor(found[-1].opened_at, found[-1].id).encode() if more else ""
