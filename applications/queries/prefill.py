"""What the platform already knows about an applicant, so that nobody types it again."""

from __future__ import annotations

from uuid import UUID

from accounts.models import Organisation, User
from applications.models import PlanProject


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
