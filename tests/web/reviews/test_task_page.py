from __future__ import annotations

import uuid
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from applications.domain.states import Status
from reviews.models import Decision, Phrase, StepAct, StepTask
from reviews.services.notes import add_note
from tenants.records.models import LedgerEntry
from tests.factories.registrations import (
    Office,
    acting,
    approve,
    bring_to,
    decide,
    evidence_for,
    key,
    open_task,
    send_back,
    submit_again,
    submit_registration,
    version_of,
)

Clients = Callable[..., Client]
NUMBER = "110101199003078515"
COMPLETERS = [{"name": "赵一", "document_type": "resident_identity_card", "document_number": NUMBER}]


def page(client: Client, application: object) -> object:
    return client.get(reverse("workbench:task", args=[open_task(application).id]))  # type: ignore[arg-type]


def fields(application: object, **typed: object) -> dict[str, object]:
    return {"idempotency_key": key(), "version": version_of(application), **typed}  # type: ignore[arg-type]


def test_the_page_says_what_may_be_done_next_and_who_is_told(
    office: Office, city_a: object, client_for: Clients
) -> None:
    application = bring_to(office, "registration_point")

    response = page(client_for(city_a, office.point), application)

    panel = response.context["panel"]
    assert [(act.label, act.then, act.told) for act in panel.usual] == [
        ("审核通过", "下一环节：接收纸质材料", "项目负责人、申报单位管理员、“接收纸质材料”办理人员"),
        ("退回修改", "退回项目负责人修改；重新提交后依次经各环节再审。", "项目负责人"),
        ("签收", "签收后由您办理，其他人员不再看到这件待办。", ""),
    ]
    assert [(step.label, step.progress) for step in response.context["chain"]] == [
        ("二级部门审核", "skipped"),
        ("申报单位审核", "done"),
        ("成果登记点审核", "current"),
        ("接收纸质材料", "ahead"),
        ("批复", "ahead"),
    ]


def test_a_reader_is_told_why_there_is_nothing_to_do(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "registration_point")

    response = page(client_for(city_a, office.supervising), application)

    assert response.context["panel"].acts == ()
    assert response.context["panel"].refusals == ("这个环节由其他人员办理。",)


@pytest.mark.parametrize("rounds", [1, 3])
def test_the_page_has_a_fixed_number_of_queries(
    office: Office,
    city_a: object,
    client_for: Clients,
    django_assert_num_queries: Callable[..., object],
    rounds: int,
) -> None:
    application = submit_registration(office)
    for _ in range(rounds - 1):
        send_back(application, office.unit)
        submit_again(office, application)
    approve(application, office.unit)
    client = client_for(city_a, office.point)
    address = reverse("workbench:task", args=[open_task(application).id])
    client.get(address)

    with django_assert_num_queries(8):  # type: ignore[attr-defined]
        client.get(address)


@pytest.mark.parametrize("decided_before", [0, 3])
def test_the_page_of_a_decision_has_a_fixed_number_of_queries(
    office: Office,
    city_a: object,
    client_for: Clients,
    django_assert_num_queries: Callable[..., object],
    decided_before: int,
) -> None:
    for number in range(decided_before):
        decide(bring_to(office, "decide", title=f"先前 {number}"), office.point)
    application = bring_to(office, "decide")
    client = client_for(city_a, office.point)
    address = reverse("workbench:task", args=[open_task(application).id])
    client.get(address)

    with django_assert_num_queries(9):  # type: ignore[attr-defined]
        client.get(address)


@pytest.mark.parametrize("noted", [1, 3])
def test_notes_papers_and_phrases_cost_nothing_more(
    office: Office,
    city_a: object,
    client_for: Clients,
    django_assert_num_queries: Callable[..., object],
    noted: int,
) -> None:
    application = bring_to(office, "decide")
    for number in range(noted):
        note = {"kind": "note", "text": f"记录 {number}", "called": "", "idempotency_key": key()}
        add_note(acting(office.point), application_id=application.id, **note)
        Phrase.objects.create(owner=office.point, text=f"意见 {number}")
    client = client_for(city_a, office.point)
    address = reverse("workbench:task", args=[open_task(application).id])
    client.get(address)

    with django_assert_num_queries(9):  # type: ignore[attr-defined]
        response = client.get(address)

    assert [note.text for note in response.context["notes"]] == [f"记录 {number}" for number in reversed(range(noted))]
    assert [(each.copies, each.act.actor.display_name) for each in response.context["receipts"]] == [(1, "程清和")]


