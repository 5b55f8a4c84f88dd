"""Announcements as the public reads them, and as the office keeps them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.access import Actor, authorize
from applications.domain.announcing import AnnouncementKind, AnnouncementState
from applications.models import Announcement
from applications.publishing_policies import PublishingAction, PublishingSituation, may_publish
from tenants.clock import now, today
from tenants.domain.errors import NotAuthorised

#: What the portal's home and its search show at most.
LATEST = 6
CALLS = 6
FOUND = 20


def announcements_in_public(kind: str = "") -> QuerySet[Announcement]:
    """What is published and whose day has come; of one kind where a known one is named."""
    public = Announcement.objects.filter(state=AnnouncementState.PUBLISHED, visible_from__lte=now())
    return public.filter(kind=kind) if kind in set(AnnouncementKind) else public


def latest_announcements() -> list[Announcement]:
    """The newest notices and policies, for the portal's home; calls have their own place there."""
    told = announcements_in_public().exclude(kind=AnnouncementKind.CALL).defer("body")
    return list(told.order_by("-visible_from", "-id")[:LATEST])


def open_calls() -> list[Announcement]:
    """Calls that still run, the next to close first."""
    calls = announcements_in_public(AnnouncementKind.CALL).filter(closes_on__gte=today()).defer("body")
    return list(calls.select_related("procedure").order_by("closes_on", "id")[:CALLS])


def announcements_found(query: str) -> list[Announcement]:
    """Published ones with all these words in their title, newest first; nothing for no words."""
    words = query.split()
    if not words:
        return []
    wanted = Q()
    for word in words:
        wanted &= Q(title__icontains=word)
    return list(announcements_in_public().filter(wanted).defer("body").order_by("-visible_from", "-id")[:FOUND])


def access_public_announcement(announcement_id: UUID) -> Announcement:
    """One that the public may read. Unknown, not yet, and no longer are NotAuthorised alike."""
    found = announcements_in_public().filter(pk=announcement_id).select_related("procedure").first()
    if found is None:
        raise NotAuthorised("announcement_unknown")
    return found


def announcements_of_office(actor: Actor) -> QuerySet[Announcement]:
    """All of them in every state, for those who write or publish."""
    authorize(may_publish(PublishingAction.SEE, PublishingSituation(actor.role_keys)))
    return Announcement.objects.defer("body")


def access_announcement(actor: Actor, announcement_id: UUID) -> Announcement:
    """One of the office's; NotAuthorised for an unknown id and for people without a hand in it alike."""
    authorize(may_publish(PublishingAction.SEE, PublishingSituation(actor.role_keys)))
    found = Announcement.objects.select_related("procedure").filter(pk=announcement_id).first()
    if found is None:
        raise NotAuthorised("announcement_unknown")
    return found


def publishing_situation(actor: Actor, announcement: Announcement) -> PublishingSituation:
    is_writer = announcement.written_by == actor.user_id
    return PublishingSituation(actor.role_keys, announcement.state, is_writer=is_writer)
