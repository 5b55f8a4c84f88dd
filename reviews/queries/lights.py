"""How limits stand, counted for supervision: by department, procedure, step or person. Whoever asks says of what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from django.db.models import Count, F, Q, QuerySet

from procedures.domain.lights import Light
from reviews.models import Clock, ClockKind, ClockState


class LightsBy(StrEnum):
    DEPARTMENT = "department"
    PROCEDURE = "procedure"
    STEP = "step"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class LightCount:
    """One line: `key` and `label` of what was counted by. A person is a principal, whose name the caller looks up."""

    key: str
    label: str
    green: int
    yellow: int
    red: int
    provisional: int


_GROUPS: Final[dict[LightsBy, tuple[str, str]]] = {
    LightsBy.DEPARTMENT: ("application__procedure__department_id", "application__procedure__department__name"),
    LightsBy.PROCEDURE: ("application__procedure_id", "application__procedure__name"),
    LightsBy.STEP: ("application__current_step", "application__current_step_label"),
    LightsBy.PERSON: ("task__candidates__principal", "task__candidates__principal"),
}


def shows(light: Light, today: date) -> Q:
    """Clocks that show a light today."""
    match light:
        case Light.RED:
            return Q(due_on__lt=today)
        case Light.YELLOW:
            return Q(due_on__gte=today, warn_on__lte=today)
        case Light.GREEN:
            return Q(due_on__gte=today, warn_on__gt=today)


def running_clocks(*, kind: ClockKind = ClockKind.PROMISED) -> QuerySet[Clock]:
    """Running clocks of one kind, the most urgent first, with their applications and tasks."""
    rows = Clock.objects.filter(state=ClockState.RUNNING, kind=kind)
    return rows.select_related("application__procedure__department", "task").order_by("due_on", "id")


def light_counts(clocks: QuerySet[Clock], *, by: LightsBy, today: date) -> list[LightCount]:
    """Lights of some clocks (`running_clocks`, narrowed to what somebody may see), counted. One query.

    By person only clocks of steps can be counted: they have a task, and it has candidates.
    """
    key, label = _GROUPS[by]
    rows = clocks.filter(task__candidates__open=True) if by is LightsBy.PERSON else clocks
    counted = (
        rows.order_by()
        .values(key=F(key), label=F(label))
        .annotate(
            green=Count("id", filter=shows(Light.GREEN, today), distinct=True),
            yellow=Count("id", filter=shows(Light.YELLOW, today), distinct=True),
            red=Count("id", filter=shows(Light.RED, today), distinct=True),
            provisional=Count("id", filter=Q(is_provisional=True), distinct=True),
        )
        .order_by("label", "key")
    )
    return [
        LightCount(
            str(row["key"] or ""),
            str(row["label"] or ""),
            row["green"],
            row["yellow"],
            row["red"],
            row["provisional"],
        )
        for row in counted
    ]
