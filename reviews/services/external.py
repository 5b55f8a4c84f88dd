"""The answer of another system to a step that waits for it: passed, or back to the applicant with its reason."""

from __future__ import annotations

from dataclasses import astuple
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.access import platform_actor
from applications.domain.content import fingerprint
from applications.queries.locks import lock_application
from procedures.domain.chain_commands import Answer
from procedures.domain.chain_view import load_state
from procedures.domain.text import DEFAULT_LANGUAGE
from reviews.domain.external import StepAnswer
from reviews.queries.external import ExternalStep, external_step
from reviews.services.chain import apply_command
from reviews.services.chain_news import subject_of
from tenants.clock import now
from tenants.domain.errors import IllegalTransition, ValidationFailed
from tenants.records.services.idempotency import run_once
from tenants.records.services.ledger import write_ledger

COMMAND = "reviews.answer_step"


@transaction.atomic
def answer_step(
    answer: StepAnswer, *, integrator_id: UUID, integrator_name: str, systems: frozenset[str], idempotency_key: str
) -> dict[str, object]:
    """Take an answer in; where the step stands afterwards. The same key again gives the first answer and does nothing.

    Raises NotAuthorised for a step that none of `systems` answers, IllegalTransition when it does not wait now,
    ValidationFailed at `reference` or `reason`.
    """
    problems = answer.problems()
    if problems:
        raise ValidationFailed(problems)
    asked = external_step(answer.application, answer.step, systems=systems)
    return run_once(
        idempotency_key,
        actor_id=integrator_id,
        command=COMMAND,
        fingerprint=fingerprint(*map(str, astuple(answer))),
        action=lambda: _answer(asked, answer, integrator_name, systems),
    )


def _answer(asked: ExternalStep, answer: StepAnswer, by: str, systems: frozenset[str]) -> dict[str, object]:
    application = lock_application(asked.application.id)
    state = load_state(application.chain_state)
    waiting = next((task for task in state.open_tasks() if task.step == answer.step), None)
    if waiting is None:
        raise IllegalTransition("external_step_not_waiting")
    command = Answer(answer.step, answer.passed, answer.reference, waiting.branch, answer.reason)
    apply_command(application, command, actor=platform_actor(by), now=now(), opinion=_words(answer))
    write_ledger(
        COMMAND,
        actor_id=None,
        subject=subject_of(application),
        data={"step": answer.step, "passed": answer.passed, "reference": answer.reference, "by": by},
    )
    return external_step(answer.application, answer.step, systems=systems).as_json()


def _words(answer: StepAnswer) -> str:
    """What people read in the timeline: the reason, and the number by which the other side knows the matter."""
    with translation.override(DEFAULT_LANGUAGE):
        reference = _("对方编号：%(reference)s") % {"reference": answer.reference.strip()}
    return "\n".join(each for each in (answer.reason.strip(), reference) if each)
