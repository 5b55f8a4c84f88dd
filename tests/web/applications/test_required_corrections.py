"""整改清单 that the package insists on, by the way of 补正: open items refuse the supplement, each done lets it pass."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications.domain.states import Status
from applications.models import Application, CorrectionItem, Draft
from applications.services.corrections import answer_correction
from applications.services.submission import open_correction
from procedures.domain.package.parameters import with_parameters
from procedures.domain.package.reading import parse_package
from procedures.services.publishing import publish_version
from reviews.domain.actions import Action
from reviews.domain.remarks import Remark
from reviews.models import StepTask
from reviews.services.examining import approve_task
from reviews.services.steering import Given, steer
from tenants.clock import today
from tenants.domain.errors import Problem, ValidationFailed
from tenants.domain.ids import new_id
from tests.domain.procedures.packages import library_json
from tests.factories.accounts import fresh_actor
from tests.factories.applications import CITY, Town, make_application, submit

Sign = Callable[[User], Client]
ACCEPT = {"key": "accept", "name": "受理", "kind": "accept", "assignee": {"kind": "role", "role": "registration_point"}}
REMARKS = (Remark("achievement_name", "与验收书不一致"), Remark("materials.work_report", "缺盖章页"))


def insisting(town: Town) -> Town:
    """The same town, with acceptance before examination, and a list that has to be worked through."""
    document: Any = deepcopy(with_parameters(library_json(), CITY))
    document["chain"]["corrections_required"] = True
    document["chain"]["nodes"].insert(2, {"step": ACCEPT})
    version = publish_version(
        parse_package(document), department=town.bureau, effective_from=today(), published_by=None, approved_by=None
    )
    return replace(town, version=version)


def open_task(application_id: UUID) -> StepTask:
    return StepTask.objects.get(application=application_id, state="open")


def version_of(application_id: UUID) -> int:
    return Application.objects.get(pk=application_id).version


@pytest.fixture
def supplementing(town: Town) -> tuple[UUID, UUID]:
    """An application of which a supplement was asked for, and its open correction."""
    application_id = make_application(insisting(town))
    approve_task(
        fresh_actor(town.administrator),
        task_id=open_task(application_id).id,
        version=version_of(application_id),
        opinion="同意",
        idempotency_key=str(new_id()),
    )
    steer(
        fresh_actor(town.point),
        task_id=open_task(application_id).id,
        version=version_of(application_id),
        action=Action.REQUEST_SUPPLEMENT,
        given=Given(opinion="请一次补齐。", remarks=REMARKS),
        idempotency_key=str(new_id()),
    )
    return application_id, open_correction(application_id, actor=fresh_actor(town.leader))


def work_through(town: Town, application_id: UUID, draft_id: UUID) -> None:
    for item in CorrectionItem.objects.filter(application=application_id):
        actor = fresh_actor(town.leader)
        answer_correction(draft_id, item_id=item.id, done=True, answer="已补齐", actor=actor)


def test_a_supplement_with_open_items_is_refused_and_says_how_many(
    town: Town, supplementing: tuple[UUID, UUID], as_user: Sign
) -> None:
    application_id, draft_id = supplementing
    first = CorrectionItem.objects.filter(application=application_id)[0]
    answer_correction(draft_id, item_id=first.id, done=True, answer="", actor=fresh_actor(town.leader))

    with pytest.raises(ValidationFailed) as refused:
        submit(Draft.objects.get(pk=draft_id))
    page = as_user(town.leader).get(reverse("applications:check", args=[draft_id])).content.decode()

    assert refused.value.problems == (Problem("corrections", "corrections_open", {"open": 1}),)
    assert "整改清单还有 1 项没有标为“已修改”" in page
    assert f'href="{reverse("applications:corrections", args=[draft_id])}"' in page
    assert Application.objects.get(pk=application_id).status == Status.SUPPLEMENTING


def test_the_pages_of_a_supplement_call_it_so_and_say_where_it_goes(
    town: Town, supplementing: tuple[UUID, UUID], as_user: Sign
) -> None:
    _, draft_id = supplementing
    leader = as_user(town.leader)

    check = leader.get(reverse("applications:check", args=[draft_id])).content.decode()
    listed = leader.get(reverse("applications:corrections", args=[draft_id])).content.decode()

    assert [words in check for words in ("提交后由“受理”继续办理", "提交补正", "重新提交申报", "开始逐级审核")] == [
        True,
        True,
        False,
        False,
    ]
    assert ("“受理”的补正要求" in listed, "退回意见" in listed) == (True, False)


def test_a_supplement_that_is_worked_through_comes_back_to_acceptance(
    town: Town, supplementing: tuple[UUID, UUID]
) -> None:
    application_id, draft_id = supplementing
    work_through(town, application_id, draft_id)

    submit(Draft.objects.get(pk=draft_id))

    task = open_task(application_id)
    assert (task.step_key, task.visit, task.round) == ("accept", 2, 2)


def test_a_package_that_does_not_insist_lets_open_items_pass(town: Town) -> None:
    document = parse_package(with_parameters(library_json(), CITY))

    assert document.chain.corrections_required is False
