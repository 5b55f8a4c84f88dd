"""Answers as they were written: the open part of a row joined with its envelope."""

from __future__ import annotations

import json

from applications.models import Application, Draft, Submission
from procedures.domain.form_reading import join_by_privacy
from procedures.domain.values import Json


def stored_answers(row: Draft | Submission) -> dict[str, Json]:
    """All answers, the personal ones included: for whoever wrote them, for the engines, or after a reveal."""
    sealed: dict[str, Json] = json.loads(row.personal)
    return join_by_privacy(row.answers, sealed)


def recorded_answers(row: Submission) -> dict[str, Json]:
    """The answers of a round as they are recorded now: as submitted, with every slip that was put right (更正)."""
    if row.recorded is None:
        return stored_answers(row)
    recorded: dict[str, Json] = json.loads(row.recorded)
    return recorded


def latest_answers(application: Application) -> dict[str, Json]:
    """The answers of the current round as submitted, which exists as soon as the application does (one query).

    The chain is led by these: a slip that is put right moves nothing.
    """
    return stored_answers(application.submissions.order_by("-round")[0])