def test_the_drawing_names_people_of_the_office_to_the_office_alone(
    office: Office, city_a: object, client_for: Clients
) -> None:
    application = bring_to(office, "receive_paper")

    def read(user: object) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
        response = page(client_for(city_a, user), application)
        return [
            (box.label, box.who, [(each.title, each.who, each.opinion) for each in box.visits])
            for box in response.context["chain"][1:]
        ]

    unit = office.unit.display_name
    assert read(office.point) == [
        ("申报单位审核", "", [("审核通过", unit, "同意")]),
        ("成果登记点审核", "", [("审核通过", "程清和", "同意")]),
        ("接收纸质材料", "成果登记点", []),
        ("批复", "成果登记点", []),
    ]
    assert read(office.unit) == [
        ("申报单位审核", "", [("审核通过", unit, "同意")]),
        ("成果登记点审核", "", [("审核通过", "", "")]),
        ("接收纸质材料", "", []),
        ("批复", "", []),
    ]


def test_what_changed_since_the_last_round_is_marked(office: Office, city_a: object, client_for: Clients) -> None:
    application = submit_registration(office, level="national_leading")
    send_back(application, office.unit)
    submit_again(office, application, level="national_advanced")

    response = page(client_for(city_a, office.unit), application)

    lines = {line.key: line for section in response.context["round"].sections for line in section.lines}
    assert (lines["level"].change, lines["level"].before, lines["level"].words) == ("changed", "国内领先", "国内先进")
    assert response.context["changed"] == 1
    assert "国内领先" in response.content.decode()


def test_personal_values_are_masked_until_asked_for_and_then_recorded(
    office: Office, city_a: object, client_for: Clients
) -> None:
    application = submit_registration(office, completers=COMPLETERS)
    client = client_for(city_a, office.unit)

    masked = page(client, application).content.decode()
    unexplained = client.post(reverse("workbench:reveal", args=[application.id]), {"reason": " "})
    recorded_before = LedgerEntry.objects.filter(command="accounts.reveal_personal").count()
    revealed = client.post(reverse("workbench:reveal", args=[application.id]), {"reason": "核对证件"}).content.decode()

    assert NUMBER not in masked
    assert (unexplained.status_code, NUMBER in unexplained.content.decode(), recorded_before) == (422, False, 0)
    assert NUMBER in revealed
    entry = LedgerEntry.objects.get(command="accounts.reveal_personal")
    assert (entry.actor_id, entry.subject_id) == (office.unit.id, application.id)
    assert entry.data["reason"] == "核对证件"
    assert NUMBER not in str(entry.data)


def test_readers_cannot_uncover_personal_values(office: Office, city_a: object, client_for: Clients) -> None:
    application = submit_registration(office, completers=COMPLETERS)

    response = client_for(city_a, office.supervising).post(reverse("workbench:reveal", args=[application.id]))

    assert response.status_code == 404
    assert NUMBER not in response.content.decode()


@pytest.mark.parametrize("person", ["leader", "examiner", "other_point", "system"])
def test_strangers_and_the_leader_do_not_find_the_offices_page(
    office: Office, city_a: object, client_for: Clients, person: str
) -> None:
    application = bring_to(office, "registration_point", title="别人看不到的成果")
    task = open_task(application)
    client = client_for(city_a, getattr(office, person))

    for address in (
        reverse("workbench:task", args=[task.id]),
        reverse("workbench:application", args=[application.id]),
    ):
        response = client.get(address)
        assert response.status_code == 404
        assert "别人看不到的成果" not in response.content.decode()
    for name in ("approve", "return", "receive_paper", "decide", "revoke"):
        response = client.post(reverse(f"workbench:{name}", args=[task.id]), fields(application, opinion="x"))
        assert response.status_code == 404


