"""Projects of a plan: reported by a signed call, registered here, examined once they are accepted (seed 004)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.access import actor_of
from accounts.models import User
from applications.domain.states import Status
from applications.models import Agreement, Application, Draft, PlanProject
from applications.services.submission import submit_draft
from notifications.models import Message
from reviews.models import StepTask, TaskState
from reviews.services.examining import approve_task
from tenants.clock import now
from tenants.domain.errors import IllegalTransition
from tenants.domain.ids import new_id
from tests.factories.applications import CONSENTS, PROMISES, Town, fill_draft
from tests.factories.integrators import Caller, make_integrator

Sign = Callable[[User], Client]
PATH = "/api/v1/plan-projects/province-plan/2023-R-018/"


@pytest.fixture
def caller(town: Town, public: Client) -> Caller:
    made = make_integrator()
    return Caller(public, made.integrator.key_id, made.secret)


def report(town: Town, reported: str, **changes: str) -> dict[str, str]:
    return {
        "title": "科技成果转化机制研究",
        "programme": "省软科学计划",
        "procedure": "achievement-registration",
        "variant": "soft_science",
        "organisation_uscc": town.organisation.uscc,
        "leader_mobile": town.leader.mobile,
        "state": reported,
        **changes,
    }


def submitted(town: Town, caller: Caller) -> Application:
    caller.put(PATH, report(town, "reviewed"))
    draft = Draft.objects.get()
    fill_draft(draft)
    return Application.objects.get(
        pk=submit_draft(
            draft.id, actor=actor_of(town.leader), idempotency_key=str(new_id()), agreed=PROMISES | CONSENTS
        )
    )


def consent(town: Town, as_user: Sign) -> None:
    as_user(town.leader).post(
        reverse("applications:consents", args=[Draft.objects.get().id]), {"agreed": sorted(CONSENTS)}
    )


def at_the_registration_point(town: Town, caller: Caller, as_user: Sign) -> StepTask:
    caller.put(PATH, report(town, "reviewed"))
    consent(town, as_user)
    application = submitted(town, caller)
    unit = StepTask.objects.get(application=application, state=TaskState.OPEN)
    approve(town.administrator, unit)
    return StepTask.objects.get(application=application, state=TaskState.OPEN)


def approve(user: User, task: StepTask) -> None:
    version = Application.objects.get(pk=task.application_id).version
    approve_task(
        actor_of(User.objects.get(pk=user.id)),
        task_id=task.id,
        version=version,
        opinion="",
        idempotency_key=str(new_id()),
    )


def test_a_reviewed_project_gives_its_leader_a_draft_with_what_is_known(town: Town, caller: Caller) -> None:
    answer = caller.put(PATH, report(town, "reviewed"))

    draft = Draft.objects.get()
    assert answer.status_code == 200
    assert answer.json()["registration"] == {
        "submitted": False, "number": "", "status": "", "result": "", "registration_number": "",
    }  # fmt: skip
    assert (draft.owner, draft.organisation, draft.variant) == (town.leader, town.organisation, "soft_science")
    assert draft.answers["project_number"] == "2023-R-018"
    assert [message.recipient for message in Message.objects.all()] == [town.leader]


def test_the_same_report_again_makes_nothing_twice(town: Town, caller: Caller) -> None:
    first = caller.put(PATH, report(town, "reviewed"), key="k1")
    again = caller.put(PATH, report(town, "reviewed"), key="k1")
    anew = caller.put(PATH, report(town, "reviewed"), key="k2")
    other = caller.put(PATH, report(town, "failed"), key="k1")

    assert [first.status_code, again.status_code, anew.status_code, other.status_code] == [200, 200, 200, 422]
    assert (Draft.objects.count(), PlanProject.objects.count(), Message.objects.count()) == (1, 1, 1)


def test_the_draft_asks_for_the_consents_before_it_is_filled_in(town: Town, caller: Caller, as_user: Sign) -> None:
    caller.put(PATH, report(town, "reviewed"))
    client, draft = as_user(town.leader), Draft.objects.get()
    page = reverse("applications:consents", args=[draft.id])

    entered = client.get(reverse("applications:draft", args=[draft.id]))
    shown = client.get(page).content.decode()
    file = {"name": "总结.pdf", "size": "2048", "content_type": "application/pdf"}
    upload = client.post(reverse("applications:start_upload", args=[draft.id, "work_report"]), file)
    refused = client.post(page, {"agreed": ["not_secret"]})
    given = client.post(page, {"agreed": sorted(CONSENTS)}, follow=True)

    assert entered.url == page
    assert "科技成果转化机制研究" in shown
    assert (upload.status_code, "非涉密声明" in upload.json()["error"]) == (409, True)
    assert refused.status_code == 422
    assert given.redirect_chain[-1][0] == reverse("applications:section", args=[draft.id, "overview"])
    assert sorted(Agreement.objects.values_list("key", flat=True)) == sorted(CONSENTS)


def test_the_draft_of_a_project_is_not_deleted(town: Town, caller: Caller, as_user: Sign) -> None:
    caller.put(PATH, report(town, "reviewed"))

    answer = as_user(town.leader).post(reverse("applications:delete", args=[Draft.objects.get().id]))

    assert (answer.status_code, Draft.objects.count()) == (409, 1)


def test_acceptance_comes_after_the_form(town: Town, caller: Caller, as_user: Sign) -> None:
    caller.put(PATH, report(town, "reviewed"))
    consent(town, as_user)
    early = caller.put(PATH, report(town, "accepted"))
    application = submitted(town, caller)

    asked = caller.get(PATH).json()["registration"]
    accepted = caller.put(PATH, report(town, "accepted"))

    assert (early.status_code, early.json()["error"]["code"]) == (409, "registration_not_submitted")
    assert (asked["submitted"], asked["number"]) == (True, application.number)
    assert accepted.json()["state"] == "accepted"


def test_examination_waits_for_acceptance(town: Town, caller: Caller, as_user: Sign) -> None:
    task = at_the_registration_point(town, caller, as_user)
    page = as_user(town.point).get(reverse("workbench:task", args=[task.id])).content.decode()
    with pytest.raises(IllegalTransition, match="step_held"):
        approve(town.point, task)

    caller.put(PATH, report(town, "accepted"))
    approve(town.point, task)

    assert "尚未在科技计划系统中通过验收" in page
    assert StepTask.objects.get(pk=task.pk).state == TaskState.DONE


def test_a_failed_project_sends_its_registration_back_by_itself(town: Town, caller: Caller, as_user: Sign) -> None:
    task = at_the_registration_point(town, caller, as_user)

    caller.put(PATH, report(town, "failed"))
    caller.put(PATH, report(town, "failed"))

    application = Application.objects.get()
    assert application.status == Status.RETURNED
    assert [(entry.kind, entry.actor_label) for entry in application.timeline.order_by("-at", "-id")[:1]] == [
        ("returned", "省科技业务管理平台")
    ]
    assert StepTask.objects.get(pk=task.pk).closed_by_id is None
    assert caller.get(PATH).json()["registration"]["submitted"] is False


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"organisation_uscc": "91110000000000000X"}, "organisation_uscc"),
        ({"leader_mobile": "13999999999"}, "leader_mobile"),
        ({"variant": "painting"}, "variant"),
        ({"procedure": "unknown"}, "procedure"),
        ({"state": "lost"}, "state"),
        ({"title": ""}, "title"),
    ],
)
def test_wrong_input_is_named_at_its_place(town: Town, caller: Caller, changes: dict[str, str], field: str) -> None:
    answer = caller.put(PATH, report(town, "reviewed", **changes))

    assert answer.status_code == 422
    assert [line["field"] for line in answer.json()["error"]["fields"]] == [field]
    assert PlanProject.objects.count() == 0


def test_only_a_true_and_timely_signature_of_this_host_is_taken(town: Town, caller: Caller, public: Client) -> None:
    forged = Caller(public, caller.key_id, "guessed")
    unknown = Caller(public, "0" * 32, caller.secret)
    elsewhere = Caller(public, caller.key_id, caller.secret, host="city-b.localhost")
    body = report(town, "reviewed")

    answers = [
        forged.put(PATH, body),
        unknown.put(PATH, body),
        elsewhere.put(PATH, body),
        caller.put(PATH, body, at=now() - timedelta(minutes=6)),
        public.put(PATH, body, content_type="application/json"),
    ]

    assert {(answer.status_code, answer.content) for answer in answers} == {(401, answers[0].content)}
    assert PlanProject.objects.count() == 0


def test_a_key_without_the_scope_is_refused(town: Town, public: Client) -> None:
    made = make_integrator(scopes=frozenset({"something_else"}))  # type: ignore[arg-type]
    answer = Caller(public, made.integrator.key_id, made.secret).get(PATH)

    assert answer.status_code == 403


def test_a_project_of_another_city_is_unknown_here(
    town: Town, caller: Caller, city_b: object, client_for: Callable[..., Client]
) -> None:
    caller.put(PATH, report(town, "reviewed"))

    across = Caller(client_for(city_b), caller.key_id, caller.secret).get(PATH)
    unknown = caller.get(PATH.replace("018", "999"))

    assert (across.status_code, unknown.status_code) == (401, 404)
