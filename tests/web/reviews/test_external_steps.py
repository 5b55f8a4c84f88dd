"""Steps that wait for another system: listed, answered by a signed call, once, and by nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.domain.request_signing import Scope
from accounts.models import Integrator
from applications.models import Application, TimelineEntry
from procedures.domain.chain_commands import Suspend
from reviews.models import StepTask
from reviews.queries.inbox import ListFilter, inbox_count
from reviews.services.chain import apply_command
from tenants.clock import now, today
from tenants.context import tenant_context
from tenants.records.models import LedgerEntry
from tests.factories.accounts import open_bureau
from tests.factories.external import STEP, with_external_step
from tests.factories.integrators import Caller, make_integrator
from tests.factories.registrations import Office, acting, approve, open_task, submit_again, submit_registration

Clients = Callable[..., Client]
PASSED = {"passed": True, "reference": "DA-7"}
REFUSED = {"passed": False, "reference": "DA-8", "reason": "档案中查无此件"}
WAITING = reverse("office_api:waiting_steps", urlconf="config.urls_tenant")


@pytest.fixture
def waiting(office: Office) -> tuple[Office, Application]:
    """An application that waits for the other system."""
    cache.clear()
    external = with_external_step(office)
    application = submit_registration(external)
    approve(application, external.unit)
    assert open_task(application).step_key == STEP
    return external, application


@pytest.fixture
def caller(city_a: object, client_for: Clients) -> Caller:
    made = make_integrator()
    return Caller(client_for(city_a), made.integrator.key_id, made.secret)


def path_of(application: Application, step: str = STEP) -> str:
    return f"{WAITING}{application.number}/{step}/"


def test_a_waiting_step_is_listed_and_passed(waiting: tuple[Office, Application], caller: Caller) -> None:
    _, application = waiting
    listed = caller.get(WAITING).json()
    before = caller.get(path_of(application)).json()

    answer = caller.put(path_of(application), PASSED)

    assert [(row["application"], row["step"]) for row in listed["steps"]] == [(application.number, STEP)]
    assert (before["state"], listed["next"]) == ("waiting", "")
    assert (answer.status_code, answer.json()["state"], answer.json()["visit"]) == (200, "passed", 1)
    assert open_task(application).step_key == "registration_point"
    entry = TimelineEntry.objects.get(application=application, kind="answered")
    assert (entry.actor_label, entry.opinion) == ("省科技业务管理平台", "对方编号：DA-7")
    recorded = LedgerEntry.objects.get(command="reviews.answer_step")
    assert (recorded.actor_id, recorded.data["reference"], recorded.data["passed"]) == (None, "DA-7", True)
    assert caller.get(WAITING).json()["steps"] == []


def test_a_refusal_goes_back_to_the_applicant_and_is_asked_again(
    waiting: tuple[Office, Application], caller: Caller
) -> None:
    office, application = waiting

    answer = caller.put(path_of(application), REFUSED)
    submit_again(office, application)
    approve(application, office.unit)
    again = caller.get(path_of(application)).json()

    assert (answer.json()["state"], answer.json()["status"]) == ("refused", "returned")
    entry = TimelineEntry.objects.get(application=application, kind="returned")
    assert entry.opinion == "档案中查无此件\n对方编号：DA-8"
    assert (again["state"], again["visit"]) == ("waiting", 2)


def test_the_same_call_again_gives_the_same_answer_and_does_nothing(
    waiting: tuple[Office, Application], caller: Caller
) -> None:
    _, application = waiting

    answers = [caller.put(path_of(application), PASSED, key="k1") for _ in range(2)]
    other = caller.put(path_of(application), REFUSED, key="k1")
    late = caller.put(path_of(application), REFUSED, key="k2")

    assert [answer.json() for answer in answers] == [answers[0].json()] * 2
    assert (answers[1].status_code, other.status_code) == (200, 422)
    assert (late.status_code, late.json()["error"]["code"]) == (409, "external_step_not_waiting")
    assert LedgerEntry.objects.filter(command="reviews.answer_step").count() == 1


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"passed": False, "reference": "DA-8"}, ["reason"]),
        ({"passed": True, "reference": " "}, ["reference"]),
        ({"passed": "vielleicht", "reference": "DA-8"}, ["passed"]),
        ({"passed": True, "reference": "长" * 101}, ["reference"]),
        ({"passed": False, "reference": "DA-8", "reason": "长" * 501}, ["reason"]),
    ],
)
def test_wrong_input_is_named_at_its_place(
    waiting: tuple[Office, Application], caller: Caller, body: dict[str, object], fields: list[str]
) -> None:
    _, application = waiting

    answer = caller.put(path_of(application), body)

    assert answer.status_code == 422
    assert [line["field"] for line in answer.json()["error"]["fields"]] == fields
    assert open_task(application).step_key == STEP


def test_steps_of_people_unknown_numbers_and_what_is_not_there_yet(
    waiting: tuple[Office, Application], caller: Caller
) -> None:
    office, application = waiting
    ahead = submit_registration(office, title="还在单位审核")

    answers = [
        caller.put(path_of(application, "registration_point"), PASSED),
        caller.put(path_of(application, "nowhere"), PASSED),
        caller.put(path_of(application).replace(application.number, "CG-unknown"), PASSED),
        caller.put(path_of(ahead), PASSED),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404, 409]
    assert caller.get(path_of(ahead)).json()["state"] == "ahead"
    assert set(StepTask.objects.filter(step_key=STEP).values_list("state", flat=True)) == {"open"}


def test_nothing_moves_while_the_matter_is_suspended(waiting: tuple[Office, Application], caller: Caller) -> None:
    office, application = waiting
    application.refresh_from_db()
    apply_command(application, Suspend("《办法》第八条", "等待鉴定"), actor=acting(office.point), now=now())

    answer = caller.put(path_of(application), PASSED)

    assert answer.status_code == 409
    assert open_task(application).step_key == STEP


def test_only_a_true_signature_with_the_scope_of_this_city_is_taken(
    waiting: tuple[Office, Application], caller: Caller, city_a: object, city_b: object, client_for: Clients
) -> None:
    _, application = waiting
    here, path = client_for(city_a), path_of(application)
    narrow = make_integrator(scopes=frozenset({Scope.PLAN_PROJECTS}))
    with tenant_context(city_b):  # type: ignore[arg-type]
        open_bureau(city_b)  # type: ignore[arg-type]
        foreign = make_integrator()
    there = client_for(city_b)

    answers = [
        Caller(here, caller.key_id, "guessed").put(path, PASSED),
        Caller(here, "0" * 32, caller.secret).put(path, PASSED),
        caller.put(path, PASSED, at=now() - timedelta(minutes=6)),
        here.put(path, PASSED, content_type="application/json"),
        Caller(here, foreign.integrator.key_id, foreign.secret).put(path, PASSED),
        Caller(here, narrow.integrator.key_id, narrow.secret).put(path, PASSED),
        Caller(there, foreign.integrator.key_id, foreign.secret).put(path, PASSED),
    ]
    listed = Caller(there, foreign.integrator.key_id, foreign.secret).get(WAITING)

    assert [answer.status_code for answer in answers] == [401, 401, 401, 401, 401, 403, 404]
    assert listed.json()["steps"] == []
    assert open_task(application).step_key == STEP


def test_a_key_answers_for_its_systems_alone_and_the_others_are_unknown_to_it(
    office: Office, city_a: object, client_for: Clients
) -> None:
    """Two steps of two systems; three keys: of each one, and one from before systems were named."""
    cache.clear()
    applications = []
    for system in ("archive", ""):
        external = with_external_step(office, system=system)
        applications.append(submit_registration(external, title=f"由{system or STEP}答复"))
        approve(applications[-1], external.unit)
    keys = [make_integrator(systems=[each]) for each in ("archive", STEP, "others")]
    Integrator.objects.filter(pk=keys[2].integrator.id).update(systems=None)
    here = client_for(city_a)
    callers = [Caller(here, each.integrator.key_id, each.secret) for each in keys]

    listed = [[row["application"] for row in caller.get(WAITING).json()["steps"]] for caller in callers]
    seen = [[caller.get(path_of(each)).status_code for each in applications] for caller in callers]
    foreign = callers[0].put(path_of(applications[1]), PASSED, key="k1")
    unknown = callers[0].put(path_of(applications[1]).replace(applications[1].number, "CG-unknown"), PASSED, key="k2")
    own = callers[0].put(path_of(applications[0]), PASSED, key="k3")
    Integrator.objects.filter(pk=keys[0].integrator.id).update(systems=[])
    after = callers[0].put(path_of(applications[0]), PASSED, key="k3")

    assert listed == [[applications[0].number], [applications[1].number], []]
    assert seen == [[200, 404], [404, 200], [404, 404]]
    assert (foreign.status_code, foreign.json()) == (404, unknown.json())
    assert (own.status_code, after.status_code, open_task(applications[1]).step_key) == (200, 404, STEP)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_what_waits_costs_the_same(
    office: Office, caller: Caller, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    external = with_external_step(office)
    for _ in range(rows):
        approve(submit_registration(external), external.unit)
    caller.get(WAITING)

    with django_assert_num_queries(5):
        found = caller.get(WAITING).json()["steps"]

    assert len(found) == rows


def test_people_see_that_the_step_waits_for_another_system(
    waiting: tuple[Office, Application], city_a: object, client_for: Clients
) -> None:
    office, application = waiting

    page = client_for(city_a, office.point).get(reverse("workbench:application", args=[application.id]))

    assert "这个环节等待其他系统答复" in page.content.decode()
    assert inbox_count(acting(office.point), ListFilter(), today=today()) == 0
