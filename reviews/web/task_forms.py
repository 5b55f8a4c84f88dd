"""What the forms of the decision panel need besides the panel: places, results, numbers, people, steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from accounts.access import Actor
from accounts.domain.principals import user_principal
from applications.queries.stored_answers import stored_answers
from procedures.domain.chain_model import Effect, Sign
from reviews.domain.actions import FORWARD, Action
from reviews.domain.material_verdicts import MaterialVerdict, proposed_remarks
from reviews.domain.places import remark_places
from reviews.domain.remarks import Remark
from reviews.domain.seating import chain_task, return_targets
from reviews.queries.dossier import Dossier
from reviews.queries.next_people import next_people
from reviews.queries.numbers import offered_number
from reviews.queries.page_rows import PageRows
from reviews.web.desk import PERSONAL, Desk
from reviews.web.phrase_choices import decided_words
from reviews.web.posted import Posted

_SIGNED: dict[Sign | None, dict[str, str | Promise]] = {
    None: {"icon": "clock", "word": lazy("尚未签署")},
    Sign.AGREE: {"icon": "check", "word": lazy("同意")},
    Sign.OBJECT: {"icon": "x", "word": lazy("不同意")},
}
#: Acts that say at which places something is to be put right.
_ASKING = frozenset({Action.RETURN, Action.REQUEST_SUPPLEMENT})
#: Empty lines for remarks that a return form offers before any is added.
SPARE_REMARKS = 2


def forms_context(
    dossier: Dossier,
    desk: Desk,
    rows: PageRows,
    posted: Posted | None,
    *,
    day: date,
    mine: Sequence[MaterialVerdict],
) -> dict[str, object]:
    """Places for remarks, results, the number on offer. One query where a number is offered, otherwise none."""
    context: dict[str, object] = {}
    if desk.actions & _ASKING:
        places = remark_places(dossier.form, dossier.package.materials, dossier.application.variant)
        lines = _remark_lines(rows, posted, mine)
        context["places"] = places
        context["remark_lines"] = [(line.path, line.text) for line in lines] + [("", "")] * SPARE_REMARKS
    if Action.DECIDE in desk.actions and desk.step is not None:
        context["results"] = desk.step.results
        context["quick_results"] = [
            (option, decided_words(option)) for option in desk.step.results if option.effect is Effect.APPROVE
        ]
        rule = desk.number_rule
        if rule is not None:
            context["offered"] = offered_number(dossier.application, rule, day, last=rows.last_number)
            context["number_editable"] = rule.editable
            context["number_kept"] = bool(dossier.application.registration_number)
    return context


def _remark_lines(rows: PageRows, posted: Posted | None, mine: Sequence[MaterialVerdict]) -> Sequence[Remark]:
    """What was typed; on a fresh form what was asked for in vain, and the materials that the person found unfit."""
    if posted and posted.action in _ASKING:
        return posted.remarks
    return proposed_remarks(mine, [Remark(each.path, each.text) for each in rows.unsettled])


def steering_context(actor: Actor, desk: Desk, rows: PageRows) -> dict[str, object]:
    """Whom a task can be handed to or asked of, and which steps it can go back to.

    No query; those of `next_people` where whoever acts says who is asked next.
    """
    colleagues = rows.colleagues
    context: dict[str, object] = {"return_mode": desk.package.chain.return_mode.value}
    focus = desk.focus
    if focus is not None and desk.actions & FORWARD:
        answers = stored_answers(rows.submissions[-1])
        context["choices"] = next_people(
            actor, desk.application, focus.task, desk.package, answers=answers, absent=focus.absent
        )
    if focus is not None and Action.RETURN_TO_STEP in desk.actions:
        targets = return_targets(desk.package.chain, desk.state, focus.task.step_key, focus.task.branch_path)
        context["targets"] = [(f"{each.step.key}@{each.branch}", str(each.step.name)) for each in targets]
    if desk.actions & PERSONAL:
        context["colleagues"] = [each for each in colleagues if each.id != actor.user_id]
        context["signers"] = _signers(desk, {user_principal(each.id): each.display_name for each in colleagues})
    if focus is not None and focus.task.claimed_by_id:
        mine = {actor.user_id, focus.absent.absent_id if focus.absent else None}
        context["claimed_by_me"] = focus.task.claimed_by_id in mine
    return context


def _signers(desk: Desk, names: dict[str, str]) -> list[dict[str, str | Promise]]:
    """Everybody who is asked in person at the task, and what they said; nothing where one of a group acts."""
    if desk.focus is None:
        return []
    found = chain_task(desk.state, desk.focus.task.step_key, desk.focus.task.branch_path)
    seats = [seat for seat in found.seats if seat.who in names] if found else []
    if len(seats) <= 1 and not any(seat.added_by for seat in seats):
        return []
    return [{"name": names[seat.who], **_SIGNED[seat.sign]} for seat in seats]
