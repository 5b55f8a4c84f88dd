"""外出代办 where several sign and where a task is claimed: in whose name, and what is left when it ends."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.domain.substitution import Days
from accounts.models import Substitution, User
from accounts.services.substitutions import end_substitution, name_substitute
from applications.models import Application
from procedures.domain.chain_view import load_state
from reviews.domain.actions import Action
from reviews.models import StepAct, StepTask
from reviews.queries.access import tasks_of
from reviews.queries.inbox import ListFilter, inbox
from reviews.services.examining import approve_task
from reviews.services.steering import Given, steer
from tenants.clock import today
from tenants.domain.errors import IllegalTransition, NotAuthorised
from tests.factories.accounts import fresh_actor, make_staff
from tests.factories.registrations import (
    Office,
    approve,
    bring_to,
    key,
    open_task,
    submit_registration,
    version_of,
)
from tests.services.reviews.test_steering import accepting


@pytest.fixture
def substitute(office: Office) -> User:
    """Somebody of the bureau with no business of his own."""
    return make_staff(department=office.department, name="林代办")


def stand_in(absent: User, substitute: User) -> Substitution:
    return name_substitute(
        fresh_actor(absent),
        absent_id=absent.id,
        substitute_id=substitute.id,
        days=Days(today(), today() + timedelta(days=5)),
        reason="出差",
    )


def do(application: Application, user: User, action: Action, **given: object) -> None:
    steer(
        fresh_actor(user),
        task_id=open_task(application).id,
        version=version_of(application),
        action=action,
        given=Given(**given),  # type: ignore[arg-type]
        idempotency_key=key(),
    )


def sign(application: Application, user: User, task: StepTask | None = None) -> None:
    approve_task(
        fresh_actor(user),
        task_id=(task or open_task(application)).id,
        version=version_of(application),
        opinion="同意",
        idempotency_key=key(),
    )


def waits_for(user: User) -> list[tuple[str, str]]:
    """What is in an inbox: the title, and for whom it would be done."""
    rows = inbox(fresh_actor(user), ListFilter(), today=today()).rows
    return [(row.application.title, row.absent) for row in rows]


def signers(application: Application) -> list[tuple[str, str]]:
    """Whose seats are signed at the countersigning, and by whom."""
    application.refresh_from_db()
    tasks = load_state(application.chain_state).tasks
    task = next(each for each in reversed(tasks) if each.step == "sign")
    return [(seat.who, seat.by) for seat in task.seats if seat.sign is not None]


def to_be_signed(office: Office) -> Application:
    """An application that the whole point has to sign: 程清和 and 林惠民."""
    application = submit_registration(accepting(office, mode="all"), title="会签的成果")
    approve(application, office.unit)
    approve(application, office.point)
    assert open_task(application).step_key == "sign"
    return application


def marked(user: User) -> list[tuple[str, object]]:
    acts = StepAct.objects.filter(actor=user).order_by("at", "id")
    return [(act.action, act.on_behalf_of_id) for act in acts]


def test_the_substitute_signs_the_seat_of_whoever_is_away(office: Office, substitute: User) -> None:
    application = to_be_signed(office)
    stand_in(office.point, substitute)
    assert waits_for(substitute) == [("会签的成果", "程清和")]

    sign(application, substitute)

    assert signers(application) == [(f"u:{office.point.id}", f"u:{substitute.id}")]
    assert (waits_for(substitute), waits_for(office.point)) == ([], [])
    assert waits_for(office.second_point) == [("会签的成果", "")]
    assert marked(substitute) == [("approve", office.point.id)]
    with pytest.raises(IllegalTransition, match="seat_not_yours"):
        sign(application, office.point)


def test_a_signer_signs_for_himself_first_and_then_for_whoever_is_away(office: Office) -> None:
    application = to_be_signed(office)
    stand_in(office.point, office.second_point)
    task = open_task(application)

    sign(application, office.second_point)
    between = waits_for(office.second_point)
    lent = tasks_of(application, fresh_actor(office.second_point))[-1].absent
    sign(application, office.second_point)

    assert between == [("会签的成果", "程清和")]
    assert lent is not None
    assert lent.absent_id == office.point.id
    second = f"u:{office.second_point.id}"
    assert sorted(signers(application)) == sorted([(second, second), (f"u:{office.point.id}", second)])
    assert marked(office.second_point) == [("approve", None), ("approve", office.point.id)]
    task.refresh_from_db()
    assert (task.outcome, open_task(application).step_key) == ("approved", "registration_point")


def test_an_objection_of_the_substitute_is_that_of_the_seat(office: Office, substitute: User) -> None:
    application = to_be_signed(office)
    stand_in(office.point, substitute)

    do(application, substitute, Action.OBJECT, opinion="效益数据无依据")

    application.refresh_from_db()
    assert (application.status, marked(substitute)) == ("returned", [("object", office.point.id)])


def test_a_claim_of_the_substitute_is_in_the_name_of_whoever_is_away(office: Office, substitute: User) -> None:
    application = bring_to(office, "registration_point", title="签收的成果")
    stand_in(office.point, substitute)

    do(application, substitute, Action.CLAIM)

    task = open_task(application)
    assert task.claimed_by_id == office.point.id
    assert (waits_for(substitute), waits_for(office.point), waits_for(office.second_point)) == (
        [("签收的成果", "程清和")],
        [("签收的成果", "")],
        [],
    )
    sign(application, substitute)
    assert marked(substitute) == [("claim", office.point.id), ("approve", office.point.id)]
    assert open_task(application).step_key == "receive_paper"


def test_what_the_substitute_claimed_stays_with_its_owner_when_it_ends(office: Office, substitute: User) -> None:
    application = bring_to(office, "registration_point", title="签收的成果")
    row = stand_in(office.point, substitute)
    do(application, substitute, Action.CLAIM)

    end_substitution(fresh_actor(office.point), substitution_id=row.id)

    assert (waits_for(substitute), waits_for(office.point)) == ([], [("签收的成果", "")])
    with pytest.raises(NotAuthorised):
        sign(application, substitute)
    sign(application, office.point)
    assert open_task(application).step_key == "receive_paper"


def test_what_was_claimed_before_leaving_is_done_or_put_back_by_the_substitute(
    office: Office, substitute: User
) -> None:
    application = bring_to(office, "registration_point", title="签收的成果")
    do(application, office.point, Action.CLAIM)
    stand_in(office.point, substitute)

    do(application, substitute, Action.RELEASE)

    assert open_task(application).claimed_by is None
    assert waits_for(office.second_point) == [("签收的成果", "")]
    assert marked(substitute) == [("release", office.point.id)]


def test_a_colleague_stands_in_at_what_was_claimed(office: Office) -> None:
    application = bring_to(office, "registration_point", title="签收的成果")
    do(application, office.point, Action.CLAIM)
    stand_in(office.point, office.second_point)

    sign(application, office.second_point)

    assert marked(office.second_point) == [("approve", office.point.id)]


def test_the_substitute_asks_others_and_the_task_comes_back_to_him(office: Office, substitute: User) -> None:
    application = bring_to(office, "registration_point", title="征求意见的成果")
    stand_in(office.point, substitute)

    do(application, substitute, Action.ADD_SIGNERS, people=(office.second_point.id,), place="before")
    between = (waits_for(substitute), waits_for(office.second_point))
    sign(application, office.second_point)
    sign(application, substitute)

    assert between == ([], [("征求意见的成果", "")])
    assert open_task(application).step_key == "receive_paper"
    assert marked(substitute) == [("add_signers", office.point.id), ("approve", office.point.id)]


def test_whom_the_substitute_asked_by_mistake_he_asks_no_more(office: Office, substitute: User) -> None:
    application = bring_to(office, "registration_point", title="征求意见的成果")
    stand_in(office.point, substitute)
    do(application, substitute, Action.ADD_SIGNERS, people=(office.second_point.id,), place="before")

    do(application, substitute, Action.REMOVE_SIGNER, people=(office.second_point.id,))

    assert (waits_for(substitute), waits_for(office.second_point)) == ([("征求意见的成果", "程清和")], [])
