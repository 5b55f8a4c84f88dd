"""Writing announcements, publishing them on a day, taking them down. What was public stays on record."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction

from accounts.access import Actor, authorize
from applications.domain.announcing import AnnouncementKind, AnnouncementState, AnnouncementText, check_text
from applications.models import Announcement
from applications.publishing_policies import PublishingAction, PublishingSituation, may_publish
from applications.queries.announcements import publishing_situation
from procedures.models import Procedure
from procedures.queries.packages import procedure_by_code
from tenants.clock import now, today
from tenants.domain.clock import CHINA
from tenants.domain.errors import NotAuthorised, Problem, ValidationFailed
from tenants.domain.subjects import SubjectRef
from tenants.records.services.ledger import write_ledger

REASON_LENGTH = 200


@transaction.atomic
def write_announcement(actor: Actor, *, text: AnnouncementText) -> Announcement:
    """A new draft. ValidationFailed names every wrong field."""
    authorize(may_publish(PublishingAction.WRITE, PublishingSituation(actor.role_keys)))
    procedure = _checked(text)
    announcement = Announcement(written_by=actor.user_id, written_at=now())
    _put(announcement, text, procedure)
    announcement.save(force_insert=True)
    _note("write_announcement", actor, announcement, {"kind": announcement.kind})
    return announcement


@transaction.atomic
def change_announcement(actor: Actor, *, announcement_id: UUID, text: AnnouncementText) -> Announcement:
    """Change a draft; whoever changes it is its writer from now on. IllegalTransition once it is published."""
    announcement = _lock(actor, announcement_id, PublishingAction.CHANGE)
    procedure = _checked(text)
    announcement.written_by, announcement.written_at = actor.user_id, now()
    _put(announcement, text, procedure)
    announcement.save()
    _note("change_announcement", actor, announcement, {"kind": announcement.kind})
    return announcement


@transaction.atomic
def publish_announcement(actor: Actor, *, announcement_id: UUID, publish_on: date | None) -> Announcement:
    """Publish a draft from the first moment of a day on, today or later. Its writer may not."""
    announcement = _lock(actor, announcement_id, PublishingAction.PUBLISH)
    problem = _wrong_day(announcement, publish_on)
    if problem or publish_on is None:
        raise ValidationFailed([Problem("publish_on", problem or "required")])
    announcement.state = AnnouncementState.PUBLISHED
    announcement.published_by = actor.user_id
    announcement.visible_from = datetime.combine(publish_on, time(), CHINA)
    announcement.save(update_fields=["state", "published_by", "visible_from"])
    _note("publish_announcement", actor, announcement, {"on": publish_on.isoformat()})
    return announcement


@transaction.atomic
def take_down_announcement(actor: Actor, *, announcement_id: UUID, reason: str) -> Announcement:
    """The public no longer sees it; the office does, with the reason."""
    announcement = _lock(actor, announcement_id, PublishingAction.TAKE_DOWN)
    words = reason.strip()
    if not words:
        raise ValidationFailed([Problem("reason", "required")])
    if len(words) > REASON_LENGTH:
        raise ValidationFailed([Problem("reason", "too_long", {"most": REASON_LENGTH, "count": len(words)})])
    announcement.state = AnnouncementState.TAKEN_DOWN
    announcement.taken_down_at, announcement.taken_down_reason = now(), words
    announcement.save(update_fields=["state", "taken_down_at", "taken_down_reason"])
    _note("take_down_announcement", actor, announcement, {"reason": words})
    return announcement


def _lock(actor: Actor, announcement_id: UUID, action: PublishingAction) -> Announcement:
    authorize(may_publish(PublishingAction.SEE, PublishingSituation(actor.role_keys)))
    rows = Announcement.objects.select_for_update(of=("self",), no_key=True)
    announcement = rows.filter(pk=announcement_id).first()
    if announcement is None:
        raise NotAuthorised("announcement_unknown")
    authorize(may_publish(action, publishing_situation(actor, announcement)))
    return announcement


def _checked(text: AnnouncementText) -> Procedure | None:
    problems = check_text(text, today=today())
    procedure = None
    if text.kind == AnnouncementKind.CALL and text.procedure_code:
        procedure = procedure_by_code(text.procedure_code)
        if procedure is None:
            problems.append(Problem("procedure_code", "procedure_closed"))
    if problems:
        raise ValidationFailed(problems)
    return procedure


def _put(announcement: Announcement, text: AnnouncementText, procedure: Procedure | None) -> None:
    announcement.kind, announcement.title, announcement.body = text.kind, text.title.strip(), text.body.strip()
    announcement.procedure = procedure
    announcement.closes_on = text.closes_on if text.kind == AnnouncementKind.CALL else None


def _wrong_day(announcement: Announcement, publish_on: date | None) -> str:
    if publish_on is None:
        return "required"
    if publish_on < today():
        return "publish_day_passed"
    if announcement.closes_on is not None and announcement.closes_on < publish_on:
        return "published_after_closing"
    return ""


def _note(command: str, actor: Actor, announcement: Announcement, data: dict[str, str]) -> None:
    subject = SubjectRef("applications.announcement", announcement.id, announcement.title)
    write_ledger(f"applications.{command}", actor_id=actor.user_id, subject=subject, data=data)
