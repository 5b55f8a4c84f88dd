from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications.models import Application, Draft, Submission, SubmissionMaterial
from documents.domain.file_states import FileState
from reviews.domain.remarks import Remark
from reviews.models import StepTask
from reviews.services.examining import return_application
from tenants.context import tenant_context
from tenants.domain.ids import new_id
from tenants.records.models import LedgerEntry
from tests.factories.accounts import fresh_actor, make_applicant, make_organisation
from tests.factories.applications import (
    SECRETS,
    SECTIONS,
    Town,
    begin_draft,
    in_unit,
    make_application,
    open_town,
    put_file,
    submit,
    type_section,
)

Sign = Callable[[User], Client]
CANARY = "乙市不可外泄的成果"


def send_back(town: Town, application_id: object) -> None:
    task = StepTask.objects.get(application=application_id, state="open")
    return_application(
        fresh_actor(town.administrator),
        task_id=task.id,
        version=Application.objects.get(pk=application_id).version,
        opinion="请补充成果水平的依据",
        remarks=[Remark("achievement_name", "名称与验收书不一致"), Remark("materials.work_report", "缺盖章页")],
        idempotency_key=str(new_id()),
    )


def test_the_applicant_reads_what_was_submitted_with_personal_values_masked(town: Town, as_user: Sign) -> None:
    application_id = make_application(town)
    client = as_user(town.leader)

    text = client.get(reverse("applications:application", args=[application_id])).content.decode()
    revealed = client.post(reverse("applications:reveal", args=[application_id])).content.decode()

    assert str(SECTIONS["overview"]["achievement_name"]) in text
    assert "申报单位审核" in text
    assert [secret for secret in SECRETS if secret in text] == []
    assert [secret for secret in SECRETS if secret not in revealed] == []
    entry = LedgerEntry.objects.get(command="accounts.reveal_personal")
    assert entry.data["fields"] == ["completers", "cooperating_units", "unit_contact_email", "unit_contact_phone"]


def test_a_correction_shows_the_remarks_and_the_next_round_what_changed(town: Town, as_user: Sign) -> None:
    application_id, client = make_application(town), as_user(town.leader)
    send_back(town, application_id)
    page = client.get(reverse("applications:application", args=[application_id])).content.decode()

    opened = client.post(reverse("applications:correct", args=[application_id]))
    again = client.post(reverse("applications:correct", args=[application_id]))
    draft = Draft.objects.get()
    section = client.get(reverse("applications:section", args=[draft.id, "overview"])).content.decode()
    materials = client.get(reverse("applications:materials", args=[draft.id])).content.decode()
    corrected = {**SECTIONS["overview"], "achievement_name": "改正后的名称"}
    type_section(draft, "overview", corrected, actor=fresh_actor(town.leader))
    put_file(draft, "other", name="补充说明.pdf")
    submit(draft)
    second = client.get(reverse("applications:application", args=[application_id])).content.decode()
    first = client.get(reverse("applications:application", args=[application_id]), {"round": "1"}).content.decode()

    assert "请补充成果水平的依据" in page
    assert ["不计时" in shown for shown in (page, second)] == [True, False]
    assert opened.url == again.url == reverse("applications:corrections", args=[draft.id])
    assert "名称与验收书不一致" in section
    assert "缺盖章页" in materials
    assert list(Submission.objects.values_list("round", flat=True)) == [1, 2]
    assert f"<del>{SECTIONS['overview']['achievement_name']}</del>" in second
    assert "本次新提交" in second
    assert "<del>" not in first
    assert Application.objects.get().status == "submitted"


def test_withdrawing_from_the_page(town: Town, as_user: Sign) -> None:
    application_id, client = make_application(town), as_user(town.leader)
    url = reverse("applications:withdraw", args=[application_id])

    without = client.post(url)
    client.post(url, {"reason": "合作单位有变"})

    assert without.status_code == 422
    assert Application.objects.get().status == "withdrawn"
    assert client.post(url, {"reason": "再次"}).status_code == 409


def test_the_unit_sees_its_own_applications_only(town: Town, as_user: Sign) -> None:
    mine = make_application(town, title="本单位的成果")
    other = in_unit(town, make_organisation("丁单位"))
    foreign = make_application(other, title="别单位的成果")
    client = as_user(town.administrator)

    text = client.get(reverse("applications:unit")).content.decode()

    assert "本单位的成果" in text
    assert "别单位的成果" not in text
    assert client.get(reverse("applications:application", args=[mine])).status_code == 200
    assert client.get(reverse("applications:application", args=[foreign])).status_code == 404
    assert client.post(reverse("applications:withdraw", args=[mine]), {"reason": "x"}).status_code == 404
    assert as_user(town.leader).get(reverse("applications:unit")).status_code == 404


