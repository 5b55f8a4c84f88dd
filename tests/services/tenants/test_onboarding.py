from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import pytest
from django.db import connections, transaction

from tenants import provisioning
from tenants.context import tenant_context
from tenants.domain.errors import IllegalTransition, NotAuthorised, ValidationFailed
from tenants.domain.ids import new_id
from tenants.models import Domain, Jurisdiction, LibraryPackage, State
from tenants.provisioning import ProvisioningStep, register_step, registered_steps
from tenants.queries.jurisdictions import access_child, access_job, children, library_packages, onboarding_jobs
from tenants.records.models import CalendarOverlay, Job, JobState, LedgerEntry, OutboxMessage
from tenants.records.services.jobs import requeue_job
from tenants.services import job_runner, onboarding
from tenants.services.onboarding import request_onboarding, run_onboarding
from tests.services.tenants.parallel import at_once
from tests.tenancy.committed import tenant_schemas

pytestmark = pytest.mark.usefixtures("committed")
ACTOR = UUID(int=7)
CONTACT = {"name": "陈管理", "mobile": "13800138000", "email": "chen@example.cn"}


def add_holiday(_jurisdiction: Jurisdiction, wishes: Mapping[str, object]) -> None:
    CalendarOverlay.objects.get_or_create(
        day="2026-07-01", defaults={"is_working": False, "reason": str(wishes["contact_name"])}
    )


def add_second_holiday(_jurisdiction: Jurisdiction, _wishes: Mapping[str, object]) -> None:
    CalendarOverlay.objects.get_or_create(day="2026-07-02", defaults={"is_working": False, "reason": "x"})


@pytest.fixture(autouse=True)
def steps(monkeypatch) -> None:
    """Two steps of an upper app, so that these tests are about provisioning and not about the apps of the day."""
    monkeypatch.setattr(provisioning, "_steps", [])
    register_step(ProvisioningStep("holiday", "假日", add_holiday))
    register_step(ProvisioningStep("second", "第二个", add_second_holiday), after="holiday")


@pytest.fixture
def province(committed) -> Jurisdiction:
    return Jurisdiction.objects.get(code="province_p")


def ask(province: Jurisdiction, **change: object) -> Job:
    wish = {
        "code": "newtown",
        "name": "新市",
        "short_name": "新",
        "division_code": "990300",
        "level": "city",
        "domain": "newtown.localhost",
        "contact": CONTACT,
        "packages": [],
    } | change
    with tenant_context(province):
        return request_onboarding(actor_id=ACTOR, parent=province, **wish)


def state_of(job: Job) -> tuple[str, list[tuple[str, str]]]:
    with tenant_context("t_province_p"):
        job = Job.objects.get(pk=job.pk)
        return job.state, list(job.steps.values_list("key", "state"))


def run(job: Job) -> None:
    with tenant_context("t_province_p"):
        run_onboarding(job.pk)


def assert_one_good_tenant() -> None:
    target = Jurisdiction.objects.get(code="newtown")
    assert (target.state, target.schema_name, target.parent.code) == (State.ACTIVE, "t_newtown", "province_p")
    assert list(Domain.objects.filter(tenant=target).values_list("domain", "is_primary")) == [
        ("newtown.localhost", True)
    ]
    with tenant_context(target):
        assert [str(day) for day in CalendarOverlay.objects.values_list("day", flat=True)] == [
            "2026-07-01",
            "2026-07-02",
        ]
        assert list(LedgerEntry.objects.values_list("command", flat=True)) == ["tenants.onboarded"]
    with tenant_context("t_province_p"):
        commands = LedgerEntry.objects.order_by("id").values_list("command", flat=True)
        assert list(commands) == ["tenants.request_onboarding", "tenants.finish_onboarding"]


