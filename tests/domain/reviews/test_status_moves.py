from __future__ import annotations

from datetime import UTC, datetime

import pytest

from applications.domain.states import Status
from procedures.domain.chain_events import (
    Decided,
    DecisionDue,
    DecisionRevoked,
    Event,
    ReturnedToApplicant,
    TaskClosed,
    TaskOpened,
    Withdrawn,
)
from procedures.domain.chain_model import Effect
from reviews.domain.status_moves import status_after
from tenants.domain.errors import IllegalTransition

NOW = datetime(2026, 3, 2, tzinfo=UTC)
PASSED = TaskClosed("examine", "", 1, "approved", NOW)
OPENED = TaskOpened("examine", "", 1, 1, ("u:1",), NOW)


@pytest.mark.parametrize(
    ("before", "events", "after"),
    [
        (Status.SUBMITTED, (OPENED,), Status.SUBMITTED),
        (Status.SUBMITTED, (PASSED, OPENED), Status.IN_PROGRESS),
        (Status.IN_PROGRESS, (PASSED, OPENED), Status.IN_PROGRESS),
        (Status.SUBMITTED, (PASSED, OPENED, DecisionDue("decide", "")), Status.DECIDING),
        (Status.SUBMITTED, (OPENED, DecisionDue("decide", "")), Status.DECIDING),
        (Status.DECIDING, (PASSED,), Status.DECIDING),
        (Status.IN_PROGRESS, (ReturnedToApplicant("examine", "x"),), Status.RETURNED),
        (Status.DECIDING, (Decided("decide", "registered", Effect.APPROVE, ""),), Status.APPROVED),
        (Status.DECIDING, (Decided("decide", "refused", Effect.DENY, ""),), Status.DENIED),
        (
            Status.APPROVED,
            (DecisionRevoked("decide", "registered", "x", "y"), OPENED, DecisionDue("decide", "")),
            Status.DECIDING,
        ),
        (Status.IN_PROGRESS, (Withdrawn("x"),), Status.WITHDRAWN),
    ],
)
def test_status_follows_the_events(before: Status, events: tuple[Event, ...], after: Status) -> None:
    assert status_after(before, events) is after


def test_what_the_law_does_not_know_is_refused_whatever_the_chain_said() -> None:
    with pytest.raises(IllegalTransition):
        status_after(Status.WITHDRAWN, (Decided("decide", "registered", Effect.APPROVE, ""),))
