"""Projects of a plan and how far their registration is."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from applications.domain.states import Status
from applications.models import Application, PlanProject
from tenants.domain.errors import NotAuthorised


@dataclass(frozen=True, slots=True)
class Registration:
    """What the other system may know: whether the form was submitted, its number, state and result. Nothing of it."""

    project: PlanProject
    application: Application | None

    @property
    def is_submitted(self) -> bool:
        """Whether the project's own acceptance form may be submitted now (form before acceptance, seed 004)."""
        return self.application is not None and self.application.status != Status.RETURNED

    def as_json(self) -> dict[str, object]:
        application = self.application
        return {
            "source": self.project.source,
            "number": self.project.number,
            "state": self.project.state,
            "registration": {
                "submitted": self.is_submitted,
                "number": application.number if application else "",
                "status": application.status if application else "",
                "result": application.result if application else "",
                "registration_number": application.registration_number if application else "",
            },
        }


def registration_of(source: str, number: str) -> Registration:
    """Raises NotAuthorised for a project that was never reported."""
    project = PlanProject.objects.filter(source=source, number=number).first()
    if project is None:
        raise NotAuthorised("plan_project_unknown")
    return Registration(project, current_application(project.id))


def current_application(project_id: UUID) -> Application | None:
    """The application of a project that counts: the latest that was not withdrawn."""
    found = Application.objects.filter(plan_project=project_id).exclude(status=Status.WITHDRAWN)
    return found.order_by("-submitted_at", "-id").first()
