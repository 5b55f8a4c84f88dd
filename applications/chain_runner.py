"""The one seam upward: an applicant's submission starts the chain that `reviews` runs."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from accounts.access import Actor
from applications.models import Application, Submission


class ChainRunner(Protocol):
    """Runs inside the caller's transaction, on an application whose row the caller has locked.

    Whoever runs the chain writes what follows from it: status, current step, tasks, timeline and messages. The caller
    authorises, freezes the submission, sets the round, and writes the ledger.
    """

    def start(self, application: Application, submission: Submission, *, actor: Actor, now: datetime) -> None:
        """Open the first step of a first submission."""

    def resubmit(self, application: Application, submission: Submission, *, actor: Actor, now: datetime) -> None:
        """Take a returned application up again with its new round."""

    def withdraw(self, application: Application, *, actor: Actor, reason: str, now: datetime) -> None:
        """End the application at the applicant's wish."""

    def send_back(self, application: Application, *, reason: str, by: str, now: datetime) -> None:
        """Return the application to its leader from wherever it stands, by the platform itself."""


_runner: list[ChainRunner] = []


def register_chain_runner(runner: ChainRunner) -> None:
    """Called once, by the app that owns step tasks, when it is ready."""
    _runner[:] = [runner]


def chain_runner() -> ChainRunner:
    """The registered runner. Raises IndexError when no app registered one: a wiring error, not a state."""
    return _runner[0]
