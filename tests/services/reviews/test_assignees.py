"""Every assignee rule at work: in the inboxes of a real office, and of nobody beside it."""

from __future__ import annotations

from uuid import UUID

import pytest

from accounts.domain.roles import RoleKey
from accounts.models import Department, User
from accounts.services.departments import create_department
from applications.models import Application
from applications.queries.stored_answers import latest_answers
from notifications.models import Message
from procedures.domain.values import Json
from procedures.queries.packages import compiled
from reviews.models import TaskCandidate, TaskState
from reviews.queries.inbox import ListFilter, inbox_after
from reviews.queries.next_people import next_people
from reviews.services.acts import ActOutcome
from reviews.services.examining import approve_task
from reviews.services.unblocking import give_waiting_tasks
from tenants.clock import today
from tenants.context import tenant_context
from tenants.domain.errors import ValidationFailed
from tenants.models import Jurisdiction
from tests.factories.accounts import fresh_actor, make_staff
from tests.factories.assigning import with_steps
from tests.factories.registrations import (
    Office,
    approve,
    key,
    open_registration,
    open_task,
    submit_registration,
    version_of,
)

NO_TASK = UUID(int=0)
#: Where the applicant unit is registered, by its code.
DIVISION = "990100"
OFFICER = RoleKey.BUSINESS_OFFICE.value
NOBODY_KNOWN = str(UUID(int=7))


def asked(application: Application) -> list[str]:
    found = TaskCandidate.objects.filter(task__application=application, open=True, task__state=TaskState.OPEN)
    return sorted(found.values_list("principal", flat=True))


def has_waiting(user: User) -> bool:
    found, _ = inbox_after(fresh_actor(user), ListFilter(), today=today(), except_for=NO_TASK)
    return found is not None


def at_step(office: Office, *steps: dict[str, Json], **answers: object) -> Application:
    """An application that the unit has passed on, in the procedure with these steps after the unit's."""
    application = submit_registration(with_steps(office, *steps), **answers)  # type: ignore[arg-type]
    approve(application, office.unit)
    return application


def rule(kind: str, **settings: Json) -> dict[str, Json]:
    return {"key": "asked", "assignee": {"kind": kind, **settings}}


def county(office: Office, code: str = DIVISION) -> Department:
    return create_department(name=f"{code}区", code=code, kind="county", parent=office.department.parent)


def test_the_head_of_the_procedures_department_and_of_no_other(office: Office) -> None:
    head = make_staff(RoleKey.DEPARTMENT_HEAD, department=office.department)
    above = make_staff(RoleKey.DEPARTMENT_HEAD)

    application = at_step(office, rule("department_head"))

    assert asked(application) == [f"r:department_head:{office.department.id}"]
    assert (has_waiting(head), has_waiting(above)) == (True, False)
    approve(application, User.objects.get(pk=head.pk))
    assert open_task(application).step_key == "registration_point"


def test_a_role_in_a_named_department_outside_the_procedures_own(office: Office) -> None:
    finance = create_department(name="财务科", code="finance", kind="office", parent=office.department.parent)
    clerk = make_staff(OFFICER, department=finance)
    other = make_staff(OFFICER, department=office.department)

    application = at_step(office, rule("role", role=OFFICER, department="finance"))

    assert asked(application) == [f"r:{OFFICER}:{finance.id}"]
    assert (has_waiting(clerk), has_waiting(other)) == (True, False)


def test_the_applicants_county(office: Office) -> None:
    mine, neighbour = county(office), county(office, "990199")
    clerk = make_staff(OFFICER, department=mine)
    other = make_staff(OFFICER, department=neighbour)

    application = at_step(office, rule("county", role=OFFICER))

    assert asked(application) == [f"r:{OFFICER}:{mine.id}"]
    assert (has_waiting(clerk), has_waiting(other)) == (True, False)


def test_where_the_unit_says_it_is_comes_before_where_it_is_registered(office: Office) -> None:
    county(office)
    neighbour = county(office, "990199")
    make_staff(OFFICER, department=neighbour)
    office.organisation.division_code = "990199"
    office.organisation.save(update_fields=["division_code"])

    application = at_step(office, rule("county", role=OFFICER))

    assert asked(application) == [f"r:{OFFICER}:{neighbour.id}"]


def test_a_named_person_who_needs_no_role(office: Office) -> None:
    expert, colleague = make_staff(), make_staff()

    application = at_step(office, rule("user", user=str(expert.id)))

    assert asked(application) == [f"u:{expert.id}"]
    assert (has_waiting(expert), has_waiting(colleague)) == (True, False)
    approve(application, User.objects.get(pk=expert.pk))
    assert open_task(application).step_key == "registration_point"


