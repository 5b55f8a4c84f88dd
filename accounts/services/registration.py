"""Applicants register themselves: first a code to the phone, then the account."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.attempts import blame_address, is_address_locked, try_name
from accounts.challenges import answer_challenge, open_challenge
from accounts.domain.login_names import LoginKind, LoginName, normalise_mobile
from accounts.domain.principals import MembershipRole
from accounts.domain.uscc import normalise_uscc
from accounts.models import Organisation, User, UserKind
from accounts.models.users import login_index
from accounts.services.account_messages import AccountMessageKind, send_account_message
from accounts.services.organisations import add_member, create_organisation
from accounts.services.people import check_new_password, create_user
from tenants.domain.errors import Problem, ValidationFailed

PURPOSE = "register"


@dataclass(frozen=True, slots=True)
class Registration:
    """What somebody fills in. With `uscc` the organisation is entered too and he becomes its administrator."""

    name: str
    mobile: str
    password: str
    organisation_name: str = ""
    uscc: str = ""
    organisation_kind: str = ""


@transaction.atomic
def request_registration(registration: Registration, *, address: str) -> str:
    """Check the form and send a code; the reference of the challenge.

    A number that already has an account gets a text saying so instead of a code: the page cannot tell them apart.
    """
    mobile = normalise_mobile(registration.mobile)
    problems = _problems(registration, mobile)
    if problems or mobile is None:
        raise ValidationFailed(problems)
    check_new_password(registration.password)
    name = LoginName(LoginKind.MOBILE, mobile)
    is_known = User.objects.find_by_login(name) is not None
    blame_address(PURPOSE, address)
    is_allowed = try_name(PURPOSE, login_index(name)) and not is_address_locked(PURPOSE, address)
    answers = asdict(registration) | {"mobile": mobile, "password": make_password(registration.password)}
    reference = open_challenge(
        PURPOSE, mobile=mobile if is_allowed else "", is_decoy=is_known or not is_allowed, answers=answers
    )
    send_account_message(AccountMessageKind.REGISTRATION_CODE, reference)
    return reference


def _problems(registration: Registration, mobile: str | None) -> list[Problem]:
    """Organisations are public knowledge, so a taken code is said; a taken number is not."""
    problems = []
    if not registration.name.strip():
        problems.append(Problem("name", "person_name_missing"))
    if mobile is None:
        problems.append(Problem("mobile", "mobile_malformed"))
    if registration.uscc or registration.organisation_name:
        uscc = normalise_uscc(registration.uscc)
        if not registration.organisation_name.strip():
            problems.append(Problem("organisation_name", "organisation_name_missing"))
        if uscc is None:
            problems.append(Problem("uscc", "uscc_malformed"))
        elif Organisation.objects.filter(uscc=uscc).exists():
            problems.append(Problem("uscc", "uscc_taken"))
    return problems


@transaction.atomic
def confirm_registration(reference: str, code: str) -> User:
    """Make the account (and the organisation) with the right code; ValidationFailed otherwise."""
    pending = answer_challenge(reference, code, purpose=PURPOSE)
    if pending is None:
        raise ValidationFailed([Problem("code", "code_wrong")])
    registration = Registration(**pending.answers)
    user = create_user(name=registration.name, mobile=registration.mobile, kind=UserKind.APPLICANT)
    user.password = registration.password
    user.must_set_password = False
    user.save(update_fields=["password", "must_set_password"])
    if registration.uscc:
        organisation = create_organisation(
            name=registration.organisation_name,
            uscc=registration.uscc,
            kind=registration.organisation_kind,
            is_confirmed=False,
            actor_id=user.id,
        )
        add_member(organisation=organisation, user=user, role=MembershipRole.ADMINISTRATOR, actor_id=user.id)
    return user
