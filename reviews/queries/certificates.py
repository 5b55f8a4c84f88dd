"""Certificates: one's way to them, their lists, what anybody with the sheet may ask."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from accounts.access import Actor
from accounts.domain.principals import administrators_principal
from applications.domain.check_codes import check_code
from applications.domain.states import Status
from applications.models import AccessLevel, Application, ApplicationAccess
from applications.queries.dossiers import submissions_of
from applications.queries.keyset import Page, keyset_page
from applications.queries.stored_answers import recorded_answers
from procedures.domain.package.compiled import CertificateRule
from procedures.domain.text import DEFAULT_LANGUAGE
from procedures.domain.values import Json
from procedures.queries.packages import compiled
from reviews.domain.certificates import CertificateState, certificate_lines
from reviews.domain.notices import notice_lines
from reviews.models import Certificate, CertificatePrint, Decision, DecisionState
from reviews.policies import CertificateSituation
from reviews.queries.grants import HANDLE, by_name, by_role, handles_procedure
from tenants.domain.errors import NotAuthorised
from tenants.domain.grams import folded, grams_asked
from tenants.encryption import blind_index

_PURPOSE = "reviews.certificate_code"


def code_of(certificate: Certificate) -> str:
    """The check code: of everything that is printed, under the tenant's own key. Another word, another code."""
    printed = [
        certificate.number,
        certificate.title,
        certificate.heading,
        certificate.statement,
        certificate.issuer,
        certificate.lines,
        certificate.issued_at.isoformat(),
    ]
    digest = hashlib.sha256(json.dumps(printed, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    return check_code(blind_index(f"{certificate.id}:{digest}", _PURPOSE))


def certificate_by_code(code: str) -> Certificate | None:
    """The certificate with this code; None when there is none, or it was tampered with. One query."""
    certificate = Certificate.objects.filter(code=code).first() if code else None
    return certificate if certificate is not None and code_of(certificate) == code else None


def situation_for_certificate(
    actor: Actor, application: Application, certificate: Certificate | None
) -> CertificateSituation:
    """Two to four queries. `certificate` is the one that is asked about, or the valid one of the application."""
    handling = ApplicationAccess.objects.filter(
        application=application, grantee__in=actor.principals, level=AccessLevel.HANDLE
    )
    unit = administrators_principal(application.organisation_id) if application.organisation_id else ""
    return CertificateSituation(
        is_applicant=application.leader_id == actor.user_id or unit in actor.principals,
        handles=handles_procedure(actor, application.procedure_id) and handling.exists(),
        is_offered=compiled(application.procedure_version).certificate is not None,
        is_granted=granting_decision(application) is not None,
        is_valid=certificate is not None and certificate.state == CertificateState.VALID,
    )


def granting_decision(application: Application) -> Decision | None:
    """The decision in force that gave the application its number."""
    if application.status != Status.APPROVED or not application.registration_number:
        return None
    return Decision.objects.filter(application=application, state=DecisionState.EFFECTIVE).exclude(number="").first()


def lines_on(application: Application, rule: CertificateRule) -> list[dict[str, Json]]:
    """What stands on a certificate of the latest submission. Two queries."""
    form = compiled(application.procedure_version).form(application.variant)
    answers = recorded_answers(submissions_of(application)[-1])
    return certificate_lines(notice_lines(form, answers, rule.fields, language=DEFAULT_LANGUAGE))


def valid_certificate(application_id: UUID) -> Certificate | None:
    return Certificate.objects.filter(application=application_id, state=CertificateState.VALID).first()


def latest_certificate(application_id: UUID) -> Certificate | None:
    return Certificate.objects.filter(application=application_id).order_by("-edition").first()


def reach_certificate(actor: Actor, certificate_id: UUID) -> Certificate:
    """A certificate of an application that one handles. One query. Raises NotAuthorised."""
    certificate = (
        _handled(actor)
        .filter(pk=certificate_id)
        .select_related("application__procedure_version", "application__procedure", "issued_by", "ended_by")
        .first()
    )
    if certificate is None:
        raise NotAuthorised("certificate_unknown")
    return certificate


def editions_of(application: Application) -> list[Certificate]:
    """Every edition, the last first. One query."""
    return list(Certificate.objects.filter(application=application).order_by("-edition").select_related("ended_by"))


def certificates_of_office(actor: Actor, *, state: str, text: str = "", after: str = "") -> Page[Certificate]:
    """Certificates of everything one handles, the last issued first; `text` stands in number or title. One query."""
    rows = _handled(actor).select_related("application")
    rows = rows.defer("lines", "statement", "grams", "searched", "application__chain_state")
    if state in set(CertificateState):
        rows = rows.filter(state=state)
    if folded(text):
        rows = rows.filter(grams__contains=grams_asked(text), searched__contains=folded(text))
    return keyset_page(rows, at="issued_at", after=after)


def reach_print(actor: Actor, print_id: UUID) -> CertificatePrint:
    """One's own print. The caller asks whether its certificates may still be printed. Raises NotAuthorised."""
    found = CertificatePrint.objects.filter(pk=print_id, requested_by=actor.user_id).select_related("file").first()
    if found is None:
        raise NotAuthorised("certificate_unknown")
    return found


def certificates_in(ids: Sequence[UUID]) -> list[Certificate]:
    """The certificates with what a verdict on each needs, in the order of their numbers. One query."""
    rows = Certificate.objects.filter(pk__in=ids).select_related(
        "application__procedure_version", "application__procedure"
    )
    return sorted(rows, key=lambda each: (each.number, each.edition))


def _handled(actor: Actor) -> QuerySet[Certificate]:
    handling = ApplicationAccess.objects.filter(
        application=OuterRef("application"), grantee__in=actor.principals, level=AccessLevel.HANDLE
    )
    procedure = OuterRef("application__procedure")
    granted = Exists(by_role(actor, HANDLE, procedure)) | Exists(by_name(actor, HANDLE, procedure))
    return Certificate.objects.filter(Exists(handling), granted)
