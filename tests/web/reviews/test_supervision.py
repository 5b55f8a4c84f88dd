"""督办 and 催办: numbers with their lists, notes that must be answered, reminders; walls and who sees what."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.access import Actor
from accounts.domain.principals import role_principal, user_principal
from accounts.domain.roles import RoleKey
from accounts.domain.substitution import Days
from accounts.models import Department, User
from accounts.services.departments import create_department
from accounts.services.substitutions import name_substitute
from applications.models import ApplicationAccess, TimelineEntry
from notifications.models import Message
from reviews.domain.supervising import Figures, Grouping
from reviews.models import ClockKind, StepTask, SupervisionNote, TaskCandidate
from reviews.queries.inbox import ListFilter
from reviews.queries.supervision import groups, notes_waiting, supervised_page, supervised_tasks
from reviews.services.reminding import remind
from reviews.services.supervising import answer_note, ask_for_answer
from reviews.tasks import let_head_consult
from tenants.clock import now, today
from tenants.context import current_tenant, tenant_context
from tenants.domain.errors import IllegalTransition, NotAuthorised
from tenants.domain.ids import new_id
from tenants.models import Jurisdiction
from tenants.records.models import OutboxMessage
from tests.factories.accounts import fresh_actor, make_staff
from tests.factories.clocks import due, suspend
from tests.factories.registrations import Office, approve, bring_to, decide, key, open_registration, open_task


@pytest.fixture
def office(city_a: Jurisdiction) -> Office:
    return open_registration(city_a)


@pytest.fixture
def head(office: Office) -> User:
    return make_staff(RoleKey.DEPARTMENT_HEAD, department=office.department, name="科长")


def lines(actor: Actor, grouping: Grouping, wanted: ListFilter | None = None) -> dict[str, Figures]:
    found, _total = groups(actor, wanted or ListFilter(), grouping)
    return {group.label: group.figures for group in found}


def three(office: Office) -> None:
    due(bring_to(office, "registration_point", title="超期"), -1)
    due(bring_to(office, "registration_point", title="即将"), 0)
    due(bring_to(office, "decide", title="正常"), None)


def test_each_grouping_counts_what_its_list_shows(office: Office) -> None:
    three(office)
    bring_to(office, "applicant_unit", title="单位")
    actor = fresh_actor(office.supervising)

    assert groups(actor, ListFilter(), Grouping.STEP)[1] == Figures(1, 1, 2)
    assert lines(actor, Grouping.DEPARTMENT) == {"成果科": Figures(1, 1, 1), "": Figures(0, 0, 1)}
    assert lines(actor, Grouping.PROCEDURE) == {office.procedure.name: Figures(1, 1, 2)}
    both = Figures(1, 1, 1)
    assert lines(actor, Grouping.PERSON) == {"程清和": both, "林惠民": both, "": Figures(0, 0, 1)}
    for grouping in Grouping:
        for group in groups(actor, ListFilter(), grouping)[0]:
            narrowed = ListFilter(**{grouping.value: group.key})
            assert supervised_tasks(actor, narrowed).count() == group.figures.total, grouping
            late = ListFilter(**{grouping.value: group.key}, light="overdue")
            assert supervised_tasks(actor, late).count() == group.figures.overdue, grouping


def test_whoever_is_asked_by_name_counts_in_the_own_department(office: Office) -> None:
    other = create_department(name="别科", code="other", kind="office", parent=Department.objects.get(parent=None))
    colleague = make_staff(department=other)
    application = bring_to(office, "registration_point")
    TaskCandidate.objects.filter(task=open_task(application)).update(principal=user_principal(colleague.id))
    actor = fresh_actor(office.supervising)

    assert lines(actor, Grouping.DEPARTMENT) == {"别科": Figures(0, 0, 1)}
    assert supervised_tasks(actor, ListFilter(department=str(other.id))).count() == 1
    assert supervised_tasks(actor, ListFilter(department=str(office.department.id))).count() == 0
    assert supervised_tasks(actor, ListFilter(department="别科")).count() == 0


def test_the_worst_limit_counts_of_the_step_or_of_the_whole(client_for, office: Office) -> None:
    for kind in (ClockKind.STEP, ClockKind.STATUTORY, ClockKind.PROMISED):
        due(bring_to(office, "registration_point", title=f"按{kind.label}"), -1, kind=kind)
    stopped = bring_to(office, "registration_point", title="不计时")
    due(stopped, -1)
    suspend(stopped, office.point, basis="《某条例》第十条")
    actor = fresh_actor(office.supervising)

    found = {}
    for limit in ("", "step", "whole", "nonsense"):
        wanted = ListFilter(light="overdue", limit=limit)
        rows = supervised_page(actor, wanted).rows
        assert groups(actor, ListFilter(limit=limit), Grouping.STEP)[1].overdue == len(rows)
        found[limit] = sorted((row.application.title, row.limit) for row in rows)
    client = client_for(current_tenant(), office.supervising)
    page = client.get(reverse("workbench:supervised_tasks") + "?light=overdue&limit=step").content.decode()

    step, whole = [("按环节时限", "环节时限")], [("按承诺时限", "承诺时限"), ("按法定时限", "法定时限")]
    assert found == {"": sorted(step + whole), "step": step, "whole": sorted(whole), "nonsense": sorted(step + whole)}
    assert ("按环节时限" in page, "按承诺时限" in page) == (True, False)
    assert "light=overdue&amp;limit=whole" in page


def test_a_new_head_sees_what_was_there_before(office: Office) -> None:
    before = bring_to(office, "registration_point", title="任命之前")
    over = bring_to(office, "decide", title="已经办结")
    decide(over, office.point)
    root = Department.objects.get(parent=None)
    other = create_department(name="别科", code="other", kind="office", parent=root)
    head = make_staff(RoleKey.DEPARTMENT_HEAD, department=office.department, name="新科长")
    stranger = make_staff(RoleKey.DEPARTMENT_HEAD, department=other)
    unknown_yet = supervised_page(fresh_actor(head), ListFilter()).rows

    errands = OutboxMessage.objects.filter(handler="reviews.let_head_consult").order_by("id")
    for errand in errands:
        let_head_consult(errand.payload)
        let_head_consult(errand.payload)

    assert unknown_yet == []
    assert errands.count() == 2
    assert [row.application for row in supervised_page(fresh_actor(head), ListFilter()).rows] == [before]
    seen = ApplicationAccess.objects.filter(grantee=role_principal(RoleKey.DEPARTMENT_HEAD, office.department.id))
    assert {(each.application_id, each.level) for each in seen} == {(before.id, "consult"), (over.id, "consult")}
    assert supervised_page(fresh_actor(stranger), ListFilter()).rows == []


def test_looking_back_goes_on_part_by_part(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reviews.services.department_heads.AT_ONCE", 2)
    applications = {bring_to(office, "registration_point").id for _ in range(3)}
    head = make_staff(RoleKey.DEPARTMENT_HEAD, department=office.department)
    waiting = OutboxMessage.objects.filter(handler="reviews.let_head_consult").order_by("id")

    let_head_consult(waiting[0].payload)
    let_head_consult(waiting[1].payload)

    assert waiting.count() == 2
    assert {row.application.id for row in supervised_page(fresh_actor(head), ListFilter()).rows} == applications


def test_the_head_supervises_what_passes_through_the_department(office: Office, head: User) -> None:
    root = Department.objects.get(parent=None)
    other = create_department(name="别科", code="other", kind="office", parent=root)
    stranger = make_staff(RoleKey.DEPARTMENT_HEAD, department=other)
    application = bring_to(office, "registration_point")

    assert [row.application for row in supervised_page(fresh_actor(head), ListFilter()).rows] == [application]
    assert supervised_page(fresh_actor(stranger), ListFilter()).rows == []


@pytest.mark.parametrize("role", [RoleKey.BUSINESS_OFFICE, RoleKey.REGISTRATION_POINT, RoleKey.SYSTEM_ADMINISTRATOR])
def test_nobody_else_supervises(client_for, office: Office, role: RoleKey) -> None:
    client = client_for(current_tenant(), make_staff(role, department=office.department))

    for name in ("workbench:supervision", "workbench:supervised_tasks"):
        assert client.get(reverse(name)).status_code == 404
    assert client.post(reverse("workbench:export", args=["supervised"]), {"column": ["number"]}).status_code == 404


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_pages_cost_the_same_however_much_there_is(
    client_for, office: Office, django_assert_num_queries, item_count: int
) -> None:
    for number in range(item_count):
        due(bring_to(office, "registration_point", title=f"成果{number}"), -1)
    client = client_for(current_tenant(), office.supervising)

    with django_assert_num_queries(12):
        page = client.get(reverse("workbench:supervision") + "?by=person")
    with django_assert_num_queries(7):
        found = client.get(reverse("workbench:supervised_tasks") + "?light=overdue")

    assert "程清和" in page.content.decode()
    assert found.content.decode().count("data-item") == item_count


def test_the_list_is_exported_as_it_is_filtered(client_for, office: Office) -> None:
    three(office)
    client = client_for(current_tenant(), office.supervising)

    answer = client.post(reverse("workbench:export", args=["supervised"]) + "?light=overdue", {"column": ["title"]})

    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    assert [row[0].value for row in sheet.iter_rows()] == ["名称", "超期"]


def test_a_note_stays_with_whoever_has_the_application_until_it_is_answered(client_for, office: Office) -> None:
    application = bring_to(office, "registration_point", title="甲成果")
    page = reverse("workbench:application", args=[application.id])
    supervisor, point = client_for(current_tenant(), office.supervising), client_for(current_tenant(), office.point)
    day = (today() + timedelta(days=3)).isoformat()

    asked = supervisor.post(
        reverse("workbench:supervise", args=[application.id]), {"text": "请说明超期原因", "answer_by": day}, follow=True
    )

    assert "督办意见已发出" in asked.content.decode()
    note = SupervisionNote.objects.get()
    told = Message.objects.filter(event="supervision_asked").values_list("recipient", flat=True)
    assert sorted(told) == sorted([office.point.id, office.second_point.id])
    assert "有 1 条督办意见等待您答复" in point.get(reverse("workbench:inbox")).content.decode()
    assert "请说明超期原因" in point.get(reverse("workbench:supervision_notes")).content.decode()
    approve(application, office.point)
    assert "请说明超期原因" in point.get(page).content.decode()

    answered = point.post(reverse("workbench:answer_supervision", args=[note.id]), {"answer": "已补办"}, follow=True)

    assert "已补办" in answered.content.decode()
    assert "已补办" in supervisor.get(page).content.decode()
    assert "已补办" in supervisor.get(reverse("workbench:supervision_notes") + "?view=answered").content.decode()
    assert list(Message.objects.filter(event="supervision_answered").values_list("recipient", flat=True)) == [
        office.supervising.id
    ]
    assert "督办意见等待您答复" not in point.get(reverse("workbench:inbox")).content.decode()
    again = point.post(reverse("workbench:answer_supervision", args=[note.id]), {"answer": "再答"})
    assert (again.status_code, "程清和 已于" in again.content.decode()) == (409, True)


def ask(office: Office, application: object, text: str = "请说明超期原因") -> SupervisionNote:
    note_id = ask_for_answer(
        fresh_actor(office.supervising),
        application_id=application.id,  # type: ignore[attr-defined]
        text=text,
        answer_by=today(),
        idempotency_key=key(),
    )
    return SupervisionNote.objects.get(pk=note_id)


def test_neither_the_applicant_nor_the_unit_reads_a_note(client_for, office: Office) -> None:
    application = bring_to(office, "registration_point")
    ask(office, application)
    SupervisionNote.objects.update(addressees=[f"r:registration_point:{office.department.id}"])

    for person, name in (
        (office.leader, "applications:application"),
        (office.unit, "applications:application"),
        (office.unit, "workbench:application"),
    ):
        words = client_for(current_tenant(), person).get(reverse(name, args=[application.id])).content.decode()
        assert ("督办" in words, "请说明超期原因" in words) == (False, False)


def test_only_those_who_are_asked_answer_and_only_supervision_asks(office: Office, head: User) -> None:
    application = bring_to(office, "registration_point")
    note = ask(office, application)

    for person in (office.supervising, office.other_point, office.unit, office.leader):
        with pytest.raises(NotAuthorised):
            answer_note(fresh_actor(person), note_id=note.id, answer="答")
    for person in (office.point, office.unit, office.leader):
        with pytest.raises(NotAuthorised):
            ask_for_answer(
                fresh_actor(person), application_id=application.id, text="问", answer_by=today(), idempotency_key=key()
            )
    with pytest.raises(IllegalTransition, match="nobody_to_ask"):
        ask(office, bring_to(office, "applicant_unit"))


def test_a_substitute_answers_for_the_absent(office: Office) -> None:
    substitute = make_staff(department=office.department)
    name_substitute(
        fresh_actor(office.point),
        absent_id=office.point.id,
        substitute_id=substitute.id,
        days=Days(today(), today()),
        reason="出差",
    )
    note = ask(office, bring_to(office, "registration_point"))

    assert notes_waiting(fresh_actor(substitute)).count() == 1
    assert answer_note(fresh_actor(substitute), note_id=note.id, answer="代为答复").answered_by_id == substitute.id


@pytest.mark.parametrize(("text", "day"), [("", "2026-12-01"), ("请说明", ""), ("请说明", "2020-01-01")])
def test_a_refused_note_comes_back_as_it_was_typed(client_for, office: Office, text: str, day: str) -> None:
    application = bring_to(office, "registration_point")
    client = client_for(current_tenant(), office.supervising)

    answer = client.post(reverse("workbench:supervise", args=[application.id]), {"text": text, "answer_by": day})

    assert (answer.status_code, SupervisionNote.objects.count()) == (422, 0)
    assert "is-invalid" in answer.content.decode()


def test_the_applicant_reminds_and_is_told_when_the_next_time_is(client_for, office: Office) -> None:
    application = bring_to(office, "registration_point", title="甲成果")
    client, address = client_for(current_tenant(), office.leader), reverse("workbench:remind", args=[application.id])
    page = reverse("applications:application", args=[application.id])
    assert address in client.get(page).content.decode()

    first = client.post(address, follow=True)
    second = client.post(address, follow=True)

    assert (first.redirect_chain[-1][0], "已提醒当前环节的办理人员" in first.content.decode()) == (page, True)
    assert "起可以再次催办" in second.content.decode()
    told = Message.objects.filter(event="application_reminded").values_list("recipient", flat=True)
    assert sorted(told) == sorted([office.point.id, office.second_point.id])
    assert TimelineEntry.objects.filter(kind="reminded").count() == 1
    TimelineEntry.objects.filter(kind="reminded").update(at=now() - timedelta(days=30))
    assert "已提醒当前环节的办理人员" in client.post(address, follow=True).content.decode()


def test_supervision_reminds_for_itself_and_the_applicant_reads_nothing_of_it(client_for, office: Office) -> None:
    application = bring_to(office, "registration_point")
    client = client_for(current_tenant(), office.supervising)
    address = reverse("workbench:remind", args=[application.id])
    assert address in client.get(reverse("workbench:application", args=[application.id])).content.decode()

    client.post(address, {"words": "请尽快"})
    client_for(current_tenant(), office.leader).post(address)

    sides = (
        TimelineEntry.objects.filter(kind="reminded").order_by("at", "id").values_list("params__side", "for_applicant")
    )
    assert list(sides) == [("office", False), ("applicant", True)]
    for person, name in ((office.leader, "applications:application"), (office.unit, "workbench:application")):
        words = client_for(current_tenant(), person).get(reverse(name, args=[application.id])).content.decode()
        assert "请尽快" not in words


def test_a_reminder_makes_no_open_page_stale(office: Office) -> None:
    application = bring_to(office, "registration_point")
    version = application.version
    remind(fresh_actor(office.leader), application_id=application.id, idempotency_key=key())
    application.refresh_from_db()

    assert application.version == version
    approve(application, office.point)


def test_nothing_is_reminded_of_that_is_over_or_somebody_elses(client_for, office: Office) -> None:
    application = bring_to(office, "registration_point")
    stranger = client_for(current_tenant(), make_staff(RoleKey.SYSTEM_ADMINISTRATOR))

    for application_id in (application.id, new_id()):
        assert stranger.post(reverse("workbench:remind", args=[application_id])).status_code == 404
    StepTask.objects.filter(pk=open_task(application).pk).update(state="void")
    with pytest.raises(IllegalTransition, match="nothing_to_remind"):
        remind(fresh_actor(office.leader), application_id=application.id, idempotency_key=key())


def test_another_city_supervises_its_own_alone(client_for, office: Office, city_b: Jurisdiction) -> None:
    three(office)
    note = ask(office, bring_to(office, "registration_point", title="甲成果"))
    with tenant_context(city_b):
        other = open_registration(city_b)
        actor = fresh_actor(other.supervising)
        assert groups(actor, ListFilter(), Grouping.STEP) == ([], Figures())
        client = client_for(city_b, other.supervising)
        assert "甲成果" not in client.get(reverse("workbench:supervision_notes")).content.decode()
        answer = reverse("workbench:answer_supervision", args=[note.id])
        assert client_for(city_b, other.point).post(answer, {"answer": "答"}).status_code == 404
