"""材料审核结论: kept while one examines, left with the act, one's own until then."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from accounts.domain.substitution import Days
from accounts.services.substitutions import name_substitute
from applications.models import Application
from reviews.domain.actions import Action
from reviews.domain.material_verdicts import Fitness, MaterialVerdict, read_verdicts
from reviews.models import StepAct, VerdictDraft
from reviews.services.acts import ActOutcome
from reviews.services.deciding import decide_application
from reviews.services.examining import approve_task
from reviews.services.material_verdicts import judge_material
from reviews.services.paper import Counted, receive_paper
from tenants.clock import today
from tenants.domain.errors import IllegalTransition, NotAuthorised, ValidationFailed
from tenants.records.models import LedgerEntry
from tests.factories.accounts import fresh_actor, make_staff
from tests.factories.registrations import (
    Office,
    acting,
    approve,
    bring_to,
    decide,
    file_material,
    find,
    key,
    open_task,
    send_back,
    take_paper,
    version_of,
)
from tests.services.reviews.test_steering import do
from tests.services.tenants.parallel import at_once

SCHEMA = "t_city_a"
FIT, UNFIT = Fitness.FIT, Fitness.UNFIT


def problems(error: pytest.ExceptionInfo[ValidationFailed]) -> list[tuple[str, str]]:
    return [(each.path, each.code) for each in error.value.problems]


def drafted(user: object) -> list[tuple[str, Fitness, str]]:
    rows = VerdictDraft.objects.filter(person=user)  # type: ignore[misc]
    return [(each.material, each.fitness, each.remark) for row in rows for each in read_verdicts(row.verdicts)]


def said_with(act_id: UUID) -> tuple[MaterialVerdict, ...]:
    return read_verdicts(StepAct.objects.get(pk=act_id).verdicts)


def test_a_verdict_is_kept_as_it_is_given_changed_and_taken_away(office: Office) -> None:
    application = bring_to(office, "registration_point")

    find(application, office.point, "work_report", UNFIT)
    find(application, office.point, "technical_report", FIT)
    find(application, office.point, "work_report", UNFIT, " 缺公章 ")
    find(application, office.point, "technical_report", None)
    find(application, office.second_point, "work_report", FIT)

    assert drafted(office.point) == [("work_report", UNFIT, "缺公章")]
    assert drafted(office.second_point) == [("work_report", FIT, "")]
    assert StepAct.objects.filter(application=application).exclude(verdicts=[]).count() == 0


def test_with_the_act_stay_the_verdicts_of_whoever_acts_and_of_which_version(office: Office) -> None:
    application = bring_to(office, "registration_point")
    first, second = (file_material(application, "test_proof", name) for name in ("一.pdf", "二.pdf"))
    find(application, office.point, "test_proof", UNFIT, "缺页")
    find(application, office.point, "work_report", FIT, "先写了又改")
    find(application, office.second_point, "test_proof", FIT)

    outcome = send_back(application, office.point)

    version = tuple(sorted((first.sha256, second.sha256)))
    assert said_with(outcome.act_id) == (
        MaterialVerdict("test_proof", UNFIT, "缺页", version, 1),
        MaterialVerdict("work_report", FIT, "", (), 1),
    )
    assert (drafted(office.point), len(drafted(office.second_point))) == ([], 1)
    entry = LedgerEntry.objects.filter(command="reviews.return_application").latest("id")
    assert entry.data["materials"] == "test_proof:unfit,work_report:fit"


@pytest.mark.parametrize("action", [Action.RETURN_TO_STEP, Action.TERMINATE, Action.TRANSFER])
def test_whoever_leaves_the_task_leaves_the_verdicts_too(office: Office, action: Action) -> None:
    application = bring_to(office, "decide")
    find(application, office.point, "work_report", UNFIT, "缺公章")
    given: dict[Action, dict[str, object]] = {
        Action.RETURN_TO_STEP: {"to": "registration_point@", "then": "walk_again"},
        Action.TERMINATE: {"basis": "《科技成果登记办法》第九条"},
        Action.TRANSFER: {"people": (office.second_point.id,)},
    }

    outcome = do(application, office.point, action, opinion="材料有误", **given[action])

    assert [each.material for each in said_with(outcome.act_id)] == ["work_report"]
    assert drafted(office.point) == []


def test_a_claim_leaves_the_draft(office: Office) -> None:
    application = bring_to(office, "registration_point")
    find(application, office.point, "work_report", UNFIT)

    outcome = do(application, office.point, Action.CLAIM)

    assert (said_with(outcome.act_id), drafted(office.point)) == ((), [("work_report", UNFIT, "")])


def test_unfit_says_why_before_anything_is_done(office: Office) -> None:
    application = bring_to(office, "registration_point")
    find(application, office.point, "work_report", UNFIT)

    for act in (approve, send_back):
        with pytest.raises(ValidationFailed) as refused:
            act(application, office.point)
        assert problems(refused) == [("verdict-work_report", "verdict_remark_missing")]
    assert drafted(office.point) == [("work_report", UNFIT, "")]


def test_passing_unfit_materials_wants_to_be_confirmed(office: Office) -> None:
    application = bring_to(office, "registration_point")
    find(application, office.point, "work_report", UNFIT, "缺公章")
    given = {"task_id": open_task(application).id, "opinion": "", "idempotency_key": key()}

    with pytest.raises(ValidationFailed) as refused:
        approve(application, office.point)
    version = version_of(application)
    first = approve_task(acting(office.point), version=version, unfit_confirmed=True, **given)  # type: ignore[arg-type]
    second = approve_task(acting(office.point), version=version, unfit_confirmed=True, **given)  # type: ignore[arg-type]

    assert problems(refused) == [("unfit_confirmed", "unfit_not_confirmed")]
    assert first == second
    assert [each.fitness for each in said_with(first.act_id)] == [UNFIT]


def test_paper_and_a_favourable_decision_want_it_too_a_denial_does_not(office: Office) -> None:
    application = bring_to(office, "receive_paper")
    find(application, office.point, "work_report", UNFIT, "缺公章")

    with pytest.raises(ValidationFailed) as paper:
        take_paper(application, office.point)
    receive_paper(
        acting(office.point),
        task_id=open_task(application).id,
        version=version_of(application),
        counted=Counted(1, unfit_confirmed=True),
        idempotency_key=key(),
    )
    find(application, office.point, "work_report", UNFIT, "缺公章")
    with pytest.raises(ValidationFailed) as decision:
        decide(application, office.point)
    outcome = decide(application, office.point, result="refused")

    assert problems(paper) == problems(decision) == [("unfit_confirmed", "unfit_not_confirmed")]
    assert [each.fitness for each in said_with(outcome.act_id)] == [UNFIT]


def test_a_favourable_decision_is_given_on_confirmation(office: Office) -> None:
    application = bring_to(office, "decide")
    find(application, office.point, "work_report", UNFIT, "缺公章")

    decide_application(
        acting(office.point),
        task_id=open_task(application).id,
        version=version_of(application),
        result="registered",
        opinion="符合登记条件",
        number="",
        idempotency_key=key(),
        unfit_confirmed=True,
    )

    assert Application.objects.get(pk=application.pk).result == "registered"


def test_what_is_taken_back_is_a_draft_again(office: Office) -> None:
    application = bring_to(office, "registration_point")
    done = open_task(application)
    find(application, office.point, "work_report", FIT)
    approve(application, office.point)

    do(application, office.point, Action.TAKE_BACK, task=done)

    row = VerdictDraft.objects.get(person=office.point)
    assert (row.task, drafted(office.point)) == (open_task(application), [("work_report", FIT, "")])


@pytest.mark.parametrize("who", ["other_point", "leader", "unit", "supervising", "system"])
def test_others_do_not_judge(office: Office, who: str) -> None:
    application = bring_to(office, "registration_point")

    with pytest.raises(NotAuthorised):
        find(application, getattr(office, who), "work_report", FIT)

    assert VerdictDraft.objects.count() == 0


def test_nothing_is_said_at_a_task_that_is_done_or_while_the_matter_rests(office: Office) -> None:
    done = bring_to(office, "registration_point", title="甲成果")
    task = open_task(done)
    approve(done, office.point)
    resting = bring_to(office, "registration_point", title="乙成果")
    do(resting, office.point, Action.SUSPEND, basis="《科技成果登记办法》第九条", opinion="等待")
    codes = []

    for task_id in (task.id, open_task(resting).id):
        with pytest.raises(IllegalTransition) as refused:
            judge_material(acting(office.point), task_id=task_id, material="work_report", fitness=FIT, remark="")
        codes.append(refused.value.code)

    assert (codes, VerdictDraft.objects.count()) == (["task_closed", "matter_suspended"], 0)


@pytest.mark.parametrize(
    ("material", "remark", "problem"),
    [
        ("publications", "", ("material", "material_unknown")),
        ("", "", ("material", "material_unknown")),
        ("work_report", "缺" * 501, ("remark", "remark_too_long")),
    ],
)
def test_wrong_input_is_said_at_its_place(office: Office, material: str, remark: str, problem: tuple[str, str]) -> None:
    application = bring_to(office, "registration_point")

    with pytest.raises(ValidationFailed) as refused:
        find(application, office.point, material, UNFIT, remark)

    assert (problems(refused), VerdictDraft.objects.count()) == ([problem], 0)


def test_a_substitute_says_it_in_his_own_name_with_the_mark_on_the_act(office: Office) -> None:
    application = bring_to(office, "registration_point")
    substitute = make_staff(department=office.department, name="林代办")
    name_substitute(
        acting(office.point),
        absent_id=office.point.id,
        substitute_id=substitute.id,
        days=Days(today(), today() + timedelta(days=1)),
        reason="出差",
        procedures=(),
    )
    actor, task = fresh_actor(substitute), open_task(application).id

    judge_material(actor, task_id=task, material="work_report", fitness=FIT, remark="")
    outcome = approve_task(actor, task_id=task, version=version_of(application), opinion="同意", idempotency_key=key())

    act = StepAct.objects.get(pk=outcome.act_id)
    assert (act.actor, act.on_behalf_of) == (substitute, office.point)
    assert [each.material for each in read_verdicts(act.verdicts)] == ["work_report"]
    assert VerdictDraft.objects.count() == 0


def test_two_who_judge_at_once_keep_their_own_and_one_who_saves_twice_has_one(committed_office: Office) -> None:
    office = committed_office
    task = open_task(bring_to(office, "registration_point")).id
    actors = [acting(office.point), acting(office.point), acting(office.second_point)]

    def judge(number: int) -> tuple[MaterialVerdict, ...]:
        material = ("work_report", "test_proof", "test_proof")[number]
        return judge_material(actors[number], task_id=task, material=material, fitness=FIT, remark="")

    outcomes = at_once(3, SCHEMA, judge)

    assert [type(outcome) for outcome in outcomes] == [tuple] * 3
    assert sorted(material for material, _, _ in drafted(office.point)) == ["test_proof", "work_report"]
    assert drafted(office.second_point) == [("test_proof", FIT, "")]


def test_a_verdict_in_the_second_of_the_act_goes_with_it_or_is_refused(committed_office: Office) -> None:
    office = committed_office
    application = bring_to(office, "registration_point")
    task, version, actor = open_task(application).id, version_of(application), acting(office.point)

    def work(number: int) -> object:
        if number:
            return judge_material(actor, task_id=task, material="work_report", fitness=FIT, remark="")
        return approve_task(actor, task_id=task, version=version, opinion="", idempotency_key=key())

    outcomes = at_once(2, SCHEMA, work)

    acted = next(each for each in outcomes if isinstance(each, ActOutcome))
    judged = next(each for each in outcomes if each is not acted)
    went_along = [each.material for each in said_with(acted.act_id)]
    assert went_along == ([] if isinstance(judged, IllegalTransition) else ["work_report"])
    assert VerdictDraft.objects.count() == 0