def test_a_request_queues_a_job_that_tells_its_steps(province):
    job = ask(province)

    assert state_of(job) == (
        JobState.QUEUED,
        [(key, JobState.QUEUED) for key in ("record", "schema", "domain", "holiday", "second", "activate")],
    )
    with tenant_context(province):
        assert OutboxMessage.objects.get().payload == {"job_id": str(job.pk)}
        assert [entry.command for entry in LedgerEntry.objects.all()] == ["tenants.request_onboarding"]
    assert not Jurisdiction.objects.filter(code="newtown").exists()


def test_personal_values_are_kept_encrypted_and_forgotten_when_done(province):
    job = ask(province)
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT j::text FROM t_province_p.records_job j")
        row = cursor.fetchone()[0]
    assert [value for value in CONTACT.values() if value in row] == []

    run(job)

    with tenant_context(province):
        assert Job.objects.get().sealed is None


def test_the_provisioner_makes_one_good_tenant(province):
    job = ask(province)

    run(job)

    assert state_of(job) == (
        JobState.DONE,
        [(key, JobState.DONE) for key in ("record", "schema", "domain", "holiday", "second", "activate")],
    )
    assert_one_good_tenant()


@pytest.mark.parametrize("is_done", [False, True])
@pytest.mark.parametrize("key", ["record", "schema", "domain", "holiday", "second", "activate"])
def test_a_crash_in_any_step_is_mended_by_the_next_attempt(province, monkeypatch, key: str, is_done: bool):
    """The step fails before its work, or after all of it but before anybody noted so."""
    job = ask(province)

    def crashing(job: Job) -> Mapping[str, object]:
        work = dict(onboarding.onboarding_work(job))
        whole = work[key]

        def crash() -> None:
            if is_done:
                whole()
            raise ConnectionResetError

        return {**work, key: crash}

    with tenant_context(province), pytest.raises(ConnectionResetError):
        job_runner.run_steps(job.pk, crashing)
    state, steps = state_of(job)
    assert (state, dict(steps)[key]) == (JobState.RETRYING, JobState.RETRYING)
    if key != "activate" or not is_done:
        assert not Jurisdiction.objects.filter(code="newtown", state=State.ACTIVE).exists()

    run(job)

    assert state_of(job)[0] == JobState.DONE
    assert_one_good_tenant()


def test_a_registered_step_that_fails_leaves_nothing_of_itself(province, monkeypatch):
    def half(_jurisdiction: Jurisdiction, _wishes: Mapping[str, object]) -> None:
        CalendarOverlay.objects.create(day="2026-08-01", is_working=False, reason="half")
        raise ConnectionResetError

    register_step(ProvisioningStep("half", "一半", half))
    job = ask(province)
    with pytest.raises(ConnectionResetError):
        run(job)

    with tenant_context("t_newtown"):
        assert CalendarOverlay.objects.filter(reason="half").count() == 0


def test_a_job_is_given_up_after_its_last_attempt_and_can_be_asked_for_again(province, monkeypatch):
    monkeypatch.setattr(job_runner, "MOST_ATTEMPTS", 1)
    monkeypatch.setattr(onboarding, "create_schema", lambda _target: 1 / 0)
    job = ask(province)
    with pytest.raises(ZeroDivisionError):
        run(job)
    assert state_of(job)[0] == JobState.FAILED
    with tenant_context(province):
        assert Job.objects.get().error == "ZeroDivisionError"
    run(job)
    assert state_of(job)[0] == JobState.FAILED

    monkeypatch.undo()
    register_step(ProvisioningStep("holiday", "假日", add_holiday))
    register_step(ProvisioningStep("second", "第二个", add_second_holiday))
    with tenant_context(province), transaction.atomic():
        requeue_job(job.pk)
        with pytest.raises(IllegalTransition):
            requeue_job(job.pk)
    run(job)

    assert_one_good_tenant()


