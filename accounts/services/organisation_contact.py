"""Where an organisation is reached: what its applications begin with."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from accounts.access import Actor, authorize
from accounts.models import Organisation
from accounts.policies import OrganisationAction, may_in_organisation
from accounts.queries.organisations import organisation_situation
from accounts.subjects import organisation_subject
from tenants.domain.errors import Problem, ValidationFailed
from tenants.records.services.ledger import write_ledger

POSTAL_CODE = re.compile(r"[0-9]{6}")
PHONE = re.compile(r"[0-9+][0-9 -]{4,19}")


@dataclass(frozen=True, slots=True)
class Contact:
    """What is to be written. Nothing in a personal field keeps what is there, so that nobody needs to see it first."""

    address: str
    postal_code: str
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""


@transaction.atomic
def change_contact(actor: Actor, *, organisation_id: UUID, contact: Contact) -> Organisation:
    """For administrators of the organisation. The ledger names the fields that changed, never their values."""
    authorize(may_in_organisation(OrganisationAction.MANAGE, organisation_situation(actor, organisation_id)))
    _check(contact)
    unit = Organisation.objects.select_for_update(of=("self",), no_key=True).get(id=organisation_id)
    kept = {"contact_name", "contact_phone", "contact_email"}
    wanted = {name: value for name, value in asdict(contact).items() if value or name not in kept}
    changed = sorted(name for name, value in wanted.items() if (getattr(unit, name) or "") != value)
    if changed:
        for name in changed:
            setattr(unit, name, wanted[name])
        unit.save(update_fields=changed)
        write_ledger(
            "accounts.change_organisation_contact",
            actor_id=actor.user_id,
            subject=organisation_subject(unit),
            data={"fields": changed},
        )
    return unit


def _check(contact: Contact) -> None:
    problems = []
    if contact.postal_code and not POSTAL_CODE.fullmatch(contact.postal_code):
        problems.append(Problem("postal_code", "postal_code_malformed"))
    if contact.contact_phone and not PHONE.fullmatch(contact.contact_phone):
        problems.append(Problem("contact_phone", "contact_phone_malformed"))
    if contact.contact_email:
        try:
            validate_email(contact.contact_email)
        except ValidationError:
            problems.append(Problem("contact_email", "email_malformed"))
    if problems:
        raise ValidationFailed(problems)
