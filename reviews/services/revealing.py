"""Looking at the personal answers of an application: allowed to those who handle it, always recorded."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.access import Actor
from accounts.services.personal import reveal
from applications.models import Application
from procedures.domain.form_schema import SEALED
from procedures.queries.packages import compiled
from reviews.queries.access import reach_application
from reviews.services.chain_news import subject_of
from tenants.domain.errors import NotAuthorised


def revealable(actor: Actor, application_id: UUID) -> Application:
    """An application whose personal answers the actor may ask for; NotAuthorised for anybody else."""
    reached = reach_application(actor, application_id)
    if not reached.may_reveal:
        raise NotAuthorised("application_unknown")
    return reached.application


@transaction.atomic
def reveal_personal(actor: Actor, *, application_id: UUID, reason: str) -> Application:
    """Record that the personal answers are looked at; the caller shows them afterwards. Keys are recorded, no values.

    The reason stands in the ledger. Raises NotAuthorised for readers who do not handle the application.
    """
    application = revealable(actor, application_id)
    form = compiled(application.procedure_version).form(application.variant)
    sealed = [
        field.key
        for field in form.fields()
        if field.privacy in SEALED or any(column.privacy in SEALED for column in field.columns)
    ]
    reveal(actor_id=actor.user_id, subject=subject_of(application), fields=sealed, reason=reason)
    return application
