"""材料审核结论 on the application page: given beside the file, read by whoever comes after, proposed for a return."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from applications.models import Application
from reviews.domain.material_verdicts import Fitness
from reviews.models import StepAct, VerdictDraft
from tenants.context import tenant_context
from tests.factories.accounts import make_staff, open_bureau
from tests.factories.registrations import (
    Office,
    approve,
    bring_to,
    file_material,
    find,
    key,
    open_task,
    send_back,
    submit_again,
    submit_registration,
    version_of,
)

Clients = Callable[..., Client]
FIT, UNFIT = Fitness.FIT, Fitness.UNFIT
HTMX = {"HTTP_HX_REQUEST": "true"}


def address(application: Application) -> str:
    return reverse("workbench:judge_material", args=[open_task(application).id])


def page(client: Client, application: Application) -> object:
    return client.get(reverse("workbench:task", args=[open_task(application).id]))


def own(response: object) -> dict[str, tuple[str, str]]:
    cards = response.context["cards"]  # type: ignore[attr-defined]
    return {card.view.key: (card.mine.fitness, card.mine.remark) for card in cards if card.mine}


def before(response: object, material: str) -> list[tuple[str, str, str, bool, bool]]:
    cards = response.context["cards"]  # type: ignore[attr-defined]
    card = next(each for each in cards if each.view.key == material)
    return [
        (each.verdict.fitness, each.verdict.remark, each.who, each.is_replaced, each.is_void) for each in card.before
    ]


def test_without_a_script_it_is_posted_and_stands_on_the_page(
    office: Office, city_a: object, client_for: Clients
) -> None:
    application = bring_to(office, "registration_point")
    file_material(application, "work_report")
    client = client_for(city_a, office.point)

    answer = client.post(
        f"{address(application)}?q=钢", {"material": "work_report", "fitness": "unfit", "remark": "缺公章"}
    )

    task = reverse("workbench:task", args=[open_task(application).id])
    assert (answer.status_code, answer["Location"]) == (302, f"{task}?q=%E9%92%A2#material-work_report")
    shown = page(client, application)
    assert own(shown) == {"work_report": (UNFIT, "缺公章")}
    assert shown.context["verdict_counts"]["seen"] == 1  # type: ignore[attr-defined]


def test_the_page_is_told_what_is_kept_and_what_passing_now_means(
    office: Office, city_a: object, client_for: Clients
) -> None:
    application = bring_to(office, "registration_point")
    client = client_for(city_a, office.point)

    first = client.post(address(application), {"material": "work_report", "fitness": "unfit"}, **HTMX)
    second = client.post(
        address(application), {"material": "work_report", "fitness": "fit", "remark": "留着的话"}, **HTMX
    )

    said = first.content.decode()
    assert ("请写明原因" in said, 'id="unfit-of-approve"' in said, "材料不合格，仍要通过" in said) == (True,) * 3
    assert ('id="unfit-of-decide"' in said, "已保存" in said) == (False, True)
    assert "材料不合格，仍要通过" not in second.content.decode()
    assert own(page(client, application)) == {"work_report": (FIT, "留着的话")}


@pytest.mark.parametrize("htmx", [{}, HTMX])
def test_what_is_refused_stays_as_it_was_typed(
    office: Office, city_a: object, client_for: Clients, htmx: dict[str, str]
) -> None:
    application = bring_to(office, "registration_point")
    typed = {"material": "work_report", "fitness": "unfit", "remark": "缺" * 501}

    answer = client_for(city_a, office.point).post(address(application), typed, **htmx)

    said = answer.content.decode()
    assert (answer.status_code, "最多 500 字" in said, VerdictDraft.objects.count()) == (422, True, 0)
    assert ("缺" * 501 in said) == (not htmx)


@pytest.mark.parametrize("htmx", [{}, HTMX])
def test_when_somebody_acted_meanwhile_it_is_said(
    office: Office, city_a: object, client_for: Clients, htmx: dict[str, str]
) -> None:
    application = bring_to(office, "registration_point")
    place = address(application)
    approve(application, office.second_point)

    answer = client_for(city_a, office.point).post(place, {"material": "work_report", "fitness": "fit"}, **htmx)

    assert (answer.status_code, "没有执行" in answer.content.decode() or bool(htmx)) == (409, True)
    assert VerdictDraft.objects.count() == 0


@pytest.mark.parametrize("who", ["other_point", "leader", "unit", "supervising", "system"])
def test_others_find_nothing_to_post_to(office: Office, city_a: object, client_for: Clients, who: str) -> None:
    application = bring_to(office, "registration_point")

    answer = client_for(city_a, getattr(office, who)).post(
        address(application), {"material": "work_report", "fitness": "fit"}
    )

    assert (answer.status_code, VerdictDraft.objects.count()) == (404, 0)


def test_a_verdict_stays_in_its_tenant(office: Office, city_a: object, city_b: object, client_for: Clients) -> None:
    application = bring_to(office, "registration_point")
    place = address(application)
    with tenant_context(city_b):  # type: ignore[arg-type]
        open_bureau(city_b)  # type: ignore[arg-type]
        client = client_for(city_b, make_staff("registration_point"))

        answer = client.post(place, {"material": "work_report", "fitness": "fit"})

    assert (answer.status_code, VerdictDraft.objects.count()) == (404, 0)


def test_passing_unfit_materials_asks_once_and_loses_nothing(
    office: Office, city_a: object, client_for: Clients
) -> None:
    application = bring_to(office, "registration_point")
    find(application, office.point, "work_report", UNFIT, "缺公章")
    client, place = client_for(city_a, office.point), reverse("workbench:approve", args=[open_task(application).id])
    typed = {"idempotency_key": key(), "version": version_of(application), "opinion": "总体可行"}

    refused = client.post(place, typed)
    done = client.post(place, typed | {"unfit_confirmed": "yes"})

    said = refused.content.decode()
    assert (refused.status_code, "您认为材料不合格：工作总结报告" in said, "总体可行" in said) == (422, True, True)
    assert ('href="#act-unfit_confirmed"' in said, 'id="act-unfit_confirmed"' in said) == (True, True)
    assert [(path, words) for path, words in refused.context["remark_lines"] if path] == [
        ("materials.work_report", "缺公章")
    ]
    assert (done.status_code, open_task(application).step_key) == (302, "receive_paper")


def test_unfit_without_a_reason_is_said_at_the_material(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "registration_point")
    find(application, office.point, "work_report", UNFIT)

    refused = client_for(city_a, office.point).post(
        reverse("workbench:approve", args=[open_task(application).id]),
        {"idempotency_key": key(), "version": version_of(application)},
    )

    said = refused.content.decode()
    assert (refused.status_code, "“工作总结报告”的审核结论为不合格，请写明原因" in said) == (422, True)
    assert ('href="#act-verdict-work_report"' in said, 'id="act-verdict-work_report"' in said) == (True, True)


def test_a_return_proposes_what_is_unfit_and_the_officer_has_the_last_word(
    office: Office, city_a: object, client_for: Clients
) -> None:
    application = bring_to(office, "registration_point")
    find(application, office.point, "work_report", UNFIT, "缺公章")
    find(application, office.point, "test_proof", UNFIT, "缺页")
    find(application, office.point, "technical_report", FIT)
    client = client_for(city_a, office.point)

    proposed = [line for line in page(client, application).context["remark_lines"] if line[0]]  # type: ignore[attr-defined]
    client.post(
        reverse("workbench:return", args=[open_task(application).id]),
        {
            "idempotency_key": key(),
            "version": version_of(application),
            "item_path": ["materials.work_report", ""],
            "item_text": ["请加盖公章", ""],
        },
    )

    assert proposed == [("materials.work_report", "缺公章"), ("materials.test_proof", "缺页")]
    act = StepAct.objects.get(application=application, action="return")
    assert act.items == [{"path": "materials.work_report", "text": "请加盖公章"}]
    assert [each["material"] for each in act.verdicts] == ["work_report", "test_proof", "technical_report"]


def test_the_next_one_reads_who_found_what_and_what_was_replaced_since(
    office: Office, city_a: object, client_for: Clients
) -> None:
    application = submit_registration(office)
    kept = file_material(application, "test_proof")
    file_material(application, "work_report")
    find(application, office.unit, "test_proof", FIT)
    approve(application, office.unit)
    find(application, office.point, "work_report", UNFIT, "缺公章")
    find(application, office.point, "test_proof", FIT)
    send_back(application, office.point)
    submit_again(office, application)
    file_material(application, "work_report")
    again = file_material(application, "test_proof")
    type(again).objects.filter(pk=again.pk).update(sha256=kept.sha256)
    approve(application, office.unit)

    shown = page(client_for(city_a, office.second_point), application)

    unit = office.unit.display_name
    assert before(shown, "work_report") == [(UNFIT, "缺公章", "程清和", True, False)]
    assert before(shown, "test_proof") == [(FIT, "", "程清和", False, False), (FIT, "", unit, False, True)]
    assert own(shown) == {}
    assert "已更换，原结论：" in shown.content.decode()  # type: ignore[attr-defined]


def test_what_a_colleague_found_is_seen_once_he_has_acted(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "registration_point")
    find(application, office.second_point, "work_report", UNFIT, "缺公章")
    client = client_for(city_a, office.point)

    hidden = page(client, application).content.decode()  # type: ignore[attr-defined]
    send_back(application, office.second_point, opinion="请修改")
    seen = client.get(reverse("workbench:application", args=[application.id])).content.decode()

    assert ("缺公章" in hidden, "材料不合格：工作总结报告（缺公章）" in seen) == (False, True)


def test_the_applicants_side_reads_nothing_of_the_offices_verdicts(
    office: Office, city_a: object, client_for: Clients
) -> None:
    application = submit_registration(office)
    find(application, office.unit, "work_report", UNFIT, "单位说的话")
    client_for(city_a, office.unit).post(
        reverse("workbench:approve", args=[open_task(application).id]),
        {"idempotency_key": key(), "version": version_of(application), "unfit_confirmed": "yes"},
    )
    find(application, office.point, "work_report", UNFIT, "内部的话")
    send_back(application, office.point)
    office_page = reverse("workbench:application", args=[application.id])

    read = {
        name: ("单位说的话" in words, "内部的话" in words)
        for name, words in (
            ("point", client_for(city_a, office.point).get(office_page).content.decode()),
            ("unit", client_for(city_a, office.unit).get(office_page).content.decode()),
            (
                "leader",
                client_for(city_a, office.leader)
                .get(reverse("applications:application", args=[application.id]))
                .content.decode(),
            ),
        )
    }

    assert read == {"point": (True, True), "unit": (True, False), "leader": (False, False)}


def test_the_timeline_and_the_whole_file_list_the_verdicts_of_each_act(
    office: Office, city_a: object, client_for: Clients
) -> None:
    application = bring_to(office, "registration_point")
    find(application, office.point, "work_report", UNFIT, "缺公章")
    find(application, office.point, "test_proof", FIT)
    find(application, office.point, "technical_report", FIT)
    send_back(application, office.point)
    client = client_for(city_a, office.point)

    timeline = client.get(reverse("workbench:application", args=[application.id])).context["timeline"]
    response = client.post(reverse("workbench:export_dossier", args=[application.id]), {"reason": "审计调阅"})

    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))  # type: ignore[attr-defined]
    file = archive.read("办件全档.html").decode()
    assert timeline[0]["note"] == (
        "请补充检测证明\n材料合格：检测证明、技术研究报告\n材料不合格：工作总结报告（缺公章）"
    )
    assert [timeline[at]["note"] for at in (1, 2)] == ["同意", ""]
    assert ("材料审核结论" in file, "<td>程清和</td><td>工作总结报告</td>" in file) == (True, True)


@pytest.mark.parametrize("judged", [1, 3])
def test_verdicts_cost_the_page_nothing_more(
    office: Office,
    city_a: object,
    client_for: Clients,
    django_assert_num_queries: Callable[..., object],
    judged: int,
) -> None:
    application = submit_registration(office)
    materials = ["work_report", "test_proof", "technical_report"][:judged]
    for material in materials:
        file_material(application, material)
        find(application, office.unit, material, FIT)
    approve(application, office.unit)
    for material in materials:
        find(application, office.point, material, FIT)
    client = client_for(city_a, office.point)
    place = reverse("workbench:task", args=[open_task(application).id])
    client.get(place)

    with django_assert_num_queries(8):  # type: ignore[attr-defined]
        response = client.get(place)

    assert sorted(own(response)) == sorted(materials)
    assert [len(before(response, material)) for material in materials] == [1] * judged
