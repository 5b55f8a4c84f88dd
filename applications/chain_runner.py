"""The one seam upward: an applicant's submission starts the chain that `reviews` runs."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from accounts.access import Actor
from applications.models import Application
from procedures.domain.values import Answers


class ChainMove(Protocol):
    """A command that the chain has accepted: the application's columns are set, and nothing is written yet.

    The caller saves the application, and calls `store` and `tell` once each in the same transaction. `tell` comes
    when the application has its number, because the messages name it. `columns` are those that were set.
    """

    columns: tuple[str, ...]

    def store(self) -> None:
        """Write the tasks with their candidates, and who may see the application."""

    def tell(self) -> None:
        """Write the timeline entry, the messages, and the written notices (文书) of the act."""


class ChainRunner(Protocol):
    """Runs inside the caller's transaction, on an application that is new or whose row the caller has locked.

    The caller authorises, freezes the submission, sets the round, and writes the ledger.
    """

    def start(self, application: Application, answers: Answers, *, actor: Actor, now: datetime) -> ChainMove:
        """Open the first step of a first submission."""

    def resubmit(self, application: Application, answers: Answers, *, actor: Actor, now: datetime) -> ChainMove:
        """Take a returned application up again with its new round."""

    def withdraw(self, application: Application, *, actor: Actor, reason: str, now: datetime) -> None:
        """End the application at the applicant's wish, and write down everything that follows."""

    def send_back(self, application: Application, *, reason: str, by: str, now: datetime) -> None:
        """Return the application to its leader from wherever it stands, by the platform itself."""


_runner: list[ChainRunner] = []


def register_chain_runner(runner: ChainRunner) -> None:
    """Called once, by the app that owns step tasks, when it is ready."""
    _runner[:] = [runner]


def chain_runner() -> ChainRunner:
    """The registered runner. Raises IndexError when no app registered one: a wiring error, not a state."""
    return _runner[0]
