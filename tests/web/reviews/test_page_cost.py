"""What the application page asks of the database in its dearest cases: never more than twelve statements."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from applications.models import Application, CounterEntry, Submission, SubmissionMaterial
from procedures.domain.values import Json
from reviews.models import StepTask
from tests.factories.accounts import make_staff
from tests.factories.applications import stored_file
from tests.factories.assigning import with_steps
from tests.factories.counter import brought, enter
from tests.factories.registrations import (
    Office,
    approve,
    bring_to,
    open_task,
    submit_registration,
    take_paper,
)
from tests.web.reviews.test_absences import wish

Clients = Callable[..., Client]
Count = Callable[..., object]
POINT = {"kind": "role", "role": "registration_point"}
FIRST: dict[str, Json] = {"key": "first", "name": "初核", "assignee": POINT}
#: The dearest to work out: anybody who handles the procedure may be named, and a rule beside it asks for counties.
FREE: dict[str, Json] = {"key": "asked", "name": "专人办理", "assignee": {"kind": "previous_choice"}}
COUNTY: dict[str, Json] = {
    "key": "county",
    "name": "属地核实",
    "assignee": {"kind": "county", "role": "registration_point"},
}


def file_something(application: Application, count: int = 3) -> None:
    """Materials with files, as every real application has them."""
    last = Submission.objects.filter(application=application).latest("round")
    for number in range(count):
        file = stored_file(f"材料{number}.pdf", application.leader_id)
        SubmissionMaterial.objects.create(submission=last, key="other", ordinal=number, file=file)


def as_entered_at_a_counter(application: Application, office: Office) -> None:
    """What came in online becomes what the other clerk of the point entered."""
    words = brought(organisation_name=office.organisation.name, uscc=office.organisation.uscc)
    CounterEntry.objects.create(
        submission=Submission.objects.get(application=application),
        entered_by=office.second_point,
        entered_at=application.submitted_at,
        evidence=stored_file("委托书.pdf", office.second_point.id),
        uscc=words.uscc,
        organisation_name=words.organisation_name,
        person_name=words.person_name,
        person_mobile=words.person_mobile,
        relation=words.relation,
    )
    Application.objects.filter(pk=application.pk).update(channel="counter")


def cost(client: Client, task: StepTask, queries: int, counted: Count) -> object:
    address = reverse("workbench:task", args=[task.id])
    client.get(address)
    with counted(queries):  # type: ignore[attr-defined]
        return client.get(address)


@pytest.mark.parametrize("files", [1, 3])
def test_files_cost_nothing_more(
    office: Office, city_a: object, client_for: Clients, django_assert_num_queries: Count, files: int
) -> None:
    application = bring_to(office, "registration_point")
    file_something(application, files)

    page = cost(client_for(city_a, office.point), open_task(application), 8, django_assert_num_queries)

    shown = [row.file.name for each in page.context["round"].materials for row in each.files]  # type: ignore[attr-defined]
    assert shown == [f"材料{number}.pdf" for number in range(files)]


def test_what_was_entered_at_a_counter_costs_nothing_more(
    office: Office, city_a: object, client_for: Clients, django_assert_num_queries: Count
) -> None:
    application = Application.objects.get(pk=enter(office.second_point))

    page = cost(client_for(city_a, office.point), open_task(application), 8, django_assert_num_queries)

    html = page.content.decode()  # type: ignore[attr-defined]
    assert ("梁来办" in html, "梁**" in html, "委托书.pdf" in html) == (False, True, True)
    assert page.context["entry"].entered_by.display_name == "林惠民"  # type: ignore[attr-defined]


def test_whoever_entered_it_may_not_examine_it(office: Office, city_a: object, client_for: Clients) -> None:
    application = Application.objects.get(pk=enter(office.second_point))

    page = client_for(city_a, office.second_point).get(reverse("workbench:task", args=[open_task(application).id]))

    assert {act.action for act in page.context["panel"].acts} & {"approve", "return", "object"} == set()


def test_choosing_who_is_next_costs_two_statements(
    office: Office, city_a: object, client_for: Clients, django_assert_num_queries: Count
) -> None:
    application = submit_registration(with_steps(office, FIRST, FREE, COUNTY))
    approve(application, office.unit)

    page = cost(client_for(city_a, office.point), open_task(application), 10, django_assert_num_queries)

    (choice,) = page.context["choices"]  # type: ignore[attr-defined]
    assert [each.display_name for each in choice.people] == ["外县人", "程清和", "林惠民"]


def test_everything_at_once_costs_twelve_statements(
    office: Office, city_a: object, client_for: Clients, django_assert_num_queries: Count
) -> None:
    """Entered at a counter, decided by a substitute who takes a number and names whoever is next."""
    after = {**FREE, "key": "filing", "name": "归档整理"}
    application = submit_registration(with_steps(office, after, COUNTY, at=5))
    as_entered_at_a_counter(application, office)
    file_something(application)
    approve(application, office.unit)
    approve(application, office.point)
    take_paper(application, office.point)
    substitute = make_staff(department=office.department, name="代办人")
    client_for(city_a, office.point).post(reverse("workbench:absences"), wish(substitute))

    page = cost(client_for(city_a, substitute), open_task(application), 12, django_assert_num_queries)

    assert page.context["absent"] == "程清和"  # type: ignore[attr-defined]
    assert [act.action for act in page.context["panel"].usual] == ["decide", "return", "claim"]  # type: ignore[attr-defined]
    assert [choice.step.key for choice in page.context["choices"]] == ["filing"]  # type: ignore[attr-defined]
    assert page.context["offered"] != ""  # type: ignore[attr-defined]
