"""已作废: acts that a return undid are marked in every timeline, with what undid them."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications.models import Application
from reviews.domain.actions import Action
from reviews.models import StepTask
from reviews.services.revoking import revoke_decision
from reviews.services.steering import Given, steer
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
from tests.web.reviews.test_whole_file import archive

Clients = Callable[..., Client]


def return_to(application: Application, user: User, step: str) -> None:
    steer(
        acting(user),
        task_id=open_task(application).id,
        version=version_of(application),
        action=Action.RETURN_TO_STEP,
        given=Given("单位意见不明确", to=f"{step}@", then="walk_again"),
        idempotency_key=key(),
    )


def office_lines(client: Client, application: Application) -> list[tuple[str, str]]:
    page = client.get(reverse("workbench:application", args=[application.id]))
    return [(line["title"], line["undone"]) for line in page.context["timeline"]]


def applicant_lines(client: Client, application: Application) -> list[tuple[str, str]]:
    page = client.get(reverse("applications:application", args=[application.id]))
    return [(line.title, line.undone) for line in page.context["timeline"]]


def test_a_return_to_a_step_marks_what_was_done_since(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "receive_paper")
    return_to(application, office.point, "applicant_unit")
    approve(application, office.unit, "已核实")

    office_reads = office_lines(client_for(city_a, office.point), application)
    applicant_reads = applicant_lines(client_for(city_a, office.leader), application)

    why = "已作废：因“递交纸质材料”退回“申报单位审核”环节"
    assert office_reads == [
        ("申报单位审核：通过", ""),
        ("递交纸质材料：退回“申报单位审核”环节", ""),
        ("成果登记点审核：通过", why),
        ("申报单位审核：通过", why),
        ("提交申报", ""),
    ]
    assert [undone for _, undone in applicant_reads] == [
        "",
        "已作废：退回前面的环节重新办理",
        "已作废：退回前面的环节重新办理",
        "",
    ]
    html = client_for(city_a, office.point).get(reverse("workbench:application", args=[application.id])).content
    assert html.decode().count(why) == 2


def test_the_dossier_says_it_too(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "receive_paper")
    return_to(application, office.point, "registration_point")

    dossier = archive(client_for(city_a, office.point), application).read("办件全档.html").decode()

    assert dossier.count("（已作废：") == 1
    assert "成果登记点审核：通过（已作废：因“递交纸质材料”退回“成果登记点审核”环节）" in dossier


def test_a_return_to_the_applicant_says_so_to_both(office: Office, city_a: object, client_for: Clients) -> None:
    application = submit_registration(office)
    approve(application, office.unit)
    send_back(application, office.point)
    submit_again(office, application)
    approve(application, office.unit)

    why = "已作废：因“成果登记点审核”退回修改"
    for lines in (
        office_lines(client_for(city_a, office.point), application),
        applicant_lines(client_for(city_a, office.leader), application),
    ):
        assert [undone for _, undone in lines] == ["", "", "", why, ""]


def test_a_decision_that_was_revoked_is_marked(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "decide")
    decide(application, office.point)
    revoke_decision(
        acting(office.point),
        task_id=StepTask.objects.get(application=application, step_key="decide").id,
        version=version_of(application),
        opinion="登记号有误",
        evidence_id=evidence_for(office.point),
        idempotency_key=key(),
    )

    lines = office_lines(client_for(city_a, office.point), application)

    assert [undone for _, undone in lines][:2] == ["", "已作废：因退回到未批复"]


def test_lines_of_earlier_releases_stay_unmarked(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "receive_paper")
    return_to(application, office.point, "applicant_unit")
    application.timeline.update(params={})

    lines = office_lines(client_for(city_a, office.point), application)

    assert [undone for _, undone in lines] == ["", "", "", ""]
