"""What the panel offers: a claim only where somebody else could take it, words that suit the step, a decision by thumb."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import RoleGrant, Substitution, User
from applications.models import Application
from procedures.domain.values import Json
from reviews.models import Phrase
from tenants.clock import now, today
from tests.factories.accounts import make_staff
from tests.factories.assigning import with_steps
from tests.factories.registrations import Office, approve, bring_to, key, open_task, submit_registration, version_of

Clients = Callable[..., Client]
POINT = {"kind": "role", "role": "registration_point"}


def page(client: Client, application: Application) -> object:
    return client.get(reverse("workbench:task", args=[open_task(application).id]))


def offered(client: Client, application: Application) -> list[str]:
    return [act.action.value for act in page(client, application).context["panel"].usual]  # type: ignore[attr-defined]


def phrases(client: Client, application: Application, action: str) -> tuple[str, ...]:
    panel = page(client, application).context["panel"]  # type: ignore[attr-defined]
    return next(act.phrases for act in panel.acts if act.action == action)  # type: ignore[no-any-return]


def leave(user: User) -> None:
    RoleGrant.objects.filter(user=user).update(revoked_at=now())


def test_a_sole_holder_has_nobody_to_claim_from(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "registration_point")
    client = client_for(city_a, office.point)

    among_two = offered(client, application)
    leave(office.second_point)
    alone = offered(client, application)

    assert among_two == ["approve", "return", "claim"]
    assert alone == ["approve", "return"]


def test_whoever_stands_in_for_one_could_take_it(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "registration_point")
    leave(office.second_point)
    Substitution.objects.create(
        absent=office.point,
        substitute=make_staff(department=office.department, name="代办人"),
        starts_on=today(),
        ends_on=today() + timedelta(days=1),
        set_by=office.point,
        set_at=now(),
    )

    assert offered(client_for(city_a, office.point), application) == ["approve", "return", "claim"]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("examine", ("同意。", "同意，提请成果登记点审核。", "材料齐全，符合要求。")),
        ("accept", ("材料齐全，符合受理条件。",)),
        ("countersign", ("同意。", "无不同意见。")),
    ],
)
def test_phrases_suit_the_kind_of_step(
    office: Office, city_a: object, client_for: Clients, kind: str, words: tuple[str, ...]
) -> None:
    step: dict[str, Json] = {"key": "first", "name": "初核", "kind": kind, "assignee": POINT}
    application = submit_registration(with_steps(office, step))
    approve(application, office.unit)

    assert phrases(client_for(city_a, office.point), application, "approve") == words


def test_a_decision_is_worded_by_the_results_of_its_procedure(
    office: Office, city_a: object, client_for: Clients
) -> None:
    application = bring_to(office, "decide")

    words = phrases(client_for(city_a, office.point), application, "decide")

    assert words == ("经审查，予以登记。", "经审查，不予登记。")


def test_words_of_the_package_stand_for_the_usual_ones_after_ones_own(
    office: Office, city_a: object, client_for: Clients
) -> None:
    step: dict[str, Json] = {
        "key": "first",
        "name": "初核",
        "assignee": POINT,
        "phrases": ["技术指标属实。", "同意转评审。"],
    }
    application = submit_registration(with_steps(office, step))
    approve(application, office.unit)
    Phrase.objects.create(owner=office.point, text="我的话")
    client = client_for(city_a, office.point)

    assert phrases(client, application, "approve") == ("我的话", "技术指标属实。", "同意转评审。")
    assert phrases(client, application, "return")[1:] == (
        "请按标出的内容修改后重新提交。",
        "材料不清晰，请重新扫描后上传。",
        "请补充下列内容：",
    )


def test_a_decision_stands_in_reach_of_the_thumb_with_its_approving_results(
    office: Office, city_a: object, client_for: Clients
) -> None:
    application = bring_to(office, "decide")
    client = client_for(city_a, office.point)
    response = page(client, application)
    act = response.context["panel"].quick  # type: ignore[attr-defined]
    reach = response.content.decode().split('class="rv-reach"')[1]  # type: ignore[attr-defined]

    client.post(
        act.url,
        {
            "idempotency_key": key(),
            "version": version_of(application),
            "result": "registered",
            "opinion": "经审查，予以登记。",
            "number": response.context["offered"],  # type: ignore[attr-defined]
        },
    )

    application.refresh_from_db()
    assert (reach.count('name="result"'), 'value="registered"' in reach) == (1, True)
    assert (application.status, application.registration_number) == ("approved", response.context["offered"])  # type: ignore[attr-defined]


def test_where_somebody_has_to_be_named_the_thumb_leads_to_the_panel(
    office: Office, city_a: object, client_for: Clients
) -> None:
    asked: dict[str, Json] = {"key": "asked", "assignee": {"kind": "previous_choice", "role": "registration_point"}}
    application = submit_registration(with_steps(office, asked))

    response = client_for(city_a, office.unit).get(reverse("workbench:application", args=[application.id]))

    reach = response.content.decode().split('class="rv-reach"')[1].split("</div>")[0]
    assert ("data-quick" in reach, 'href="#panel"' in reach) == (False, True)