@pytest.mark.parametrize("name", ["application", "reveal", "correct", "withdraw"])
def test_strangers_and_other_cities_find_nothing(
    town: Town, city_b: object, client_for: Callable[..., Client], as_user: Sign, name: str
) -> None:
    application_id = make_application(town, title=CANARY)
    url = reverse(f"applications:{name}", args=[application_id])
    with tenant_context(city_b):  # type: ignore[arg-type]
        neighbour = open_town(city_b)
    foreign = client_for(city_b, neighbour.leader)

    for client in (as_user(make_applicant()), foreign):
        answer = client.get(url) if name == "application" else client.post(url, {"reason": "x"})
        assert answer.status_code == 404
        assert CANARY not in answer.content.decode()


def test_files_are_served_after_the_access_check_only(town: Town, as_user: Sign) -> None:
    application_id = make_application(town)
    material = SubmissionMaterial.objects.filter(submission__application=application_id, file__isnull=False)[0]
    url = reverse("applications:filed_file", args=[material.id])

    served = as_user(town.leader).get(url)
    pages = as_user(town.leader).get(reverse("applications:preview", args=[material.id]))

    assert served.status_code == 302
    assert "X-Amz-Expires=60" in served.url
    assert pages.status_code == 200
    assert as_user(make_applicant()).get(url).status_code == 404
    assert as_user(make_applicant()).get(reverse("applications:preview", args=[material.id])).status_code == 404


def test_files_of_a_draft_are_its_owners(town: Town, as_user: Sign) -> None:
    draft = begin_draft(town)
    material = put_file(draft, "work_report")
    waiting = put_file(draft, "other", state=FileState.CHECKING)
    url = reverse("applications:draft_file", args=[draft.id, material.id])

    assert as_user(town.leader).get(url).status_code == 302
    assert as_user(town.leader).get(reverse("applications:draft_file", args=[draft.id, waiting.id])).status_code == 409
    assert as_user(town.administrator).get(url).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_my_list_costs_the_same_however_long(
    town: Town, as_user: Sign, count: int, django_assert_num_queries: Callable[..., object]
) -> None:
    for number in range(count):
        make_application(town, title=f"成果{number}")
        begin_draft(town)
    client, url = as_user(town.leader), reverse("applications:mine")
    client.get(url)

    with django_assert_num_queries(10):  # type: ignore[attr-defined]
        page = client.get(url)

    assert [f"成果{number}" in page.content.decode() for number in range(count)] == [True] * count


@pytest.mark.parametrize("count", [1, 3])
def test_the_units_list_costs_the_same_however_long(
    town: Town, as_user: Sign, count: int, django_assert_num_queries: Callable[..., object]
) -> None:
    for number in range(count):
        make_application(town, title=f"成果{number}")
    client, url = as_user(town.administrator), reverse("applications:unit")
    client.get(url)

    with django_assert_num_queries(7):  # type: ignore[attr-defined]
        client.get(url)


def test_an_application_page_costs_at_most_35_queries(
    town: Town, as_user: Sign, django_assert_max_num_queries: Callable[..., object]
) -> None:
    url = reverse("applications:application", args=[make_application(town)])
    client = as_user(town.leader)
    client.get(url)

    with django_assert_max_num_queries(14):  # type: ignore[attr-defined]
        client.get(url)


def test_lists_filter_by_status_and_go_on_by_cursor(town: Town, as_user: Sign) -> None:
    for number in range(21):
        Application.objects.filter(pk=make_application(town, title=f"第{number:02}项")).update(title=f"第{number:02}项")
    client, url = as_user(town.leader), reverse("applications:mine")

    page = client.get(url).context["page"]
    rest = client.get(url, {"after": page.next_cursor}).context["page"]
    none = client.get(url, {"status": "approved"}).context["page"]
    nonsense = client.get(url, {"after": "%%%", "status": "x"}).context["page"]

    titles = [row.application.title for row in (*page.rows, *rest.rows)]
    assert titles == [f"第{number:02}项" for number in range(20, -1, -1)]
    assert (rest.next_cursor, none.rows, len(nonsense.rows)) == ("", [], 20)


def test_empty_lists_say_what_to_do(town: Town, as_user: Sign) -> None:
    assert "还没有提交过申报" in as_user(make_applicant()).get(reverse("applications:mine")).content.decode()
