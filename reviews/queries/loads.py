"""How much everybody has in hand, for work that is given out evenly."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count

from reviews.models import TaskCandidate, TaskState


def open_seats(procedure_id: UUID, people: Iterable[str]) -> dict[str, int]:
    """Open tasks of the procedure that wait for each person in person. One query.

    Count under `lock_giving_out`: otherwise two give to the same person.
    """
    seats = TaskCandidate.objects.filter(
        principal__in=sorted(set(people)),
        open=True,
        task__state=TaskState.OPEN,
        task__application__procedure=procedure_id,
    )
    return dict(seats.order_by().values("principal").annotate(n=Count("pk")).values_list("principal", "n"))
