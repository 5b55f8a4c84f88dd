"""Many at the same moment, on real rows and real locks (security.md T13)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction

from applications.models import Application, Submission
from applications.services.submission import submit_draft
from documents.models import IssuedNumber
from reviews.models import Decision, StepAct, StepTask
from reviews.services.acts import ActOutcome
from reviews.services.deciding import decide_application
from reviews.services.examining import approve_task
from tenants.context import tenant_context
from tenants.domain.errors import DomainError, IllegalTransition
from tenants.models import Jurisdiction
from tenants.records.models import LedgerEntry
from tests.bench.rows import copy_drafts
from tests.databases import TEMPLATE, admin
from tests.factories.accounts import fresh_actor
from tests.factories.applications import PROMISES, Town, begin_draft, fill_draft, open_town
from tests.factories.registrations import Office, acting, bring_to, key, open_registration, open_task, version_of
from tests.services.tenants.parallel import at_once
from tests.tenancy.net.database import connected_to

SCHEMA = "t_city_a"


@dataclass(frozen=True, slots=True)
class Cities:
    """City A takes submissions through the form; city B starts its applications at any step of the chain."""

    town: Town
    office: Office


@pytest.fixture(scope="module")
def cities(django_db_setup: None, django_db_blocker) -> Iterator[Cities]:
    """Really committed, in a database that only this module uses."""
    name = f"tongban_races_{os.getpid()}"
    with django_db_blocker.unblock():
        admin(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        with connected_to(name):
            first, second = (Jurisdiction.objects.get(code=code) for code in ("city_a", "city_b"))
            with tenant_context(first), transaction.atomic():
                town = open_town(first)
            with tenant_context(second), transaction.atomic():
                office = open_registration(second)
            yield Cities(town, office)


def test_twenty_clicks_with_one_key_submit_one_application(cities: Cities) -> None:
    with tenant_context(SCHEMA):
        with transaction.atomic():
            draft = begin_draft(cities.town)
            fill_draft(draft)
        actor, one_key = fresh_actor(cities.town.leader), key()

        answers = at_once(
            20, SCHEMA, lambda _n: submit_draft(draft.id, actor=actor, idempotency_key=one_key, agreed=PROMISES)
        )

        application = Application.objects.get()
        assert answers == [application.id] * 20
        assert (Submission.objects.count(), StepTask.objects.count(), IssuedNumber.objects.count()) == (1, 1, 1)
        assert LedgerEntry.objects.filter(command="applications.submit").count() == 1


def test_twenty_different_keys_submit_one_draft_once(cities: Cities) -> None:
    with tenant_context(SCHEMA):
        before = Application.objects.count()
        with transaction.atomic():
            draft = begin_draft(cities.town)
            fill_draft(draft)
        actor = fresh_actor(cities.town.leader)

        answers = at_once(
            20, SCHEMA, lambda _n: submit_draft(draft.id, actor=actor, idempotency_key=key(), agreed=PROMISES)
        )

        refused = [answer.code for answer in answers if isinstance(answer, DomainError)]
        assert refused == ["draft_unknown"] * 19
        assert Application.objects.count() == before + 1


def test_sixteen_drafts_submitted_at_once_get_sixteen_numbers_without_a_gap(cities: Cities) -> None:
    with tenant_context(SCHEMA):
        before = IssuedNumber.objects.count()
        with transaction.atomic():
            draft = begin_draft(cities.town)
            fill_draft(draft)
            drafts = copy_drafts(draft, 16)
        actor = fresh_actor(cities.town.leader)

        answers = at_once(
            16, SCHEMA, lambda n: submit_draft(drafts[n], actor=actor, idempotency_key=key(), agreed=PROMISES)
        )

        assert [answer for answer in answers if isinstance(answer, Exception)] == []
        numbers = Application.objects.filter(id__in=answers).values_list("number", flat=True)
        assert sorted(int(number[-4:]) for number in numbers) == list(range(before + 1, before + 17))


def test_sixty_four_approvals_of_one_task_have_one_effect(cities: Cities) -> None:
    office = cities.office
    with tenant_context("t_city_b"):
        application = bring_to(office, "registration_point")
        task, version = open_task(application), version_of(application)
        actors = [acting(office.point), acting(office.second_point)]
        recorded = LedgerEntry.objects.count()

        def approve(number: int) -> ActOutcome:
            return approve_task(
                actors[number % 2], task_id=task.id, version=version, opinion="同意", idempotency_key=key()
            )

        outcomes = at_once(64, "t_city_b", approve)

        won = [outcome for outcome in outcomes if isinstance(outcome, ActOutcome)]
        lost = [outcome for outcome in outcomes if isinstance(outcome, IllegalTransition)]
        assert (len(won), len(lost)) == (1, 63)
        assert StepAct.objects.filter(task=task).count() == 1
        assert StepTask.objects.filter(application=application, state="open").count() == 1
        assert version_of(application) == version + 1
        assert LedgerEntry.objects.count() == recorded + 1


def test_one_application_decided_twice_in_the_same_second_is_decided_once(cities: Cities) -> None:
    office = cities.office
    with tenant_context("t_city_b"):
        application = bring_to(office, "decide")
        task, version = open_task(application), version_of(application)
        actors = [acting(office.point), acting(office.second_point)]
        registered = IssuedNumber.objects.filter(scheme="achievement_registration")
        numbers = registered.count()

        def decide(number: int) -> ActOutcome:
            return decide_application(
                actors[number],
                task_id=task.id,
                version=version,
                result=("registered", "refused")[number],
                opinion="同意",
                number="",
                idempotency_key=key(),
            )

        outcomes = at_once(2, "t_city_b", decide)

        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ActOutcome", "IllegalTransition"]
        decision = Decision.objects.get(application=application)
        assert registered.count() - numbers == (1 if decision.result == "registered" else 0)
