"""文书: the way to written notices, their lists, and what anybody with the paper may ask."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery

from accounts.access import Actor
from accounts.domain.principals import administrators_principal
from accounts.models import User
from applications.domain.check_codes import check_code
from applications.domain.written import DeliveryChannel
from applications.models import Application, Channel, NoticeDelivery, SubmissionMaterial, WrittenNotice
from applications.policies import Action
from applications.queries.access import access_application
from applications.queries.counter import entry_of, person_of
from notifications.models import Channel as MessageChannel
from notifications.models import Delivery
from tenants.domain.errors import NotAuthorised
from tenants.encryption import blind_index

_PURPOSE = "applications.written_code"


def code_of_written(notice: WrittenNotice) -> str:
    """The check code: of everything that is printed, under the tenant's own key. Another word, another code."""
    printed = [notice.title, notice.number, notice.content, notice.made_at.isoformat()]
    digest = hashlib.sha256(json.dumps(printed, ensure_ascii=False).encode()).hexdigest()
    return check_code(blind_index(f"{notice.id}:{digest}", _PURPOSE))


def written_by_code(code: str) -> WrittenNotice | None:
    """The notice with this code; None when there is none, or it was tampered with. One query."""
    notice = WrittenNotice.objects.filter(code=code).select_related("application").first() if code else None
    return notice if notice is not None and code_of_written(notice) == code else None


def written_of(application: Application) -> list[WrittenNotice]:
    """The written notices of an application, the latest first, each with when it was first seen and handed over.

    One query; the caller has checked access.
    """
    reached = NoticeDelivery.objects.filter(notice=OuterRef("pk")).order_by("noted_at")
    return list(
        WrittenNotice.objects.filter(application=application)
        .annotate(
            viewed_at=Subquery(reached.filter(channel=DeliveryChannel.VIEWED).values("noted_at")[:1]),
            handed_on=Subquery(reached.filter(channel=DeliveryChannel.PAPER).values("day")[:1]),
        )
        .defer("content")
        .order_by("-made_at", "-id")
    )


def written_in_full(application: Application) -> list[WrittenNotice]:
    """The notices in the order in which they were made, with words, files and deliveries. Two queries."""
    rows = WrittenNotice.objects.filter(application=application).select_related("file")
    return list(rows.prefetch_related("deliveries__noted_by"))


def rectified_by(notice: WrittenNotice) -> WrittenNotice | None:
    """The notice that stands in the place of a void one (更正). One query."""
    return WrittenNotice.objects.filter(rectifies=notice).first()


def access_written(user: User, written_id: UUID) -> WrittenNotice:
    """A notice with its application and file, for whoever may see the application. Raises NotAuthorised."""
    notice = found_written(written_id)
    notice.application = access_application(user, notice.application_id, Action.VIEW)
    return notice


def found_written(written_id: UUID) -> WrittenNotice:
    """A notice with its file, before anybody asked who may see it. Raises NotAuthorised when there is none."""
    notice = WrittenNotice.objects.filter(pk=written_id).select_related("file").first()
    if notice is None:
        raise NotAuthorised("application_unknown")
    return notice


def is_for(actor: Actor, application: Application) -> bool:
    """Whether it reaches the applicant when this person opens it: who leads the project, who administers the unit.

    Of what was entered at a counter it is whoever came, never the clerk, who leads it in the applicant's place.
    """
    unit = administrators_principal(application.organisation_id) if application.organisation_id else ""
    if unit in actor.principals:
        return True
    if application.channel == Channel.COUNTER:
        return actor.user_id in person_of(application)
    return application.leader_id == actor.user_id


def addressee_of(application: Application) -> str:
    """Whose name stands over a notice: the unit, else the person."""
    entry = None if application.organisation_name else entry_of(application)
    return application.organisation_name or (entry.person_name if entry else application.leader.display_name)


def deliveries_of(notice: WrittenNotice) -> list[NoticeDelivery]:
    """How it reached the applicant, the first first. One query."""
    return list(notice.deliveries.select_related("noted_by"))


def texts_about(notices: Sequence[WrittenNotice]) -> list[Delivery]:
    """The text messages that told of the acts of these notices, with what became of each. One query."""
    ids = [message for notice in notices for message in notice.message_ids]
    rows = Delivery.objects.filter(message__in=ids, channel=MessageChannel.SMS)
    return list(rows.select_related("message__recipient").order_by("created_at", "id"))


def filed_counts(application: Application) -> dict[str, int]:
    """How many files of each material came with the current round. One query."""
    rows = SubmissionMaterial.objects.filter(
        submission__application=application, submission__round=application.round, file__isnull=False
    )
    return dict(rows.order_by().values_list("key").annotate(Count("id")))
