"""外出代办: the pages where it is set, seen and ended; what the substitute's pages say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.domain.roles import RoleKey
from accounts.models import Substitution, User
from config.menus import first_place_of
from notifications.models import Message
from tenants.clock import today
from tenants.context import current_tenant
from tenants.domain.ids import new_id
from tenants.models import Jurisdiction
from tests.factories.accounts import make_staff
from tests.factories.registrations import Office, approve, bring_to, open_registration, open_task


@pytest.fixture
def office(city_a: Jurisdiction) -> Office:
    return open_registration(city_a)


@pytest.fixture
def substitute(office: Office) -> User:
    return make_staff(department=office.department, name="林代办")


def wish(substitute: User | None, **more: object) -> dict[str, object]:
    return {
        "substitute": str(substitute.id) if substitute else "",
        "starts_on": today().isoformat(),
        "ends_on": (today() + timedelta(days=5)).isoformat(),
        "reason": "出差",
        **more,
    }


def test_one_names_a_colleague_and_both_pages_say_so(
    city_a: Jurisdiction, client_for, office: Office, substitute: User
) -> None:
    application = bring_to(office, "registration_point", title="甲成果")
    mine, theirs = client_for(city_a, office.point), client_for(city_a, substitute)
    page = reverse("workbench:absences")
    assert "林代办" in mine.get(page).content.decode()

    answer = mine.post(page, wish(substitute), follow=True)

    assert answer.status_code == 200
    assert "代办中" in answer.content.decode()
    assert list(Message.objects.filter(event="substitute_named").values_list("recipient", flat=True)) == [substitute.id]
    assert "我正在代办" in theirs.get(page).content.decode()
    assert "代 程清和" in theirs.get(reverse("workbench:inbox")).content.decode()
    task = theirs.get(reverse("workbench:task", args=[open_task(application).id])).content.decode()
    assert "您现在代 程清和 办理" in task
    assert first_place_of(User.objects.get(pk=substitute.pk)) == reverse("workbench:inbox")


def test_what_was_done_for_somebody_is_listed(
    city_a: Jurisdiction, client_for, office: Office, substitute: User
) -> None:
    client = client_for(city_a, office.point)
    client.post(reverse("workbench:absences"), wish(substitute))
    approve(bring_to(office, "registration_point", title="甲成果"), User.objects.get(pk=substitute.pk), "代为审核")

    page = client.get(reverse("workbench:absences")).content.decode()

    assert ("甲成果" in page, "代为审核" in page) == (True, True)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"substitute": ""}, "请选择代办人。"),
        ({"login": "nobody@example.cn", "substitute": ""}, "没有这位启用中的工作人员"),
        ({"ends_on": "2020-01-01"}, "结束日期不能早于开始日期。"),
        ({"reason": ""}, "field-reason"),
    ],
)
def test_a_refused_wish_comes_back_as_it_was_typed(
    client_for, office: Office, substitute: User, more: dict[str, object], words: str
) -> None:
    client = client_for(current_tenant(), office.point)

    answer = client.post(reverse("workbench:absences"), wish(substitute) | more)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Substitution.objects.count() == 0


def test_somebody_of_another_department_is_named_by_login(city_a: Jurisdiction, client_for, office: Office) -> None:
    other = make_staff(name="别科人")

    client_for(city_a, office.point).post(reverse("workbench:absences"), wish(None, login=other.mobile))

    assert Substitution.objects.get().substitute_id == other.id


def test_the_head_names_and_ends_for_the_department(
    city_a: Jurisdiction, client_for, office: Office, substitute: User
) -> None:
    head = client_for(city_a, make_staff(RoleKey.DEPARTMENT_HEAD, department=office.department, name="科长"))
    page = reverse("workbench:absences_of", args=[office.point.id])
    assert "程清和" in head.get(reverse("workbench:absences")).content.decode()

    head.post(page, wish(substitute))
    ended = head.post(reverse("workbench:end_absence", args=[Substitution.objects.get().id]), follow=True)

    assert ended.redirect_chain[-1][0] == page
    assert Substitution.objects.get().ended_at is not None
    assert sorted(Message.objects.values_list("event", flat=True)) == sorted(
        ["substitute_named", "substitution_ended"] * 2
    )


def test_ended_twice_the_second_is_told_who_was_first(
    city_a: Jurisdiction, client_for, office: Office, substitute: User
) -> None:
    client = client_for(city_a, office.point)
    client.post(reverse("workbench:absences"), wish(substitute))
    end = reverse("workbench:end_absence", args=[Substitution.objects.get().id])
    client.post(end)

    assert "程清和 已于" in client.post(end, follow=True).content.decode()


def test_unknown_and_forbidden_answer_alike(city_a: Jurisdiction, client_for, office: Office, substitute: User) -> None:
    client_for(city_a, office.point).post(reverse("workbench:absences"), wish(substitute))
    stranger = client_for(city_a, make_staff(RoleKey.SECURITY_ADMINISTRATOR))
    row = Substitution.objects.get()

    for person in (office.point.id, office.leader.id, new_id()):
        assert stranger.get(reverse("workbench:absences_of", args=[person])).status_code == 404
    for substitution in (row.id, new_id()):
        assert stranger.post(reverse("workbench:end_absence", args=[substitution])).status_code == 404
    assert Substitution.objects.get().ended_at is None


def test_applicants_have_no_such_page(city_a: Jurisdiction, client_for, office: Office) -> None:
    assert client_for(city_a, office.leader).get(reverse("workbench:absences")).status_code == 404


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_page_costs_the_same_however_much_there_is(
    client_for, office: Office, substitute: User, django_assert_num_queries, item_count: int
) -> None:
    client = client_for(current_tenant(), office.point)
    for number in range(item_count):
        day = today() + timedelta(days=10 * number)
        dates = {"starts_on": day.isoformat(), "ends_on": (day + timedelta(days=5)).isoformat()}
        client.post(reverse("workbench:absences"), wish(substitute, **dates))
    assert Substitution.objects.count() == item_count

    with django_assert_num_queries(12):
        client.get(reverse("workbench:absences"))


def test_a_substitutes_pages_keep_their_number_of_queries(
    client_for, office: Office, substitute: User, django_assert_num_queries
) -> None:
    task = open_task(bring_to(office, "decide"))
    client_for(current_tenant(), office.point).post(reverse("workbench:absences"), wish(substitute))
    client = client_for(current_tenant(), substitute)
    addresses = [reverse("workbench:inbox"), reverse("workbench:task", args=[task.id])]
    for address in addresses:
        client.get(address)

    with django_assert_num_queries(11):
        client.get(addresses[0])
    with django_assert_num_queries(10):
        client.get(addresses[1])