def test_unknown_and_foreign_answer_alike(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "registration_point")
    client = client_for(city_a, office.other_point)

    foreign = client.get(reverse("workbench:task", args=[open_task(application).id]))
    unknown = client.get(reverse("workbench:task", args=[uuid.uuid4()]))

    assert foreign.status_code == unknown.status_code == 404


def test_another_tenant_does_not_know_the_task(
    office: Office, city_a: object, city_b: object, client_for: Clients
) -> None:
    from tenants.context import tenant_context
    from tests.factories.registrations import open_registration

    application = bring_to(office, "registration_point", title="甲市的成果")
    task = open_task(application)
    with tenant_context(city_b):  # type: ignore[arg-type]
        stranger = open_registration(city_b).point  # type: ignore[arg-type]

    client = client_for(city_b, stranger)
    for address in (
        reverse("workbench:task", args=[task.id]),
        reverse("workbench:application", args=[application.id]),
    ):
        response = client.get(address)
        assert response.status_code == 404
        assert "甲市的成果" not in response.content.decode()
    assert client.post(reverse("workbench:approve", args=[task.id]), fields(application)).status_code == 404


def test_after_an_act_the_next_file_opens_under_the_same_filter(
    office: Office, city_a: object, client_for: Clients
) -> None:
    first, second = (bring_to(office, "registration_point", title=title) for title in ("一", "二"))
    client = client_for(city_a, office.point)

    response = client.post(
        reverse("workbench:approve", args=[open_task(first).id]) + "?step=registration_point",
        fields(first, opinion="同意"),
        follow=True,
    )

    following = urlsplit(response.redirect_chain[0][0])
    assert following.path == reverse("workbench:task", args=[open_task(second).id])
    assert parse_qs(following.query)["step"] == ["registration_point"]
    assert "还剩 1 件" in response.content.decode()


def test_the_last_act_leads_back_to_the_list(office: Office, city_a: object, client_for: Clients) -> None:
    application = submit_registration(office)
    client = client_for(city_a, office.unit)

    response = client.post(reverse("workbench:approve", args=[open_task(application).id]), fields(application))

    assert (response.status_code, response.url) == (302, reverse("workbench:inbox"))


def test_a_refused_return_keeps_what_was_typed(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "registration_point")
    client = client_for(city_a, office.point)

    response = client.post(
        reverse("workbench:return", args=[open_task(application).id]),
        fields(application, opinion="", item_path=["", "level"], item_text=["没有选位置的意见", "与证书不符"]),
    )

    body = response.content.decode()
    assert response.status_code == 422
    assert "请选择需要修改的内容。" in body
    assert "没有选位置的意见" in body
    assert "与证书不符" in body
    assert StepAct.objects.filter(application=application, action="return").count() == 0


def test_a_return_with_remarks(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "registration_point")

    response = client_for(city_a, office.point).post(
        reverse("workbench:return", args=[open_task(application).id]),
        fields(application, opinion="请修改", item_path=["level", ""], item_text=["与证书不符", ""]),
    )

    application.refresh_from_db()
    assert (response.status_code, application.status) == (302, Status.RETURNED)


def test_a_stale_form_says_what_happened_and_keeps_the_words(
    office: Office, city_a: object, client_for: Clients
) -> None:
    application = bring_to(office, "registration_point")
    task, old = open_task(application), fields(application, opinion="我写了很久的意见")
    approve(application, office.second_point)

    response = client_for(city_a, office.point).post(reverse("workbench:approve", args=[task.id]), old)

    body = response.content.decode()
    assert response.status_code == 409
    assert "林惠民 已于" in body
    assert StepAct.objects.filter(task=task).count() == 1


def test_paper_is_received_at_the_counter(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "receive_paper")
    client, task = client_for(city_a, office.point), open_task(application)

    refused = client.post(reverse("workbench:receive_paper", args=[task.id]), fields(application, copies="0"))
    received = client.post(
        reverse("workbench:receive_paper", args=[task.id]), fields(application, copies="2", storage_place="柜 3")
    )

    assert (refused.status_code, received.status_code) == (422, 302)
    receipt = StepAct.objects.get(task=task).paper
    assert (receipt.copies, receipt.storage_place) == (2, "柜 3")


