"""Who learns of 更正: colleagues that somebody asks, the applicant's side what was put right, whoever asked of a no."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.access import Actor
from accounts.domain.principals import administrators_principal
from accounts.queries.people import users_of_principal
from applications.models import Application, Rectification, TimelineEntry
from applications.services.counter_news import tell_who_came
from notifications.services.notify import notify
from procedures.domain.text import DEFAULT_LANGUAGE
from reviews.domain.news import RectificationMessage, TimelineKind
from reviews.queries.rectifying import who_may_put_right
from reviews.services.chain_news import subject_of
from tenants.clock import now


def tell_asked(actor: Actor, row: Rectification) -> None:
    """Everybody else who handles the matter may be the second person."""
    application = row.application
    people = who_may_put_right(application) - {actor.user_id}
    _notify(RectificationMessage.ASKED, row, people, page=_page(row), by=actor.name)


def tell_turned_down(row: Rectification) -> None:
    _notify(RectificationMessage.TURNED_DOWN, row, frozenset({row.asked_by_id}), page=_page(row))


def tell_rectified(actor: Actor, row: Rectification) -> None:
    """The timeline says what was put right, why and by whom, never from what to what; the applicant's side is told."""
    application, notice = row.application, row.notice
    params = {"field": row.label} if notice is None else {"document": row.label}
    with translation.override(DEFAULT_LANGUAGE):
        people = _("%(asked)s提出，%(confirmed)s核准") % {"asked": row.asked_by.display_name, "confirmed": actor.name}
    TimelineEntry.objects.create(
        application=application,
        at=now(),
        kind=TimelineKind.VALUE_RECTIFIED if notice is None else TimelineKind.RECTIFIED,
        step_label=notice.title[:100] if notice else "",
        actor_label=people[:200],
        round=application.round,
        opinion=row.reason,
        params=params,
    )
    told = _applicants_side(application, row)
    page = reverse("applications:application", args=[application.id])
    if notice is None:
        _notify(RectificationMessage.RECTIFIED, row, told, page=page)
        return
    sent = notify(
        "notice_rectified",
        recipients=told,
        subject=subject_of(application),
        url_path=page,
        params={"name": application.title, "document": notice.title, "number": notice.number},
    )
    if row.made is not None:
        row.made.message_ids = [each.id for each in sent]
        row.made.save(update_fields=["message_ids"])


def _applicants_side(application: Application, row: Rectification) -> frozenset[UUID]:
    recipients = frozenset({application.leader_id}) | tell_who_came(application, about=str(row.id))
    if application.organisation_id:
        recipients |= frozenset(users_of_principal(administrators_principal(application.organisation_id)))
    return recipients


def _notify(
    event: RectificationMessage, row: Rectification, people: frozenset[UUID], *, page: str, **more: str
) -> None:
    application = row.application
    params: Mapping[str, str] = {"name": application.title, "number": application.number, "what": row.label, **more}
    notify(event, recipients=people, subject=subject_of(application), url_path=page, params=dict(params))


def _page(row: Rectification) -> str:
    return reverse("workbench:rectification", args=[row.id])
