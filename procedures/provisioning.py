"""What a new tenant gets from this app: the packages its province chose for it, and the checks before it opens."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.queries.departments import root_department
from procedures.services.adoption import adopt_package
from tenants.models import Jurisdiction
from tenants.provisioning import ProvisioningStep, Wishes, register_step
from tenants.queries.library import library_packages


def adopt_chosen_packages(jurisdiction: Jurisdiction, wishes: Wishes) -> None:
    """Adopt every chosen package with the city's parameters. Repeating it changes nothing."""
    chosen = wishes.get("packages", [])
    parameters = wishes.get("parameters", {})
    if not isinstance(chosen, list) or not isinstance(parameters, dict):
        raise TypeError("packages is a list of ids, parameters a mapping")
    department = root_department()
    for package in library_packages(chosen):
        wanted = package.metadata.get("parameters", [])
        adopt_package(
            bytes(package.content),
            content_hash=package.content_hash,
            parameters={key: str(value) for key, value in parameters.items() if key in wanted},
            department=department,
            actor_id=None,
        )


def register() -> None:
    register_step(ProvisioningStep("adopt_packages", _("领用事项"), adopt_chosen_packages))
