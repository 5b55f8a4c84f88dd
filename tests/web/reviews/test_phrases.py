"""Keeping phrases and inserting them. One of the counted queries selects the tenant's role, one is the unread count."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from reviews.models import Phrase
from tenants.context import tenant_context
from tests.factories.accounts import make_staff, open_bureau
from tests.factories.registrations import Office, bring_to, open_task

Clients = Callable[..., Client]
MATERIAL = "materials.work_report"


def keep(client: Client, **typed: str) -> object:
    given = {"text": "同意。", "use": "any", "material": "", "phrase_department": "", **typed}
    return client.post(reverse("workbench:phrases"), given)


def texts_seen_by(client: Client) -> list[str]:
    return [phrase.text for phrase in client.get(reverse("workbench:phrases")).context["phrases"]]


def test_a_phrase_is_kept_changed_and_deleted(office: Office, city_a: object, client_for: Clients) -> None:
    client = client_for(city_a, office.point)

    kept = keep(client, text="“{title}”材料齐全。", use="approve")
    phrase = Phrase.objects.get()
    address = reverse("workbench:phrase", args=[phrase.id])
    shown = client.get(address).context["form"].initial
    changed = client.post(address, {**shown, "text": "同意登记。"})
    seen = texts_seen_by(client)
    gone = client.post(reverse("workbench:phrase_delete", args=[phrase.id]))

    assert (kept.status_code, changed.status_code, gone.status_code) == (302, 302, 302)  # type: ignore[attr-defined]
    assert (phrase.owner, phrase.department, phrase.use) == (office.point, None, "approve")
    assert (seen, texts_seen_by(client)) == (["同意登记。"], [])


def test_an_unknown_field_is_said_at_the_text_and_nothing_typed_is_lost(
    office: Office, city_a: object, client_for: Clients
) -> None:
    response = keep(client_for(city_a, office.point), text="{leader}请补正")

    assert response.status_code == 422  # type: ignore[attr-defined]
    assert response.context["form"].errors["text"] == [  # type: ignore[attr-defined]
        "花括号里只能使用下面列出的字段，不认识：leader。"
    ]
    assert "{leader}请补正" in response.content.decode()  # type: ignore[attr-defined]
    assert not Phrase.objects.exists()


def test_colleagues_share_the_phrases_of_their_department_and_nobody_elses(
    office: Office, city_a: object, client_for: Clients
) -> None:
    point = client_for(city_a, office.point)
    keep(point, text="本科室的话", phrase_department=str(office.department.id))
    keep(point, text="我的话")
    shared, mine = Phrase.objects.get(text="本科室的话"), Phrase.objects.get(text="我的话")

    colleague, stranger = client_for(city_a, office.second_point), client_for(city_a, office.other_point)

    assert texts_seen_by(point) == ["我的话", "本科室的话"]
    assert texts_seen_by(colleague) == ["本科室的话"]
    assert texts_seen_by(stranger) == []
    assert colleague.get(reverse("workbench:phrase", args=[mine.id])).status_code == 404
    assert colleague.post(reverse("workbench:phrase_delete", args=[mine.id])).status_code == 404
    assert stranger.get(reverse("workbench:phrase", args=[shared.id])).status_code == 404
    assert stranger.post(reverse("workbench:phrase_delete", args=[shared.id])).status_code == 404
    assert keep(stranger, phrase_department=str(office.department.id)).status_code == 422  # type: ignore[attr-defined]
    assert Phrase.objects.count() == 2


def test_a_phrase_stays_in_its_tenant(office: Office, city_a: object, city_b: object, client_for: Clients) -> None:
    keep(client_for(city_a, office.point), text="甲市的话")
    phrase = Phrase.objects.get()
    with tenant_context(city_b):  # type: ignore[arg-type]
        open_bureau(city_b)  # type: ignore[arg-type]
        somebody = make_staff("registration_point")
        client = client_for(city_b, somebody)

        assert texts_seen_by(client) == []
        assert client.get(reverse("workbench:phrase", args=[phrase.id])).status_code == 404
        assert client.post(reverse("workbench:phrase_delete", args=[phrase.id])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_has_a_fixed_number_of_queries(
    office: Office, city_a: object, client_for: Clients, django_assert_num_queries: Callable[..., object], count: int
) -> None:
    for number in range(count):
        Phrase.objects.create(department=office.department, text=f"同意 {number}")
    client = client_for(city_a, office.point)
    client.get(reverse("workbench:phrases"))

    with django_assert_num_queries(8):  # type: ignore[attr-defined]
        response = client.get(reverse("workbench:phrases"))

    assert len(response.context["phrases"]) == count


def test_the_panel_offers_them_filled_where_they_belong(office: Office, city_a: object, client_for: Clients) -> None:
    client = client_for(city_a, office.point)
    keep(client, text="“{title}”（{unit}）同意。", use="approve")
    keep(client, text="请补正。", use="return")
    keep(client, text="{material}请重新扫描。", material=MATERIAL)
    application = bring_to(office, "registration_point", title="高强韧钢")

    response = client.get(reverse("workbench:task", args=[open_task(application).id]))

    acts = {act.action.value: act.phrases for act in response.context["panel"].acts}
    name = Phrase.objects.get(material=MATERIAL).material_label
    assert acts["approve"][0] == f"“高强韧钢”（{office.organisation.name}）同意。"
    assert acts["return"][0] == "请补正。"
    assert re.findall(r'data-place="([^"]*)" data-words="([^"]*)"', response.content.decode()) == [
        (MATERIAL, f"{name}请重新扫描。"),
        ("", "请补正。"),
    ]
