"""What a new tenant gets from this app: the packages its province chose for it, and the checks before it opens."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.queries.departments import root_department
from procedures.queries.readiness import (
    calendar_is_published,
    every_step_has_people,
    numbering_is_set,
    procedures_are_open,
)
from procedures.services.adoption import adopt_package
from tenants.models import Jurisdiction
from tenants.provisioning import ProvisioningStep, Wishes, register_step
from tenants.queries.jurisdictions import chosen_packages
from tenants.readiness import register_readiness


def adopt_chosen_packages(jurisdiction: Jurisdiction, wishes: Wishes) -> None:
    """Adopt every chosen package with the city's parameters. Repeating it changes nothing."""
    chosen, given = wishes.get("packages", []), wishes.get("parameters", {})
    if not isinstance(chosen, list) or not isinstance(given, dict):
        raise TypeError("packages is a list of ids, parameters a mapping")
    parameters = own_parameters(jurisdiction) | {key: str(value) for key, value in given.items() if value}
    for package in chosen_packages(chosen):
        adopt_package(
            bytes(package.content),
            content_hash=package.content_hash,
            parameters=parameters,
            department=root_department(),
            actor_id=None,
        )


def own_parameters(jurisdiction: Jurisdiction) -> dict[str, str]:
    """What the platform knows about a jurisdiction and packages may ask for."""
    return {
        "province": jurisdiction.parent.short_name if jurisdiction.parent else jurisdiction.short_name,
        "division_code": jurisdiction.division_code,
        "bureau": jurisdiction.name,
        "approving_department": jurisdiction.name,
        "recommending_body": jurisdiction.name,
    }


def register() -> None:
    register_step(ProvisioningStep("procedures.adopt", _("领用事项"), adopt_chosen_packages))
    register_readiness("procedures.open", _("至少有一个事项已开通"), procedures_are_open)
    register_readiness("procedures.people", _("每个审批环节都有人"), every_step_has_people)
    register_readiness("procedures.numbering", _("编号规则已设定"), numbering_is_set)
    register_readiness("procedures.calendar", _("工作日历已发布"), calendar_is_published)
