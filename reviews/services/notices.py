"""公示: one officer prepares the notice, another releases it; afterwards it is posted elsewhere, or withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction

from accounts.access import Actor, authorize
from applications.models import Application
from applications.queries.locks import lock_application
from documents.domain.file_states import FileState
from documents.models import StoredFile
from procedures.domain.package.compiled import CompiledPackage
from procedures.domain.text import DEFAULT_LANGUAGE
from procedures.queries.packages import compiled
from reviews.domain.actions import NoticeAction
from reviews.domain.notices import NoticeState, PlacedFinding, last_day, lines_as_json, lines_from_json, scan
from reviews.models import PublicNotice
from reviews.policies import notice_verdict
from reviews.queries.evidence import evidence_file
from reviews.queries.locks import application_id_of_notice, lock_notice
from reviews.queries.notices import lines_of, live_notice, situation_for_notice
from reviews.services.chain_news import subject_of
from reviews.services.notice_steps import day_after
from tenants.calendar import working_calendar
from tenants.clock import now, today
from tenants.domain.errors import IllegalTransition, Problem, ValidationFailed
from tenants.records.services.ledger import write_ledger
from tenants.records.services.waking import look_after_commit

MOST_AT_ONCE = 50
LONGEST_REASON = 500
LONGEST_URL = 500


@dataclass(frozen=True, slots=True)
class Posting:
    """Where and when a notice was posted on the bureau's own site, and the picture that proves it."""

    url: str
    day: date | None
    screenshot_id: UUID | None


@transaction.atomic
def prepare_notices(actor: Actor, application_ids: Sequence[UUID]) -> list[UUID]:
    """A notice for each, or for none of them. Applications are locked in one order, whatever the order given.

    Raises NotAuthorised, IllegalTransition for the first that cannot have one, ValidationFailed for none or too many.
    """
    if not application_ids:
        raise ValidationFailed([Problem("", "nothing_selected")])
    if len(application_ids) > MOST_AT_ONCE:
        raise ValidationFailed([Problem("", "notice_export_too_many", {"most": MOST_AT_ONCE})])
    return [prepare_notice(actor, application_id) for application_id in sorted(set(application_ids))]


@transaction.atomic
def prepare_notice(actor: Actor, application_id: UUID) -> UUID:
    """Freeze what will be public of the latest round. Raises NotAuthorised, IllegalTransition."""
    application = lock_application(application_id)
    _authorised(actor, NoticeAction.PREPARE, application, live_notice(application.id))
    package = compiled(application.procedure_version)
    rule = package.notice
    if rule is None:
        raise IllegalTransition("notice_not_offered")
    notice = PublicNotice.objects.create(
        application=application,
        round=application.round,
        title=application.title,
        procedure_name=package.meta.name.in_language(DEFAULT_LANGUAGE),
        lines=lines_as_json(lines_of(application, language=DEFAULT_LANGUAGE)),
        contacts=_contacts(package),
        days=rule.office_days,
        days_are_working=rule.days_are_working,
        prepared_by_id=actor.user_id,
        prepared_at=now(),
    )
    _record("reviews.prepare_notice", actor, application, notice)
    return notice.id


@transaction.atomic
def release_notice(actor: Actor, *, notice_id: UUID) -> PublicNotice:
    """Put a notice on the portal, from today for its days. Another person than the one who prepared it.

    Raises NotAuthorised, IllegalTransition, ValidationFailed naming each forbidden number and where it stands.
    """
    application, notice = _locked(notice_id)
    _authorised(actor, NoticeAction.RELEASE, application, notice)
    findings = scan(lines_from_json(notice.lines))
    if findings:
        raise ValidationFailed([_problem_of(found) for found in findings])
    start = today()
    end = last_day(start, notice.days, working=notice.days_are_working, calendar=working_calendar())
    notice.state = NoticeState.RELEASED
    notice.released_by_id = actor.user_id
    notice.released_at = now()
    notice.starts_on, notice.ends_on, notice.ends_provisionally = start, end.day, end.provisional
    notice.save(update_fields=["state", "released_by", "released_at", "starts_on", "ends_on", "ends_provisionally"])
    _record("reviews.release_notice", actor, application, notice, ends_on=str(notice.ends_on))
    look_after_commit(day_after(end.day))
    return notice


