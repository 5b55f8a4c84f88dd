"""抄送 by hand: to people or a department of the own city; they read, are told, and act on nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from accounts.domain.roles import RoleKey
from accounts.models import User
from applications.models import Application, ApplicationAccess, TimelineEntry
from notifications.models import Message
from reviews.services.copying import copy_application
from reviews.services.examining import approve_task
from tenants.context import tenant_context
from tenants.domain.errors import NotAuthorised, ValidationFailed
from tenants.records.models import LedgerEntry
from tests.factories.accounts import fresh_actor, make_staff, open_bureau
from tests.factories.registrations import Office, acting, bring_to, key, open_task, version_of
from tests.web.browsing import browsing, looked_at

Clients = Callable[..., Client]


def page_of(application: Application) -> str:
    return reverse("workbench:copies", args=[application.id])


def copy(application: Application, by: User, *people: User, **given: object) -> int:
    ids = [each.id for each in people]
    sent = {"idempotency_key": key(), "note": "请了解", **given}
    return copy_application(acting(by), application_id=application.id, people=ids, **sent)  # type: ignore[arg-type]


def test_a_colleague_reads_what_was_copied_and_acts_on_nothing(
    office: Office, city_a: object, client_for: Clients
) -> None:
    application = bring_to(office, "registration_point")
    other = bring_to(office, "registration_point", title="没有抄送的成果")
    reader, version = make_staff(name="顾知会"), version_of(application)
    page = reverse("workbench:application", args=[application.id])
    before = client_for(city_a, reader).get(page).status_code

    answer = client_for(city_a, office.point).post(
        page_of(application),
        {"people": [str(reader.id)], "note": "请了解进展", "idempotency_key": key()},
        follow=True,
    )
    read = client_for(city_a, reader)
    seen = read.get(page).content.decode()

    assert (before, answer.status_code) == (404, 200)
    assert ("已抄送 1 人。" in answer.content.decode(), "顾知会" in answer.content.decode()) == (True, True)
    assert ("请了解进展" in seen, "抄送给您" in seen, 'name="version"' in seen) == (True, True, False)
    assert read.get(reverse("workbench:application", args=[other.id])).status_code == 404
    assert read.get(page_of(application)).status_code == 404
    listed = read.get(reverse("workbench:all")).content.decode()
    assert (application.title in listed, other.title in listed) == (True, False)
    with pytest.raises(NotAuthorised):
        approve_task(
            fresh_actor(reader),
            task_id=open_task(application).id,
            version=version,
            opinion="",
            idempotency_key=key(),
        )
    assert version_of(application) == version


def test_a_copy_is_recorded_told_and_made_once(office: Office) -> None:
    application, reader = bring_to(office, "registration_point"), make_staff(name="顾知会")
    same = key()

    counted = [copy(application, office.point, reader, office.point, idempotency_key=same) for _ in range(2)]

    assert counted == [1, 1]
    entry = TimelineEntry.objects.get(application=application, kind="copied")
    assert (entry.params["to"], entry.opinion, entry.for_applicant) == ("顾知会", "请了解", False)
    told = Message.objects.get(event="application_copied")
    assert (told.recipient_id, told.url_path) == (
        reader.id,
        reverse("workbench:application", args=[application.id]),
    )
    assert LedgerEntry.objects.get(command="reviews.copy_application").data["people"] == str(reader.id)
    levels = ApplicationAccess.objects.filter(application=application, grantee=f"u:{reader.id}")
    assert list(levels.values_list("level", flat=True)) == ["consult"]


def test_a_whole_department_gets_copies_without_whoever_sends_them(office: Office) -> None:
    application = bring_to(office, "registration_point")

    copied = copy(application, office.point, department=office.department.id)

    assert copied == 1
    assert TimelineEntry.objects.get(application=application, kind="copied").params["to"] == "成果科（1 人）"
    assert set(Message.objects.filter(event="application_copied").values_list("recipient", flat=True)) == {
        office.second_point.id
    }


def test_administrators_applicants_and_nobody_get_no_copies(office: Office) -> None:
    application, gone = bring_to(office, "registration_point"), make_staff(name="离职的人")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    audit = make_staff(RoleKey.AUDIT_ADMINISTRATOR, name="审计员")

    for people in ([office.system], [audit], [office.leader], [gone], []):
        with pytest.raises(ValidationFailed) as refused:
            copy(application, office.point, *people)
        assert [problem.path for problem in refused.value.problems] == ["people"]
    with pytest.raises(ValidationFailed) as refused:
        copy(application, office.point, office.second_point, note="长" * 301)

    assert [problem.code for problem in refused.value.problems] == ["copy_note_too_long"]
    assert Message.objects.filter(event="application_copied").count() == 0


def test_only_who_handles_the_matter_copies_it(office: Office) -> None:
    application = bring_to(office, "registration_point")

    for who in (office.leader, office.unit, office.other_point, office.supervising, office.system):
        with pytest.raises(NotAuthorised):
            copy(application, who, office.second_point)


def test_what_was_typed_comes_back_and_the_applicants_side_reads_nothing_of_it(
    office: Office, city_a: object, client_for: Clients
) -> None:
    application = bring_to(office, "registration_point")
    copy(application, office.point, office.second_point, note="内部说明")

    refused = client_for(city_a, office.point).post(
        page_of(application), {"note": "还没选人", "idempotency_key": key()}
    )
    unit = client_for(city_a, office.unit).get(reverse("workbench:application", args=[application.id]))
    leader = client_for(city_a, office.leader).get(reverse("applications:application", args=[application.id]))

    assert (refused.status_code, "还没选人" in refused.content.decode()) == (422, True)
    assert ("内部说明" in unit.content.decode(), "内部说明" in leader.content.decode()) == (False, False)


def test_nobody_of_another_city_is_offered_or_taken(
    office: Office, city_b: object, city_a: object, client_for: Clients
) -> None:
    application = bring_to(office, "registration_point")
    with tenant_context(city_b):  # type: ignore[arg-type]
        open_bureau(city_b)  # type: ignore[arg-type]
        stranger = make_staff(name="外市人员")

    shown = client_for(city_a, office.point).get(page_of(application)).content.decode()
    with pytest.raises(ValidationFailed):
        copy(application, office.point, stranger)
    across = client_for(city_b, stranger).get(page_of(application))

    assert ("外市人员" in shown, across.status_code) == (False, 404)


@pytest.mark.browser
def test_an_application_is_copied_in_a_browser(
    office: Office, city_a: object, client_for: Clients, chromium: Browser
) -> None:
    application = bring_to(office, "registration_point")
    with browsing(chromium, client_for(city_a, office.point), "city-a.localhost") as page:
        page.goto(reverse("workbench:application", args=[application.id]))
        page.locator("summary", has_text="更多操作").click()
        page.get_by_role("link", name="抄送").click()
        page.get_by_label("林惠民").check()
        page.get_by_label("抄送说明").fill("请了解进展")
        wrong = looked_at(page)
        page.get_by_role("button", name="抄送").click()
        expect(page.get_by_text("已抄送 1 人。")).to_be_visible()
        wrong += looked_at(page)
    with browsing(chromium, client_for(city_a, office.second_point), "city-a.localhost") as page:
        page.goto(reverse("workbench:application", args=[application.id]))
        expect(page.get_by_text("抄送给您，供了解。")).to_be_visible()
        wrong += looked_at(page)
    assert wrong == []
