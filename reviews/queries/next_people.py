"""Whom a person has to name when passing a task on: for steps that leave it to whoever passes the one before."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.access import Actor
from accounts.domain.principals import parse_principal, user_principal
from accounts.domain.substitution import StandIn
from accounts.models import User
from applications.models import Application
from procedures.domain.chain_choices import choices_of, leaves_choices
from procedures.domain.chain_model import Step
from procedures.domain.chain_seats import front
from procedures.domain.chain_view import load_state
from procedures.domain.package.compiled import CompiledPackage
from procedures.domain.values import Answers
from reviews.domain.seating import chain_task
from reviews.models import StepTask
from reviews.queries.chain_context import chain_context
from tenants.clock import now


@dataclass(frozen=True, slots=True)
class NextPeople:
    """A step to come with those who may be named for it; `named` are the ids of whoever was named before."""

    step: Step
    people: tuple[User, ...]
    named: frozenset[str]


def next_people(
    actor: Actor,
    application: Application,
    task: StepTask,
    package: CompiledPackage,
    *,
    answers: Answers,
    absent: StandIn | None = None,
) -> tuple[NextPeople, ...]:
    """Nothing, and no query, where the chain leaves nothing to choose; otherwise that of the roster, and the people's.

    `answers` are those of the current round.
    """
    step = package.chain.step(task.step_key)
    if step is None or not leaves_choices(package.chain):
        return ()
    state = load_state(application.chain_state)
    found = chain_task(state, task.step_key, task.branch_path)
    mine = actor.principals | (absent.principals if absent else frozenset())
    seat = next((each for each in (front(found, step.signing) if found else ()) if each in mine), "")
    _, context = chain_context(application, package, answers)
    choices = choices_of(
        package.chain,
        state,
        context,
        at=step,
        branch=task.branch_path,
        by=user_principal(actor.user_id),
        seat=seat,
        now=now(),
    )
    ids = {parse_principal(who).target for choice in choices for who in choice.people}
    known = {
        user_principal(user.id): user
        for user in User.objects.filter(pk__in=ids, is_active=True).select_related("department").order_by("id")
    }
    return tuple(
        NextPeople(
            choice.step,
            tuple(known[who] for who in choice.people if who in known),
            frozenset(str(parse_principal(who).target) for who in choice.named),
        )
        for choice in choices
    )