@transaction.atomic
def withdraw_notice(actor: Actor, *, notice_id: UUID, reason: str) -> PublicNotice:
    """Take a notice down, or throw a prepared one away; it stays on record with the reason.

    Raises NotAuthorised, IllegalTransition, ValidationFailed at `reason`.
    """
    application, notice = _locked(notice_id)
    _authorised(actor, NoticeAction.WITHDRAW, application, notice)
    words = reason.strip()
    if not words:
        raise ValidationFailed([Problem("reason", "notice_reason_missing")])
    if len(words) > LONGEST_REASON:
        raise ValidationFailed([Problem("reason", "notice_reason_too_long", {"most": LONGEST_REASON})])
    notice.state = NoticeState.WITHDRAWN
    notice.withdrawn_by_id = actor.user_id
    notice.withdrawn_at = now()
    notice.withdrawal_reason = words
    notice.save(update_fields=["state", "withdrawn_by", "withdrawn_at", "withdrawal_reason"])
    _record("reviews.withdraw_notice", actor, application, notice)
    return notice


@transaction.atomic
def record_posting(actor: Actor, *, notice_id: UUID, posting: Posting) -> PublicNotice:
    """Note where the bureau's own site shows the notice. Repeating it corrects what was noted.

    Raises NotAuthorised, IllegalTransition, ValidationFailed at `url`, `day` or `evidence`.
    """
    application, notice = _locked(notice_id)
    _authorised(actor, NoticeAction.RECORD_POSTING, application, notice)
    screenshot = _checked(actor, notice, posting)
    notice.posted_url, notice.posted_on, notice.screenshot = posting.url.strip(), posting.day, screenshot
    notice.save(update_fields=["posted_url", "posted_on", "screenshot"])
    _record("reviews.record_posting", actor, application, notice, address=notice.posted_url)
    return notice


def _checked(actor: Actor, notice: PublicNotice, posting: Posting) -> StoredFile:
    """The screenshot, one's own upload or the one that is there; every problem of the posting at once."""
    url, problems = posting.url.strip(), []
    parts = urlsplit(url) if len(url) <= LONGEST_URL and url.isprintable() and " " not in url else None
    if parts is None or parts.scheme not in {"http", "https"} or not parts.netloc:
        problems.append(Problem("url", "posting_address_malformed"))
    if posting.day is None:
        problems.append(Problem("day", "posting_day_missing"))
    elif posting.day > today():
        problems.append(Problem("day", "posting_day_ahead"))
    file = evidence_file(actor, posting.screenshot_id) if posting.screenshot_id else notice.screenshot
    if file is None:
        problems.append(Problem("evidence", "posting_screenshot_missing"))
    elif file.state == FileState.REFUSED:
        problems.append(Problem("evidence", "evidence_refused"))
    elif file.state != FileState.CLEAN:
        problems.append(Problem("evidence", "evidence_not_checked_yet"))
    if problems or file is None:
        raise ValidationFailed(problems)
    return file


def _problem_of(found: PlacedFinding) -> Problem:
    place = f"{found.label} {found.row}" if found.row else found.label
    return Problem(place, f"notice_shows_{found.finding.kind}", {"excerpt": found.finding.excerpt})


def _locked(notice_id: UUID) -> tuple[Application, PublicNotice]:
    application = lock_application(application_id_of_notice(notice_id))
    return application, lock_notice(notice_id)


def _authorised(actor: Actor, action: NoticeAction, application: Application, notice: PublicNotice | None) -> None:
    """Raises NotAuthorised, or IllegalTransition that names the application."""
    verdict = notice_verdict(action, situation_for_notice(actor, application, notice))
    try:
        authorize(verdict)
    except IllegalTransition as refused:
        raise IllegalTransition(refused.code, number=application.number, title=application.title) from refused


def _contacts(package: CompiledPackage) -> list[dict[str, str]]:
    return [
        {
            "name": contact.name.in_language(DEFAULT_LANGUAGE),
            "phone": contact.phone,
            "address": contact.address.in_language(DEFAULT_LANGUAGE) if contact.address else "",
        }
        for contact in package.guide.contacts
    ]


def _record(command: str, actor: Actor, application: Application, notice: PublicNotice, **data: str) -> None:
    write_ledger(
        command,
        actor_id=actor.user_id,
        subject=subject_of(application),
        data={"notice": str(notice.id), "round": notice.round, **data},
    )
