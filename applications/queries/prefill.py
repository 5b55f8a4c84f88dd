"""What the platform already knows about an applicant, so that nobody types it again."""

from __future__ import annotations

from uuid import UUID

from accounts.models import Organisation, User
from applications.models import Channel, Draft, PlanProject
from applications.queries.stored_answers import stored_answers
from procedures.domain.form import initial_answers
from procedures.domain.form_schema import FormSchema


def prefill_sources(
    user_id: UUID, organisation: Organisation | None, project: PlanProject | None = None
) -> dict[str, str]:
    """Values by the names that packages prefill from (`procedures.domain.form.PREFILL_SOURCES`)."""
    user = User.objects.get(pk=user_id)
    sources = {"applicant.name": user.name, "applicant.mobile": user.mobile, "applicant.email": user.email}
    if organisation is not None:
        sources |= {
            "organisation.name": organisation.name,
            "organisation.uscc": organisation.uscc,
            "organisation.address": organisation.address,
            "organisation.postal_code": organisation.postal_code,
            "organisation.contact_name": organisation.contact_name,
            "organisation.contact_phone": organisation.contact_phone,
            "organisation.contact_email": organisation.contact_email or "",
        }
    if project is not None:
        sources |= {
            "plan_project.title": project.title,
            "plan_project.number": project.number,
            "plan_project.programme": project.programme,
        }
    return sources


def recorded_and_locked(draft: Draft, form: FormSchema) -> dict[str, str]:
    """The sources of a correction's locked fields, as far as they still say what the record says. Often no query."""
    locked = [field for field in form.fields() if field.locked]
    if not locked or draft.channel == Channel.COUNTER:
        return {}
    answers = stored_answers(draft)
    recorded = initial_answers(form, prefill_sources(draft.owner_id, draft.organisation, draft.plan_project))
    return {field.key: field.prefill for field in locked if answers.get(field.key) == recorded.get(field.key, "")}
