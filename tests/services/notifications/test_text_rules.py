"""Signature and texts a day of each jurisdiction: set by its province, kept in its own data."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from accounts.models import Department
from notifications.domain.catalogue import Event, Words, register_events
from notifications.models import Delivery, TextSettings
from notifications.provisioning import texts_are_left
from notifications.queries.texts import text_rules
from notifications.services.notify import notify
from notifications.services.text_settings import KEY, checked_rules, store_rules
from tenants.context import tenant_context
from tenants.domain.errors import NotAuthorised, ValidationFailed
from tenants.domain.subjects import SubjectRef
from tenants.models import Jurisdiction
from tenants.readiness import Readiness
from tenants.records.models import Job, LedgerEntry
from tenants.records.services.relay import relay_messages
from tenants.services.settings_from_above import request_setting, run_setting
from tests.factories.accounts import make_applicant, open_bureau
from tests.tenancy.conftest import committed

__all__ = ["committed"]
register_events([Event("tests.rules", Words("消息", "message"))])
ACTOR = UUID(int=7)


def tell(mobile_owner: object) -> None:
    subject = SubjectRef("applications.application", uuid4(), "高温合金")
    notify("tests.rules", recipients=[mobile_owner.id], subject=subject, url_path="/my/")  # type: ignore[attr-defined]
    relay_messages()


def test_what_is_not_set_is_the_installations(bureau: Department, settings) -> None:
    settings.SMS_SIGNATURE, settings.SMS_DAILY_QUOTA = "通办", 9

    before = text_rules()
    store_rules({"signature": "甲市科技局", "daily_quota": None})
    signed = text_rules()
    store_rules({"signature": "", "daily_quota": 0})

    assert [(each.signature, each.daily_quota) for each in (before, signed, text_rules())] == [
        ("通办", 9),
        ("甲市科技局", 9),
        ("通办", 0),
    ]


def test_a_text_bears_its_jurisdictions_signature_and_counts_on_its_quota(
    bureau: Department, city_b: Jurisdiction, sent
) -> None:
    store_rules({"signature": "甲市科技局", "daily_quota": 1})
    first, second = make_applicant(), make_applicant()
    tell(first)
    tell(second)
    with tenant_context(city_b):
        open_bureau(city_b)
        neighbours = [make_applicant(), make_applicant()]
        for each in neighbours:
            tell(each)
        left = texts_are_left()

    assert [one["text"][:7] for one in sent(first.mobile)] == ["【甲市科技局】"]
    assert Delivery.objects.filter(error="quota", held_at__isnull=False).count() == 1
    assert (sent(second.mobile), texts_are_left()) == ([], Readiness(is_ready=False, detail="今天已发 1 条，每天 1 条"))
    assert [one["text"][:4] for each in neighbours for one in sent(each.mobile)] == ["【通办】", "【通办】"]
    assert left == Readiness(is_ready=True, detail="今天已发 2 条，不限条数")


def test_wrong_rules_are_refused() -> None:
    with pytest.raises(ValidationFailed) as refused:
        checked_rules(signature="【甲】", daily_quota=-1)

    assert [problem.path for problem in refused.value.problems] == ["signature", "daily_quota"]


def city(code: str = "city_a") -> Jurisdiction:
    return Jurisdiction.objects.get(code=code)


def wish(quota: int, code: str = "city_a") -> Job:
    values = checked_rules(signature="甲市科技局", daily_quota=quota)
    return request_setting(city(code), key=KEY, values=values, actor_id=ACTOR)


@pytest.fixture
def _no_settings(committed: None):
    yield
    for code in ("city_a", "city_b"):
        with tenant_context(f"t_{code}"):
            TextSettings.objects.all().delete()


@pytest.mark.usefixtures("_no_settings")
def test_a_province_sets_them_in_the_city_and_both_ledgers_know() -> None:
    with tenant_context("t_province_p"):
        job = wish(5)
        run_setting(job.pk)
        run_setting(job.pk)
        above = LedgerEntry.objects.filter(command="tenants.request_setting", actor_id=ACTOR).count()
    with tenant_context("t_city_a"):
        stored = list(TextSettings.objects.values_list("signature", "daily_quota"))
        below = LedgerEntry.objects.filter(command="tenants.set_from_above").count()
    with tenant_context("t_city_b"):
        neighbours = TextSettings.objects.count()

    assert (stored, above, below, neighbours) == ([("甲市科技局", 5)], 1, 1, 0)


@pytest.mark.usefixtures("_no_settings")
def test_a_late_run_does_not_undo_a_later_wish() -> None:
    with tenant_context("t_province_p"):
        early, late = wish(5), wish(6)
        run_setting(late.pk)
        run_setting(early.pk)
    with tenant_context("t_city_a"):
        assert TextSettings.objects.get().daily_quota == 6


@pytest.mark.usefixtures("_no_settings")
def test_only_the_parent_may_set_and_a_forged_job_sets_nothing() -> None:
    with tenant_context("t_city_b"), pytest.raises(NotAuthorised):
        wish(5)
    with tenant_context("t_province_p"):
        row = Job.objects.get(pk=wish(5).pk)
    with tenant_context("t_city_b"):
        forged = Job.objects.create(kind=row.kind, title="x", payload=row.payload)
        forged.steps.create(key="store", title="x", place=1)
        with pytest.raises(NotAuthorised):
            run_setting(forged.pk)
    with tenant_context("t_city_a"):
        assert TextSettings.objects.count() == 0
