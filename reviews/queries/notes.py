"""What the office wrote down for itself. Ask `reach_for_office` first."""

from __future__ import annotations

from django.db.models import QuerySet

from applications.models import Application
from reviews.models import InternalNote


def internal_notes(application: Application) -> QuerySet[InternalNote]:
    """All notes with their authors, the latest first."""
    return InternalNote.objects.filter(application=application).select_related("author")


def notes_of(application: Application) -> list[InternalNote]:
    """All notes with their authors, the latest first. One query."""
    return list(internal_notes(application))