def test_a_redelivered_message_does_not_run_beside_the_first(province):
    job = ask(province)

    results = at_once(4, "t_province_p", lambda _number: run_onboarding(job.pk))

    assert results == [None] * 4
    with tenant_context(province):
        assert Job.objects.get().attempts == 1
    assert_one_good_tenant()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"code": "city_b"}, "code_taken"),
        ({"domain": "city-b.localhost"}, "domain_taken"),
        ({"code": "x','t_city_b"}, "code_not_allowed"),
        ({"division_code": "440000"}, "division_not_below"),
        ({"level": "province"}, "level_not_below"),
        ({"packages": [UUID(int=5)]}, "package_unknown"),
        ({"contact": {}}, "contact_missing"),
    ],
)
def test_a_bad_wish_is_refused_and_leaves_no_job(province, change: dict[str, object], code: str):
    with pytest.raises(ValidationFailed) as refused:
        ask(province, **change)

    assert [problem.code for problem in refused.value.problems] == [code]
    with tenant_context(province):
        assert Job.objects.count() == 0


def test_packages_of_the_library_may_be_wished_for(province):
    LibraryPackage.objects.using("owner").create(
        code="p", name="登记", version="1", content=b"x", content_hash="h", offered_by="province_p"
    )
    with tenant_context(province):
        package = library_packages().get()
        assert package.name == "登记"
    try:
        job = ask(province, packages=[package.pk])
        assert job.payload["packages"] == [str(package.pk)]
    finally:
        LibraryPackage.objects.using("owner").all().delete()


def test_nobody_brings_a_tenant_under_another_parent(province):
    with tenant_context("t_city_a"), pytest.raises(NotAuthorised):
        request_onboarding(
            actor_id=ACTOR, parent=province, code="x", name="x", short_name="x", division_code="990300", level="city",
            domain="x.localhost", contact=CONTACT, packages=[],
        )  # fmt: skip


@pytest.mark.parametrize(
    "payload", [{"division_code": "440000"}, {"level": "province"}, {"code": "city_b"}, {"code": "province_p"}]
)
def test_a_forged_job_reaches_nobody_elses_tenant(province, payload: dict[str, str]):
    """Whoever can write rows in one tenant's schema still cannot turn the provisioner on another."""
    job = ask(province)
    with tenant_context(province):
        Job.objects.update(payload={**job.payload, **payload})
    before = sorted(Jurisdiction.objects.values_list("code", "state", "parent__code"))

    with pytest.raises(NotAuthorised):
        run(job)

    assert sorted(Jurisdiction.objects.values_list("code", "state", "parent__code")) == before
    assert tenant_schemas() == ["t_city_a", "t_city_b", "t_province_p"]


def test_a_forged_domain_is_not_taken_from_its_owner(province):
    job = ask(province)
    with tenant_context(province):
        Job.objects.update(payload={**job.payload, "domain": "city-b.localhost"})

    with pytest.raises(NotAuthorised):
        run(job)

    assert Domain.objects.get(domain="city-b.localhost").tenant.code == "city_b"


def test_a_province_sees_its_own_children_and_jobs_only(province):
    job = ask(province)
    with tenant_context(province):
        assert [child.code for child in children()] == ["city_a", "city_b"]
        assert [job.pk for job in onboarding_jobs()] == [job.pk]
        assert access_job(job.pk).title == "新市"
        assert access_child(Jurisdiction.objects.get(code="city_a").pk).code == "city_a"
        with pytest.raises(NotAuthorised):
            access_child(province.pk)
        with pytest.raises(NotAuthorised):
            access_job(new_id())
    with tenant_context("t_city_a"):
        assert list(children()) == []
        with pytest.raises(NotAuthorised):
            access_job(job.pk)


def test_steps_are_registered_once_and_in_order():
    register_step(ProvisioningStep("holiday", "假日", add_holiday))
    register_step(ProvisioningStep("between", "中间", add_holiday), after="holiday")

    assert [step.key for step in registered_steps()] == ["holiday", "between", "second"]
    with pytest.raises(ValueError, match="two provisioning steps called holiday"):
        register_step(ProvisioningStep("holiday", "别的", add_second_holiday))
    with pytest.raises(ValueError, match="follows nothing, which is not registered"):
        register_step(ProvisioningStep("late", "晚", add_holiday), after="nothing")
