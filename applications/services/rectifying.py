"""更正 as it takes effect: of a notice, a new one takes the place of the old; of an answer, the record changes.

What was submitted and what was written stay on record as they were.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.access import Actor
from applications.domain.rectifying import RectificationState, Slip, rectified
from applications.domain.written import WrittenState, day_words
from applications.models import Application, Rectification, Submission, WrittenNotice
from applications.queries.written import code_of_written
from applications.services.draft_answers import TITLE_LENGTH
from applications.services.freezing import put_facts, subject_of
from procedures.domain.form_reading import title_of
from procedures.domain.form_schema import FormSchema
from procedures.domain.text import DEFAULT_LANGUAGE
from procedures.domain.values import Answers
from tenants.domain.clock import civil_date
from tenants.domain.errors import IllegalTransition, ValidationFailed
from tenants.domain.ids import new_id
from tenants.records.services.ledger import write_ledger


def record_answers(application: Application, submission: Submission, form: FormSchema, answers: Answers) -> None:
    """The record of the present round is another one from now on, and with it title and facts. The chain stands still.

    Part of the caller's transaction, who holds the application's lock.
    """
    submission.recorded = json.dumps(answers, ensure_ascii=False)
    submission.save(update_fields=["recorded"])
    title = title_of(form, answers)[:TITLE_LENGTH]
    if title and title != application.title:
        application.title = title
        application.save(update_fields=["title"])
    application.facts.all().delete()
    put_facts(application, form=form, answers=answers)


def lapse_rectifications(application: Application, *, at: datetime) -> None:
    """Whatever was asked of the record falls where it cannot be put right any more. One query."""
    Rectification.objects.filter(application=application, notice=None, state=RectificationState.ASKED).update(
        state=RectificationState.LAPSED, decided_at=at
    )


def lapse_for_notice(notice: WrittenNotice, *, at: datetime) -> None:
    """The same of a notice that became void. One query."""
    Rectification.objects.filter(notice=notice, state=RectificationState.ASKED).update(
        state=RectificationState.LAPSED, decided_at=at
    )


def kept_words(application: Application, notice: WrittenNotice) -> tuple[str, ...]:
    """What no rectification changes: these are put right by undoing the act itself."""
    return application.result_label, application.registration_number, application.number, notice.number


def rectify(
    application: Application,
    notice: WrittenNotice,
    slip: Slip,
    *,
    actor: Actor,
    at: datetime,
    message_ids: Sequence[UUID],
) -> WrittenNotice:
    """Write the notice anew under its own number with the mark 更正, and void the old one; its number stays in use.

    Part of the caller's transaction, who holds the application's lock, has authorised the actor and read the notice
    under that lock.

    Raises IllegalTransition `written_void_unrectified`, ValidationFailed at `old`, `new`, `reason`.
    """
    if notice.state != WrittenState.VALID:
        raise IllegalTransition("written_void_unrectified")
    problems = slip.problems(notice.words, kept=kept_words(application, notice))
    if problems:
        raise ValidationFailed(problems)
    made = _written_anew(notice, slip, actor=actor, at=at, message_ids=message_ids)
    notice.state = WrittenState.VOID
    with translation.override(DEFAULT_LANGUAGE):
        notice.void_reason = _("已更正：%(reason)s") % {"reason": slip.reason}
    notice.voided_at, notice.voided_by_id = at, actor.account_id
    notice.save(update_fields=["state", "voided_at", "voided_by", "void_reason"])
    made.save(force_insert=True)
    write_ledger(
        "applications.rectify_written",
        actor_id=actor.account_id,
        subject=subject_of(application),
        data={"notice": notice.code, "rectified": made.code, "number": notice.number},
    )
    return made


def _written_anew(
    notice: WrittenNotice, slip: Slip, *, actor: Actor, at: datetime, message_ids: Sequence[UUID]
) -> WrittenNotice:
    with translation.override(DEFAULT_LANGUAGE):
        mark = _("更正说明：%(made)s出具的本文书中“%(old)s”有误，现更正为“%(new)s”（%(day)s）。") % {
            "made": day_words(civil_date(notice.made_at)),
            "old": slip.old,
            "new": slip.new,
            "day": day_words(civil_date(at)),
        }
    made = WrittenNotice(
        id=new_id(),
        application_id=notice.application_id,
        rectifies=notice,
        act=notice.act,
        key=notice.key,
        kind=notice.kind,
        title=notice.title,
        number=notice.number,
        scheme=notice.scheme,
        content=rectified(notice.words, slip, mark=mark).as_json(),
        round=notice.round,
        made_at=at,
        made_by_id=actor.account_id,
        message_ids=list(message_ids),
    )
    made.code = code_of_written(made)
    return made
