"""Two acts on one application in the same second: one is done, and who was slower reads what happened, by whom."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from accounts.access import Actor
from accounts.domain.roles import RoleKey
from applications.domain.rectifying import Slip
from applications.domain.states import Status
from applications.models import Application, Rectification, WrittenNotice
from applications.services.withdrawal import withdraw_application
from reviews.domain.actions import Action
from reviews.domain.external import StepAnswer
from reviews.models import StepAct
from reviews.services.deciding import decide_application
from reviews.services.examining import approve_task, return_application
from reviews.services.external import answer_step
from reviews.services.rectifying import ask_notice_rectification, confirm_rectification
from reviews.services.steering import Given, steer
from tenants.domain.errors import IllegalTransition
from tenants.domain.ids import new_id
from tenants.wording import say
from tests.factories.accounts import make_staff
from tests.factories.external import STEP, with_external_step
from tests.factories.registrations import (
    Office,
    acting,
    approve,
    bring_to,
    decide,
    key,
    open_task,
    submit_registration,
    version_of,
)
from tests.services.tenants.parallel import at_once

SCHEMA = "t_city_a"
Doing = Callable[[Actor, UUID, int], object]


def approves(actor: Actor, task: UUID, version: int) -> object:
    return approve_task(actor, task_id=task, version=version, opinion="同意", idempotency_key=key())


def returns(actor: Actor, task: UUID, version: int) -> object:
    return return_application(actor, task_id=task, version=version, opinion="请补充", remarks=(), idempotency_key=key())


def decides(result: str) -> Doing:
    def act(actor: Actor, task: UUID, version: int) -> object:
        return decide_application(
            actor,
            task_id=task,
            version=version,
            result=result,
            opinion="经审查",
            number="",
            idempotency_key=key(),
        )

    return act


def steers(action: Action, **given: object) -> Doing:
    def act(actor: Actor, task: UUID, version: int) -> object:
        asked = Given(**given)  # type: ignore[arg-type]
        return steer(actor, task_id=task, version=version, action=action, given=asked, idempotency_key=key())

    return act


def told(office: Office, step: str, first: Doing, second: Doing) -> tuple[str, bool]:
    """What the slower one is told, and whether it names the faster one in Chinese; the first by 程清和."""
    application = bring_to(office, step)
    task, version = open_task(application).id, version_of(application)
    actors = (acting(office.point), acting(office.second_point))

    outcomes = at_once(2, SCHEMA, lambda at: (first, second)[at](actors[at], task, version))

    lost = [(at, each) for at, each in enumerate(outcomes) if isinstance(each, IllegalTransition)]
    assert len(lost) == 1, outcomes
    slower, refusal = lost[0]
    assert not isinstance(outcomes[1 - slower], Exception)
    assert StepAct.objects.filter(application=application, task=task).count() == 1
    return refusal.code, actors[1 - slower].name in say(refusal.code, refusal.params)


def test_of_two_acts_one_is_done_and_the_other_reads_by_whom(committed_office: Office) -> None:
    office = committed_office
    transfer = steers(Action.TRANSFER, people=(office.second_point.id,))
    suspend = steers(Action.SUSPEND, basis="《办法》第八条", opinion="鉴定")
    back = steers(Action.RETURN_TO_STEP, to="applicant_unit@", then="walk_again", opinion="请核对")
    pairs: dict[str, tuple[str, Doing, Doing, set[str]]] = {
        "two decide": ("decide", decides("registered"), decides("refused"), {"meanwhile_decided"}),
        "two claim": (
            "registration_point", steers(Action.CLAIM), steers(Action.CLAIM), {"meanwhile_claimed"},
        ),
        "two return": ("registration_point", returns, returns, {"meanwhile_returned"}),
        "pass and return": (
            "registration_point", approves, returns, {"meanwhile_approved", "meanwhile_returned"},
        ),
        "decide and return": (
            "decide", decides("registered"), returns, {"meanwhile_decided", "meanwhile_returned"},
        ),
        "transfer and claim": (
            "registration_point", transfer, steers(Action.CLAIM), {"meanwhile_transferred", "meanwhile_claimed"},
        ),
        "suspend and pass": (
            "registration_point", suspend, approves, {"meanwhile_suspended", "meanwhile_approved"},
        ),
        "a step back and pass": (
            "registration_point", back, approves, {"meanwhile_returned_to_step", "meanwhile_approved"},
        ),
    }  # fmt: skip

    found = {name: told(office, step, first, second) for name, (step, first, second, _) in pairs.items()}

    unfit = {name: code for name, (code, named) in found.items() if code not in pairs[name][3] or not named}
    assert unfit == {}


def test_the_applicant_withdraws_while_the_office_returns(committed_office: Office) -> None:
    """Whichever is first: a returned matter may be withdrawn, a withdrawn one is not returned."""
    office = committed_office
    application = bring_to(office, "registration_point")
    task, version = open_task(application).id, version_of(application)
    leader, officer = acting(office.leader), acting(office.point)

    def act(at: int) -> object:
        if at:
            return returns(officer, task, version)
        return withdraw_application(application.id, reason="另行申报", actor=leader)

    withdrawn, returned = at_once(2, SCHEMA, act)

    application.refresh_from_db()
    assert (withdrawn, application.status) == (None, Status.WITHDRAWN)
    if isinstance(returned, Exception):
        assert isinstance(returned, IllegalTransition)
        assert (returned.code, leader.name in say(returned.code, returned.params)) == ("meanwhile_withdrawn", True)


def test_two_withdraw_at_once_and_one_is_told(committed_office: Office) -> None:
    application = bring_to(committed_office, "registration_point")
    leader = acting(committed_office.leader)

    outcomes = at_once(2, SCHEMA, lambda _: withdraw_application(application.id, reason="另行申报", actor=leader))

    refused = [each for each in outcomes if isinstance(each, IllegalTransition)]
    assert (outcomes.count(None), len(refused)) == (1, 1)
    assert application.timeline.filter(kind="withdrawn").count() == 1


def test_one_takes_back_while_the_next_claims(committed_office: Office) -> None:
    """The own act undone, or the next one's claim: never both."""
    office = committed_office
    application = bring_to(office, "registration_point")
    done = open_task(application).id
    approve(application, office.point)
    following, version = open_task(application).id, version_of(application)
    tasks = (done, following)
    actions, actors = (Action.TAKE_BACK, Action.CLAIM), (acting(office.point), acting(office.second_point))

    outcomes = at_once(2, SCHEMA, lambda at: steers(actions[at])(actors[at], tasks[at], version))

    refused = [(at, each) for at, each in enumerate(outcomes) if isinstance(each, IllegalTransition)]
    assert len(refused) == 1, outcomes
    assert refused[0][1].code in {"meanwhile_claimed", "meanwhile_taken_back", "acted_since", "task_closed"}
    assert open_task(application).step_key == ("registration_point" if refused[0][0] else "receive_paper")


