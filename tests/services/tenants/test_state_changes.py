from __future__ import annotations

from uuid import UUID

import pytest

from tenants.context import tenant_context
from tenants.domain.errors import IllegalTransition, NotAuthorised, ValidationFailed
from tenants.models import Jurisdiction, State
from tenants.records.models import Job, JobState, LedgerEntry
from tenants.services.state_changes import resume_jurisdiction, run_state_change, suspend_jurisdiction

pytestmark = pytest.mark.usefixtures("committed")
ACTOR = UUID(int=7)


def city(code: str = "city_a") -> Jurisdiction:
    return Jurisdiction.objects.get(code=code)


def suspend(code: str = "city_a", parent: str = "t_province_p") -> None:
    with tenant_context(parent):
        job = suspend_jurisdiction(city(code), actor_id=ACTOR, reason="系统迁移")
        run_state_change(job.pk)


def test_a_suspended_city_comes_back_with_everything_and_both_ledgers_know():
    suspend()
    assert city().state == State.SUSPENDED

    with tenant_context("t_province_p"):
        job = resume_jurisdiction(city(), actor_id=ACTOR, reason="迁移完成")
        run_state_change(job.pk)
        assert Job.objects.get(pk=job.pk).state == JobState.DONE
        assert LedgerEntry.objects.filter(command="tenants.request_state_change", actor_id=ACTOR).count() == 2
    assert city().state == State.ACTIVE
    with tenant_context("t_city_a"):
        entries = LedgerEntry.objects.order_by("id").values_list("command", "data__state", "data__reason")
        assert list(entries) == [
            ("tenants.change_state", "suspended", "系统迁移"),
            ("tenants.change_state", "active", "迁移完成"),
        ]


def test_only_the_parent_may_suspend():
    for other in ("t_city_b", "t_city_a"):
        with tenant_context(other), pytest.raises(NotAuthorised):
            suspend_jurisdiction(city(), actor_id=ACTOR, reason="x")
    with tenant_context("t_province_p"), pytest.raises(NotAuthorised):
        suspend_jurisdiction(city("province_p"), actor_id=ACTOR, reason="x")

    assert city().state == State.ACTIVE


def test_a_forged_job_suspends_nobody_elses_city():
    with tenant_context("t_province_p"):
        job = suspend_jurisdiction(city(), actor_id=ACTOR, reason="x")
        row = Job.objects.get(pk=job.pk)
    with tenant_context("t_city_b"):
        forged = Job.objects.create(kind=row.kind, title="x", payload=row.payload)
        forged.steps.create(key="change", title="x", place=1)

        with pytest.raises(NotAuthorised):
            run_state_change(forged.pk)

    assert city().state == State.ACTIVE


def test_a_reason_is_needed_and_the_state_must_fit():
    with tenant_context("t_province_p"):
        with pytest.raises(ValidationFailed):
            suspend_jurisdiction(city(), actor_id=ACTOR, reason=" ")
        with pytest.raises(IllegalTransition):
            resume_jurisdiction(city(), actor_id=ACTOR, reason="x")
    suspend()
    with tenant_context("t_province_p"), pytest.raises(IllegalTransition):
        suspend_jurisdiction(city(), actor_id=ACTOR, reason="x")


def test_a_change_that_was_made_already_is_made_once():
    with tenant_context("t_province_p"):
        one, two = (suspend_jurisdiction(city(), actor_id=ACTOR, reason="x") for _ in range(2))
        run_state_change(one.pk)
        run_state_change(two.pk)
    with tenant_context("t_city_a"):
        assert LedgerEntry.objects.filter(command="tenants.change_state").count() == 1
