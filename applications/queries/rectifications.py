"""更正 of an application: what was asked, and what became of it."""

from __future__ import annotations

from uuid import UUID

from applications.domain.rectifying import RectificationState
from applications.models import Application, Rectification, Submission
from applications.queries.stored_answers import recorded_answers
from procedures.domain.form_schema import FormSchema
from procedures.domain.values import Json
from procedures.queries.packages import compiled
from tenants.domain.errors import NotAuthorised

_PEOPLE = ("asked_by", "decided_by", "evidence", "notice", "made")


def rectifications_of(application: Application) -> list[Rectification]:
    """Every one of an application, the latest first, with people and files. One query; the caller checked access."""
    rows = Rectification.objects.filter(application=application).select_related(*_PEOPLE)
    return list(rows.order_by("-asked_at", "-id"))


def found_rectification(rectification_id: UUID) -> Rectification:
    """One with its people and files, before anybody asked who may see it. Raises NotAuthorised."""
    row = Rectification.objects.filter(pk=rectification_id).select_related(*_PEOPLE).first()
    if row is None:
        raise NotAuthorised("rectification_unknown")
    return row


def lock_rectification(rectification_id: UUID) -> Rectification:
    """One, locked until the transaction ends; its application is locked already."""
    rows = Rectification.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("asked_by").get(pk=rectification_id)


def is_asked(application: Application, place: str) -> bool:
    """Whether somebody asked already to put this place right, and nobody answered."""
    return Rectification.objects.filter(application=application, place=place, state=RectificationState.ASKED).exists()


def record_of(application: Application) -> tuple[Submission, FormSchema, dict[str, Json]]:
    """The present round, its form, and the answers as they are recorded now. One query."""
    submission = application.submissions.order_by("-round")[0]
    form = compiled(application.procedure_version).form(application.variant)
    return submission, form, recorded_answers(submission)