def test_another_system_answers_twice_at_once_and_the_second_is_told(committed_office: Office) -> None:
    office = with_external_step(committed_office)
    application: Application = submit_registration(office)
    approve(application, office.unit)
    caller = new_id()

    def answer(at: int) -> object:
        said = StepAnswer(application.number, STEP, passed=at == 0, reference=f"R-{at}", reason="查无")
        return answer_step(
            said, integrator_id=caller, integrator_name="档案系统", systems=frozenset({STEP}), idempotency_key=f"k{at}"
        )

    outcomes = at_once(2, SCHEMA, answer)

    refused = [each for each in outcomes if isinstance(each, IllegalTransition)]
    assert [each.code for each in refused] == ["external_step_not_waiting"]
    assert application.timeline.filter(kind__in=["answered", "returned"]).count() == 1


def test_two_people_confirm_a_slip_and_two_ask_for_one(committed_office: Office) -> None:
    office = committed_office
    application = bring_to(office, "decide", title="低炭烧结工艺")
    decide(application, office.point)
    notice = WrittenNotice.objects.get(application=application, kind="decision")
    third = make_staff(RoleKey.REGISTRATION_POINT, department=office.department, name="第三人")
    actors = (acting(office.point), acting(office.second_point))
    seconds = (acting(third), acting(office.second_point))

    def ask(at: int) -> object:
        slip = Slip("低炭", ("低碳", "低热")[at], "错别字")
        return ask_notice_rectification(actors[at], written_id=notice.id, slip=slip, idempotency_key=key())

    asked = at_once(2, SCHEMA, ask)
    row = Rectification.objects.get(application=application)
    Rectification.objects.update(asked_by=office.point)
    confirmed = at_once(2, SCHEMA, lambda at: confirm_rectification(seconds[at], rectification_id=row.id))

    refused = [
        [each.code for each in outcomes if isinstance(each, IllegalTransition)] for outcomes in (asked, confirmed)
    ]
    assert refused == [["rectification_asked_already"], ["rectification_settled"]]
    assert WrittenNotice.objects.filter(application=application, kind="decision", state="valid").count() == 1
    assert WrittenNotice.objects.filter(rectifies=notice).count() == 1
