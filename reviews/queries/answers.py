"""What was filed, as the engines and pages take it."""

from __future__ import annotations

from applications.models import Application, Submission
from applications.queries.stored_answers import stored_answers
from procedures.domain.chain_model import Chain, ChainContext
from procedures.domain.form import condition_facts
from procedures.domain.form_schema import FormSchema
from reviews.queries.assignees import assignees_of_steps, fallback_roles


def latest_submission(application: Application) -> Submission:
    """The submission of the current round; the first round exists as soon as the application does."""
    return application.submissions.order_by("-round")[0]


def context_of(application: Application, chain: Chain, form: FormSchema) -> ChainContext:
    """Everything the engine asks for when a command is given."""
    return ChainContext(
        facts=condition_facts(form, stored_answers(latest_submission(application))),
        assignees=assignees_of_steps(application, chain),
        fallbacks=fallback_roles(application, chain),
    )
