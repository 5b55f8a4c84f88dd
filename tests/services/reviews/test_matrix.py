"""Role × step: what each person of the procedure may do where. Everything that is not listed is refused."""

from __future__ import annotations

import pytest

from procedures.queries.packages import compiled
from reviews.domain.actions import Action
from reviews.models import StepTask
from reviews.policies import verdicts
from reviews.queries.situations import situation_of
from tests.factories.registrations import Office, acting, bring_to, decide, open_task, submit_registration

PEOPLE = ("leader", "examiner", "unit", "point", "second_point", "other_point", "supervising", "system")
EXAMINE = {Action.APPROVE, Action.RETURN}
#: What an office does with a task besides passing it, where several hold the role and a step lies behind it.
STEERING = {Action.CLAIM, Action.TRANSFER, Action.ADD_SIGNERS, Action.SUSPEND, Action.TERMINATE, Action.RETURN_TO_STEP}
MATRIX = {
    "second_level_department": {"examiner": EXAMINE},
    "applicant_unit": {"unit": EXAMINE},
    "registration_point": dict.fromkeys(("point", "second_point"), EXAMINE | STEERING),
    "receive_paper": dict.fromkeys(("point", "second_point"), {Action.RECEIVE_PAPER, Action.RETURN} | STEERING),
    "decide": dict.fromkeys(("point", "second_point"), {Action.DECIDE, Action.RETURN} | STEERING),
    "decided": {"point": {Action.REVOKE_DECISION}, "second_point": {Action.REVOKE_DECISION}},
}


def at(office: Office, place: str) -> StepTask:
    if place == "second_level_department":
        return open_task(submit_registration(office, in_department=True))
    application = bring_to(office, "decide" if place == "decided" else place)
    if place == "decided":
        decide(application, office.point)
        return StepTask.objects.get(application=application, step_key="decide")
    return open_task(application)


@pytest.mark.parametrize("place", MATRIX)
def test_who_may_do_what_at_each_step(office: Office, place: str) -> None:
    task = at(office, place)
    application = task.application
    application.refresh_from_db()
    package = compiled(application.procedure_version)

    allowed = {
        person: {
            action
            for action, verdict in verdicts(
                situation_of(acting(getattr(office, person)), application, task, package)
            ).items()
            if verdict
        }
        for person in PEOPLE
    }

    assert {person: actions for person, actions in allowed.items() if actions} == MATRIX[place]
