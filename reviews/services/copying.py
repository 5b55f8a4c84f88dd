"""抄送 by hand: colleagues of the own city may read an application, and need not act."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import Actor
from accounts.domain.principals import user_principal
from accounts.models import User
from applications.models import Application, TimelineEntry
from applications.queries.locks import lock_application
from applications.services.access_rows import let_consult
from notifications.services.notify import Notice, send_notices
from reviews.domain.copying import copy_problems
from reviews.domain.news import MessageEvent, TimelineKind
from reviews.queries.access import reach_for_office
from reviews.queries.copying import people_to_copy
from reviews.services.chain_news import notice_words, subject_of
from tenants.clock import now
from tenants.domain.errors import Problem, ValidationFailed
from tenants.records.services.idempotency import run_once
from tenants.records.services.ledger import write_ledger

COMMAND = "reviews.copy_application"


@transaction.atomic
def copy_application(
    actor: Actor,
    *,
    application_id: UUID,
    people: Sequence[UUID] = (),
    department: UUID | None = None,
    note: str = "",
    idempotency_key: str,
) -> int:
    """Let people, or everybody of a department, read the application and tell them; how many. Nobody's access shrinks.

    The same key again copies nothing. Nothing in the chain moves: no page becomes stale.

    Raises NotAuthorised for whoever does not handle it, ValidationFailed at `people` or `note`.
    """
    application = lock_application(application_id)
    reach_for_office(actor, application_id)
    words = note.strip()
    wanted = [each for each in dict.fromkeys(people) if each != actor.user_id]
    found = people_to_copy(application, people=wanted, department=department)
    chosen = [each for each in found if each.id != actor.user_id]
    problems = copy_problems(len(chosen), words)
    if problems or (department is None and len(chosen) != len(wanted)):
        raise ValidationFailed(problems or [Problem("people", "copy_person_unknown")])

    def action() -> dict[str, object]:
        _copy(actor, application, chosen, department, words)
        return {"copied": len(chosen)}

    fingerprint = "\0".join((str(application_id), str(department or ""), *sorted(map(str, wanted)), words))
    stored = run_once(idempotency_key, actor_id=actor.user_id, command=COMMAND, fingerprint=fingerprint, action=action)
    return int(str(stored["copied"]))


def _copy(actor: Actor, application: Application, people: list[User], department: UUID | None, note: str) -> None:
    let_consult(application, [user_principal(each.id) for each in people])
    ids = [str(each.id) for each in people]
    TimelineEntry.objects.create(
        application=application,
        at=now(),
        kind=TimelineKind.COPIED,
        step_label=application.current_step_label,
        actor_label=actor.name,
        round=application.round,
        opinion=note,
        params={"to": _names(people, whole=department is not None), "people": ids},
        for_applicant=False,
    )
    write_ledger(
        COMMAND,
        actor_id=actor.user_id,
        subject=subject_of(application),
        data={"people": ",".join(ids), "department": str(department or "")},
    )
    page = reverse("workbench:application", args=[application.id])
    words = notice_words(application, MessageEvent.COPIED, step=application.current_step_label)
    told = frozenset(each.id for each in people)
    send_notices([Notice(MessageEvent.COPIED, told, subject_of(application), page, *words)])


def _names(people: list[User], *, whole: bool) -> str:
    """As it stands in the timeline: a whole department by its name."""
    first = people[0].department
    if whole and first is not None:
        return _("%(department)s（%(n)d 人）") % {"department": first.name, "n": len(people)}
    return "、".join(each.display_name for each in people)
