"""更正 in the office: who stands how to a slip."""

from __future__ import annotations

from uuid import UUID

from accounts.access import Actor
from accounts.queries.people import users_of_principal
from applications.domain.rectifying import RectificationState
from applications.domain.states import Status
from applications.domain.written import WrittenState
from applications.models import Application, ApplicationAccess, Rectification, WrittenNotice
from applications.queries.rectifications import found_rectification, is_asked
from reviews.policies import RectificationSituation
from reviews.queries.access import OFFICE_LEVELS, reach_for_office
from reviews.queries.colleagues import colleagues_on


def who_may_put_right(application: Application) -> frozenset[UUID]:
    """Those who handle the procedure and may see this application. One query, and one for each who may see it."""
    rows = ApplicationAccess.objects.filter(application=application, level__in=[each.value for each in OFFICE_LEVELS])
    grantees = list(rows.values_list("grantee", flat=True))
    seeing = frozenset(user for grantee in grantees for user in users_of_principal(grantee))
    return seeing & frozenset(colleagues_on(application.procedure_id).values_list("id", flat=True))


def reach_rectification(actor: Actor, rectification_id: UUID) -> Rectification:
    """One of an application whose procedure one handles. Three or four queries. Raises NotAuthorised."""
    row = found_rectification(rectification_id)
    row.application = reach_for_office(actor, row.application_id).application
    return row


def situation_before(
    application: Application, place: str, *, notice: WrittenNotice | None = None
) -> RectificationSituation:
    """Before asking, of somebody who handles the procedure. One query."""
    return RectificationSituation(
        handles=True,
        status=Status(application.status),
        is_asked=is_asked(application, place),
        notice_stands=None if notice is None else notice.state == WrittenState.VALID,
    )


def situation_at(actor: Actor, row: Rectification) -> RectificationSituation:
    """Before answering, of somebody who handles the procedure. `row` has its notice. No query."""
    notice = row.notice
    return RectificationSituation(
        handles=True,
        status=Status(row.application.status),
        is_asked=row.state == RectificationState.ASKED,
        notice_stands=None if notice is None else notice.state == WrittenState.VALID,
        asked_by_me=row.asked_by_id == actor.user_id,
    )
