"""登记证书: issued for a result with a number, replaced by a new edition, cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.access import Actor, authorize
from applications.models import Application
from applications.queries.locks import lock_application
from procedures.domain.text import DEFAULT_LANGUAGE
from procedures.queries.packages import compiled
from reviews.domain.actions import CertificateAction
from reviews.domain.certificates import CertificateState
from reviews.domain.news import CertificateEvent
from reviews.models import Certificate
from reviews.policies import certificate_verdict
from reviews.queries.certificates import (
    code_of,
    granting_decision,
    latest_certificate,
    lines_on,
    situation_for_certificate,
    valid_certificate,
)
from reviews.queries.locks import application_id_of_certificate, lock_certificate
from reviews.services.certificate_news import tell_of_certificates
from reviews.services.certificate_prints import new_print
from reviews.services.chain_news import subject_of
from tenants.clock import now
from tenants.domain.errors import IllegalTransition, Problem, ValidationFailed
from tenants.domain.grams import folded, grams_of
from tenants.domain.ids import new_id
from tenants.records.services.ledger import write_ledger

MOST_AT_ONCE = 50
LONGEST_REASON = 500


@transaction.atomic
def issue_certificates(actor: Actor, application_ids: Sequence[UUID]) -> UUID:
    """Issue what is not issued yet, and set all as one document; the print's id.

    One that has no number in force blocks them all. Raises NotAuthorised, IllegalTransition naming the first that
    cannot, ValidationFailed for none or too many.
    """
    if not application_ids:
        raise ValidationFailed([Problem("", "nothing_selected")])
    if len(application_ids) > MOST_AT_ONCE:
        raise ValidationFailed([Problem("", "certificates_too_many", {"most": MOST_AT_ONCE})])
    issued = [_issued(actor, application_id) for application_id in sorted(set(application_ids))]
    tell_of_certificates([(CertificateEvent.ISSUED, certificate) for certificate, is_new in issued if is_new])
    return new_print(actor, [certificate for certificate, _is_new in issued]).id


def issue_at_step(actor: Actor, application: Application) -> Certificate:
    """The valid certificate, a new one where there is none. The caller has locked, and authorised the step.

    Raises IllegalTransition `certificate_before_decision`.
    """
    known = valid_certificate(application.id)
    if known is not None:
        return known
    certificate = _new_edition(application, actor)
    _record("reviews.issue_certificate", actor, application, certificate)
    tell_of_certificates([(CertificateEvent.ISSUED, certificate)])
    return certificate


def _issued(actor: Actor, application_id: UUID) -> tuple[Certificate, bool]:
    """The valid certificate of an application, a new one where there is none; whether it is new."""
    application = lock_application(application_id)
    known = valid_certificate(application.id)
    if known is not None:
        _authorise(actor, CertificateAction.PRINT, application, known)
        return known, False
    _authorise(actor, CertificateAction.ISSUE, application, None)
    certificate = _new_edition(application, actor)
    _record("reviews.issue_certificate", actor, application, certificate)
    return certificate, True


@transaction.atomic
def reissue_certificate(actor: Actor, *, certificate_id: UUID, reason: str) -> Certificate:
    """A new edition with the words of the latest submission; the earlier one is no longer valid.

    Raises NotAuthorised, IllegalTransition, ValidationFailed at `reason`.
    """
    application, certificate = _locked(certificate_id)
    _authorise(actor, CertificateAction.REISSUE, application, certificate)
    _end(certificate, CertificateState.REPLACED, actor.user_id, now(), _checked(reason, "reissue_reason"))
    made = _new_edition(application, actor)
    _record("reviews.reissue_certificate", actor, application, made, replaced=certificate.code)
    tell_of_certificates([(CertificateEvent.REPLACED, made)])
    return made


@transaction.atomic
def cancel_certificate(actor: Actor, *, certificate_id: UUID, reason: str) -> Certificate:
    """No longer valid, with the reason. Raises NotAuthorised, IllegalTransition, ValidationFailed at `reason`."""
    application, certificate = _locked(certificate_id)
    _authorise(actor, CertificateAction.CANCEL, application, certificate)
    _end(certificate, CertificateState.CANCELLED, actor.user_id, now(), _checked(reason, "cancel_reason"))
    _record("reviews.cancel_certificate", actor, application, certificate)
    tell_of_certificates([(CertificateEvent.CANCELLED, certificate)])
    return certificate


def cancel_with_decision(actor: Actor, application: Application, *, reason: str, at: datetime) -> None:
    """A revoked decision takes its certificate with it. The caller has locked and authorised."""
    certificate = valid_certificate(application.id)
    if certificate is None:
        return
    certificate = lock_certificate(certificate.id)
    certificate.application = application
    _end(certificate, CertificateState.CANCELLED, actor.user_id, at, reason)
    _record("reviews.cancel_certificate", actor, application, certificate)
    tell_of_certificates([(CertificateEvent.CANCELLED, certificate)])


def _new_edition(application: Application, actor: Actor) -> Certificate:
    rule = compiled(application.procedure_version).certificate
    decision = granting_decision(application)
    if rule is None or decision is None:
        raise IllegalTransition("certificate_before_decision", number=application.number, title=application.title)
    earlier = latest_certificate(application.id)
    certificate = Certificate(
        id=new_id(),
        application=application,
        decision=decision,
        edition=earlier.edition + 1 if earlier else 1,
        number=application.registration_number,
        title=application.title,
        heading=rule.title.in_language(DEFAULT_LANGUAGE),
        statement=rule.statement.in_language(DEFAULT_LANGUAGE),
        issuer=rule.issuer.in_language(DEFAULT_LANGUAGE),
        lines=lines_on(application, rule),
        issued_by_id=actor.user_id,
        issued_at=now(),
    )
    certificate.code = code_of(certificate)
    certificate.searched = f"{folded(certificate.number)}\n{folded(certificate.title)}"
    certificate.grams = grams_of(certificate.number, certificate.title)
    certificate.save(force_insert=True)
    return certificate


def _end(certificate: Certificate, state: CertificateState, by: UUID, at: datetime, reason: str) -> None:
    certificate.state = state
    certificate.ended_by_id, certificate.ended_at, certificate.end_reason = by, at, reason
    certificate.save(update_fields=["state", "ended_by", "ended_at", "end_reason"])


def _checked(reason: str, place: str) -> str:
    words = reason.strip()
    if not words:
        raise ValidationFailed([Problem(place, "certificate_reason_missing")])
    if len(words) > LONGEST_REASON:
        raise ValidationFailed([Problem(place, "certificate_reason_too_long", {"most": LONGEST_REASON})])
    return words


def _locked(certificate_id: UUID) -> tuple[Application, Certificate]:
    application = lock_application(application_id_of_certificate(certificate_id))
    certificate = lock_certificate(certificate_id)
    certificate.application = application
    return application, certificate


def _authorise(
    actor: Actor, action: CertificateAction, application: Application, certificate: Certificate | None
) -> None:
    """Raises NotAuthorised, or IllegalTransition that names the application."""
    verdict = certificate_verdict(action, situation_for_certificate(actor, application, certificate))
    try:
        authorize(verdict)
    except IllegalTransition as refused:
        raise IllegalTransition(refused.code, number=application.number, title=application.title) from refused


def _record(command: str, actor: Actor, application: Application, certificate: Certificate, **data: str) -> None:
    write_ledger(
        command,
        actor_id=actor.user_id,
        subject=subject_of(application),
        data={"certificate": certificate.code, "edition": certificate.edition, "number": certificate.number, **data},
    )
