"""延长时限: an officer asks with a reason, somebody entitled grants or refuses; both stay on record."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from accounts.access import Actor, authorize
from applications.models import Application, TimelineEntry
from applications.queries.locks import lock_application
from applications.services.access_rows import let_consult
from notifications.services.notify import send_notices
from procedures.domain.clock_rules import ExtensionRule
from procedures.domain.deadlines import Limit, LimitUnit
from procedures.limit_wording import limit_words
from procedures.queries.packages import compiled
from reviews.domain.actions import ExtensionAction
from reviews.domain.news import ClockMessage, TimelineKind
from reviews.models import ClockExtension, ClockKind, ExtensionState
from reviews.policies import extension_verdict
from reviews.queries.assignees import roster_of
from reviews.queries.clock_people import granting, people_of
from reviews.queries.clocks import clocks_of, whole_is_over
from reviews.queries.extensions import application_id_of_extension, extension_situation, lock_extension
from reviews.services.chain_news import subject_of
from reviews.services.clock_book import ClockBook
from reviews.services.clock_news import extension_notice
from tenants.clock import now, today
from tenants.domain.errors import IllegalTransition, Problem, ValidationFailed
from tenants.records.services.idempotency import run_once
from tenants.records.services.ledger import write_ledger

TEXT_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a request was answered. A refusal says why."""

    granted: bool
    opinion: str


@transaction.atomic
def ask_extension(actor: Actor, *, application_id: UUID, length: int, reason: str, idempotency_key: str) -> UUID:
    """Ask for more time, by at most what the package allows; whoever may grant it is told. The request's id.

    Raises NotAuthorised, IllegalTransition, ValidationFailed at `length`, `reason`.
    """

    def action() -> dict[str, object]:
        application = lock_application(application_id)
        rule = _authorised(actor, application, ExtensionAction.ASK)
        words = _checked(length, reason.strip(), rule)
        extension = ClockExtension.objects.create(
            application=application,
            length=length,
            unit=rule.most.unit.value,
            reason=words,
            asked_by_id=actor.user_id,
            asked_at=now(),
        )
        _tell_granting(actor, application, extension)
        _record("reviews.ask_extension", actor, extension, length=str(length))
        return {"extension": str(extension.id)}

    stored = run_once(
        idempotency_key,
        actor_id=actor.user_id,
        command="reviews.ask_extension",
        fingerprint="\0".join((str(application_id), str(length), reason)),
        action=action,
    )
    return UUID(str(stored["extension"]))


@transaction.atomic
def settle_extension(actor: Actor, *, extension_id: UUID, given: Settlement) -> None:
    """Grant or refuse. Granted, the limits of the whole run longer, and the applicant learns of it with the reason.

    Raises NotAuthorised, IllegalTransition (settled meanwhile, one's own), ValidationFailed at `opinion`.
    """
    application = lock_application(application_id_of_extension(extension_id))
    rule = _authorised(actor, application, ExtensionAction.SETTLE)
    extension = lock_extension(extension_id)
    if extension.state != ExtensionState.ASKED:
        raise IllegalTransition("extension_not_asked")
    words = given.opinion.strip()
    if len(words) > TEXT_LENGTH:
        raise ValidationFailed([Problem("opinion", "extension_text_too_long", {"most": TEXT_LENGTH})])
    if not given.granted and not words:
        raise ValidationFailed([Problem("opinion", "extension_refusal_unexplained")])
    extension.state = ExtensionState.GRANTED if given.granted else ExtensionState.REFUSED
    extension.decided_by_id, extension.decided_at, extension.opinion = actor.user_id, now(), words
    extension.save(update_fields=["state", "decided_by", "decided_at", "opinion"])
    if given.granted:
        _extend(actor, application, extension, rule)
    else:
        page = reverse("workbench:application", args=[application.id])
        people = frozenset({extension.asked_by_id})
        send_notices([extension_notice(ClockMessage.EXTENSION_REFUSED, application, people, page=page)])
    _record("reviews.settle_extension", actor, extension, result=extension.state)


def _authorised(actor: Actor, application: Application, action: ExtensionAction) -> ExtensionRule:
    package = compiled(application.procedure_version)
    clocks = clocks_of(application.id)
    over = whole_is_over(clocks, today())
    authorize(extension_verdict(action, extension_situation(actor, application, package, clocks, today_is_over=over)))
    rule = package.clocks.extension
    if rule is None:
        raise IllegalTransition("extension_not_offered")
    return rule


def _checked(length: int, reason: str, rule: ExtensionRule) -> str:
    problems = []
    if not 1 <= length <= rule.most.length:
        problems.append(Problem("length", "extension_length_wrong", {"most": rule.most.length}))
    if not reason:
        problems.append(Problem("reason", "extension_reason_missing"))
    elif len(reason) > TEXT_LENGTH:
        problems.append(Problem("reason", "extension_text_too_long", {"most": TEXT_LENGTH}))
    if problems:
        raise ValidationFailed(problems)
    return reason


def _extend(actor: Actor, application: Application, extension: ClockExtension, rule: ExtensionRule) -> None:
    by = Limit(extension.length, LimitUnit(extension.unit))
    book = ClockBook(application, at=now(), by=actor.name)
    for clock in book.of_whole:
        book.extend(clock, by, basis=str(rule.basis))
    ends = [each.due_on for each in book.of_whole if each.due_on and each.kind == ClockKind.PROMISED]
    ends += [each.due_on for each in book.of_whole if each.due_on]
    book.store()
    words, due = limit_words(by), ends[0].isoformat() if ends else "—"
    TimelineEntry.objects.create(
        application=application,
        at=book.at,
        kind=TimelineKind.EXTENDED.value,
        step_label=application.current_step_label or application.procedure.name,
        actor_label=actor.name,
        round=application.round,
        opinion=extension.reason,
        params={"length": words, "due": due},
    )
    told = {extension.asked_by_id: "workbench:application", application.leader_id: "applications:application"}
    send_notices(
        [
            extension_notice(
                ClockMessage.EXTENSION_GRANTED,
                application,
                frozenset({person}),
                page=reverse(route, args=[application.id]),
                length=words,
                due=due,
                reason=extension.reason,
            )
            for person, route in told.items()
        ]
    )


def _tell_granting(actor: Actor, application: Application, extension: ClockExtension) -> None:
    """Whoever may grant it may look at the application, and hears of the request."""
    package = compiled(application.procedure_version)
    roster = roster_of(application, package.chain)
    principals = granting(package, roster)
    let_consult(application, principals)
    length = limit_words(Limit(extension.length, LimitUnit(extension.unit)))
    page = f"{reverse('workbench:application', args=[application.id])}#clocks"
    people = people_of(roster, principals) - {actor.user_id}
    send_notices([extension_notice(ClockMessage.EXTENSION_ASKED, application, people, page=page, length=length)])


def _record(command: str, actor: Actor, extension: ClockExtension, **data: str) -> None:
    write_ledger(
        command,
        actor_id=actor.user_id,
        subject=subject_of(extension.application),
        data={"extension": str(extension.id), **data},
    )