def test_several_papers_are_previewed_then_received(office: Office, city_a: object, client_for: Clients) -> None:
    papers = [bring_to(office, "receive_paper", title=title) for title in ("一", "二")]
    tasks = [open_task(application) for application in papers]
    client = client_for(city_a, office.point)
    address = reverse("workbench:receive_papers")

    preview = client.get(address, {"task": [str(task.id) for task in tasks]})
    done = client.post(
        address,
        {
            "idempotency_key": key(),
            "task": [str(task.id) for task in tasks],
            "version": [f"{task.id}:{version_of(task.application)}" for task in tasks],
            "copies": "1",
        },
    )

    assert [task.application.title for task, _ in preview.context["tasks"]] == ["一", "二"]
    assert (done.context["received"], done.context["refused"]) == (2, 0)


def test_a_batch_of_nothing_is_refused(office: Office, city_a: object, client_for: Clients) -> None:
    response = client_for(city_a, office.point).post(reverse("workbench:receive_papers"), {"copies": "1"})

    assert response.status_code == 422


def test_a_batch_does_not_show_other_peoples_tasks(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "receive_paper", title="别处的材料")
    address = reverse("workbench:receive_papers")
    task = open_task(application)
    client = client_for(city_a, office.other_point)

    preview = client.get(address, {"task": str(task.id)})
    done = client.post(
        address,
        {
            "task": str(task.id),
            "version": f"{task.id}:{version_of(application)}",
            "copies": "1",
            "idempotency_key": key(),
        },
    )

    assert "别处的材料" not in preview.content.decode() + done.content.decode()
    assert done.context["lines"][0]["words"] == "找不到这个办件。"


def test_a_decision_with_the_number_on_offer(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "decide")
    client, task = client_for(city_a, office.point), open_task(application)

    offered = page(client, application).context["offered"]
    response = client.post(
        reverse("workbench:decide", args=[task.id]),
        fields(application, result="registered", opinion="同意", number=offered),
    )

    application.refresh_from_db()
    assert (response.status_code, application.registration_number) == (302, offered)


def test_a_taken_number_comes_back_with_a_fresh_one(office: Office, city_a: object, client_for: Clients) -> None:
    first, second = bring_to(office, "decide", title="一"), bring_to(office, "decide", title="二")
    number = decide(first, office.second_point).number

    response = client_for(city_a, office.point).post(
        reverse("workbench:decide", args=[open_task(second).id]),
        fields(second, result="registered", opinion="详细的批复意见", number=number),
    )

    body = response.content.decode()
    assert response.status_code == 422
    assert response.context["offered"] == f"{number[:-4]}0002"
    assert "详细的批复意见" in body
    assert f'value="{number[:-4]}0002"' in body


def test_a_decision_is_undone_with_evidence_and_made_again(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "decide")
    number = decide(application, office.point).number
    client, task = client_for(city_a, office.point), StepTask.objects.get(application=application, step_key="decide")
    address = reverse("workbench:revoke", args=[task.id])

    without = client.post(address, fields(application, opinion="号写错"))
    undone = client.post(address, fields(application, opinion="号写错", evidence=str(evidence_for(office.point))))
    again = page(client, application)

    assert (without.status_code, undone.status_code) == (422, 302)
    assert (again.context["offered"], again.context["number_kept"]) == (number, True)
    assert Decision.objects.get(application=application).state == "revoked"


def test_the_application_opens_from_the_list_of_all(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "decide")

    response = client_for(city_a, office.supervising).get(reverse("workbench:application", args=[application.id]))

    assert response.status_code == 200
    assert application.title in response.content.decode()


def test_unit_examiners_work_in_their_own_space(office: Office, city_a: object, client_for: Clients) -> None:
    application = submit_registration(office, in_department=True)

    response = page(client_for(city_a, office.examiner), application)

    assert response.status_code == 200
    assert response.context["layout"] == "layouts/my.html"