def test_an_answer_names_the_department_or_the_person(office: Office) -> None:
    finance = create_department(name="财务科", code="finance", kind="office", parent=office.department.parent)
    make_staff(OFFICER, department=finance)
    expert = make_staff()
    cases: Json = [{"value": "e", "department": "finance"}, {"value": "m", "user": str(expert.id)}]
    step = rule("field", field="industry", role=OFFICER, cases=cases)

    by_department = at_step(office, step, industry="e")
    by_person = at_step(office, step, title="另一项成果", industry="m")

    assert asked(by_department) == [f"r:{OFFICER}:{finance.id}"]
    assert asked(by_person) == [f"u:{expert.id}"]


CHOOSING = {"key": "asked", "assignee": {"kind": "previous_choice", "role": "registration_point"}}


def pass_on(application: Application, user: User, *people: User, step: str = "asked") -> ActOutcome:
    return approve_task(
        fresh_actor(user),
        task_id=open_task(application).id,
        version=version_of(application),
        opinion="同意",
        idempotency_key=key(),
        chosen={step: tuple(each.id for each in people)},
    )


def test_whoever_passes_the_step_before_chooses(office: Office) -> None:
    application = submit_registration(with_steps(office, CHOOSING))
    task, package = open_task(application), compiled(application.procedure_version)

    offered = next_people(fresh_actor(office.unit), application, task, package, answers=latest_answers(application))
    pass_on(application, office.unit, office.second_point)

    assert [(each.step.key, each.people, each.named) for each in offered] == [
        ("asked", (office.point, office.second_point), frozenset())
    ]
    assert asked(application) == [f"u:{office.second_point.id}"]
    assert (has_waiting(office.second_point), has_waiting(office.point)) == (True, False)


def test_without_a_choice_or_with_a_wrong_one_nothing_moves(office: Office) -> None:
    application = submit_registration(with_steps(office, CHOOSING))
    before = version_of(application)

    with pytest.raises(ValidationFailed) as nobody:
        pass_on(application, office.unit)
    with pytest.raises(ValidationFailed) as stranger:
        pass_on(application, office.unit, office.supervising)

    assert [each.value.problems[0].code for each in (nobody, stranger)] == ["next_people_missing", "next_people_unfit"]
    assert (version_of(application), open_task(application).step_key) == (before, "applicant_unit")


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("department_head", {}),
        ("role", {"role": OFFICER, "department": "gone"}),
        ("county", {"role": OFFICER}),
        ("user", {"user": NOBODY_KNOWN}),
        ("previous_choice", {"role": OFFICER}),
        ("field", {"field": "industry", "role": OFFICER}),
    ],
)
@pytest.mark.parametrize("nobody", ["skip", "role", "block"])
def test_where_nobody_is_found(office: Office, kind: str, settings: dict[str, Json], nobody: str) -> None:
    configurator = make_staff(RoleKey.CONFIGURATOR)
    fallback = {"fallback_role": "registration_point"} if nobody == "role" else {}

    application = at_step(office, rule(kind, nobody=nobody, **fallback, **settings))

    point = f"r:registration_point:{office.department.id}"
    expected = {
        "skip": ("registration_point", [point], []),
        "role": ("asked", [point], []),
        "block": ("asked", [], sorted([office.system.id, configurator.id])),
    }
    alerted = sorted(Message.objects.filter(event="step_blocked").values_list("recipient_id", flat=True))
    assert (open_task(application).step_key, asked(application), alerted) == expected[nobody]


def test_a_blocked_step_goes_to_the_role_that_stands_in_once_somebody_has_it(office: Office) -> None:
    step = rule("user", user=NOBODY_KNOWN, nobody="role", fallback_role=OFFICER)
    application = at_step(office, step)
    before = asked(application)
    make_staff(OFFICER, department=office.department)

    give_waiting_tasks()

    assert (before, asked(application)) == ([], [f"r:{OFFICER}:{office.department.id}"])


def test_people_of_another_city_are_nobody_here(office: Office, city_b: Jurisdiction) -> None:
    """Beyond the wall there is a county of the same code with the same role, and the person who is named."""
    with tenant_context(city_b):
        other = open_registration(city_b)
        stranger = make_staff(OFFICER, department=county(other))
    county(office)

    by_name = at_step(office, rule("user", user=str(stranger.id)))
    by_county = at_step(office, rule("county", role=OFFICER), title="另一项成果")

    assert (asked(by_name), asked(by_county)) == ([], [])
    with tenant_context(city_b):
        assert not has_waiting(stranger)
