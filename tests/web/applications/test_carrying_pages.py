"""Taking over an earlier application, and marks of what nobody typed. One of the counted queries selects the role."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications.models import Draft, DraftMaterial, SubmissionMaterial
from applications.queries.stored_answers import stored_answers
from tenants.context import tenant_context
from tests.factories.accounts import make_member, make_organisation
from tests.factories.applications import SECRETS, Town, begin_draft, make_application, open_town, put_file
from tests.factories.counter import begin_entry, enter
from tests.factories.kept import keep

AsUser = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_from_the_list_to_the_undoing(town: Town, as_user: AsUser) -> None:
    application_id = make_application(town, title="旧成果")
    draft, client = begin_draft(town), as_user(town.leader)
    earlier, carry = (
        reverse("applications:earlier", args=[draft.id]),
        reverse("applications:carry", args=[draft.id, application_id]),
    )
    section = reverse("applications:section", args=[draft.id, "overview"])
    filed = SubmissionMaterial.objects.get(submission__application=application_id, key="work_report")

    assert earlier in text(client.get(section))
    assert carry in text(client.get(earlier))
    preview = text(client.get(carry))
    wrong = client.post(carry, {"version": draft.version, "materials": [str(draft.id)]})
    stale = client.post(carry, {"version": 99})
    nonsense = client.post(carry, {"version": draft.version, "materials": ["nonsense"]})
    carried = client.post(carry, {"version": draft.version, "materials": [str(filed.id)]})
    shown = text(client.get(section))

    assert all(
        words in preview for words in ("旧成果", "草稿中已填写，不覆盖", "个人信息，带入后显示", "work_report.pdf")
    )
    assert [secret for secret in SECRETS if secret in preview] == []
    assert (wrong.status_code, stale.status_code, nonsense.status_code) == (422, 409, 404)
    assert carried["Location"] == reverse("applications:draft", args=[draft.id])
    assert all(words in shown for words in ('value="旧成果"', "从以往申报带入，请核对。", "撤销带入"))
    assert DraftMaterial.objects.get(draft=draft).file_id == filed.file_id
    undo = reverse("applications:undo_carry", args=[draft.id])
    assert [client.post(undo).status_code, client.post(undo).status_code] == [302, 409]
    assert "撤销带入" not in text(client.get(section))
    assert "achievement_name" not in stored_answers(Draft.objects.get(pk=draft.pk))


def test_what_comes_from_the_record_is_marked_until_it_is_typed_over(town: Town, as_user: AsUser) -> None:
    draft, client = begin_draft(town), as_user(town.leader)
    url = reverse("applications:section", args=[draft.id, "units"])

    page = text(client.get(url))
    saved = text(client.post(url, {"_shown": ["unit_name"], "_version": "0", "unit_name": "乙单位"}, headers=HTMX))
    after = text(client.get(url))

    assert page.count("取自单位档案，可以修改。") == 2
    assert re.search(r'id="origin-f-unit_name" hx-swap-oob="true"></div>', saved)
    assert after.count("取自单位档案，可以修改。") == 1


def test_strangers_and_corrections_find_nothing(town: Town, as_user: AsUser) -> None:
    application_id = make_application(town)
    draft = begin_draft(town)
    colleague = make_member(town.organisation, "leader")
    theirs = begin_draft(town, leader=colleague)
    stranger = as_user(make_member(make_organisation("外单位"), "administrator"))

    answers = [
        *(stranger.get(reverse(f"applications:{name}", args=[draft.id])) for name in ("earlier",)),
        stranger.get(reverse("applications:carry", args=[draft.id, application_id])),
        stranger.post(reverse("applications:undo_carry", args=[draft.id])),
        as_user(colleague).get(reverse("applications:carry", args=[theirs.id, application_id])),
        as_user(colleague).post(reverse("applications:carry", args=[theirs.id, application_id]), {"version": 1}),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert "没有可带入的申报" in text(as_user(colleague).get(reverse("applications:earlier", args=[theirs.id])))


def test_who_enters_for_others_takes_nothing_from_one_to_the_next(town: Town, as_user: AsUser) -> None:
    """Neither from what the clerk entered before, nor from the clerk's own library."""
    enter(town.point)
    kept = keep(town.point, None, "干事的证书", kind="other")
    entry, client = begin_entry(town.point), as_user(town.point)
    pick = reverse("applications:pick", args=[entry.id, "other"])

    section = text(client.get(reverse("applications:section", args=[entry.id, "overview"])))
    materials = text(client.get(reverse("applications:materials", args=[entry.id])))

    assert ("从以往申报带入" in section, "从材料库选用" in materials) == (False, False)
    assert client.get(reverse("applications:earlier", args=[entry.id])).status_code == 404
    assert "干事的证书" not in text(client.get(pick))
    assert client.post(pick, {"kept": str(kept.id)}).status_code == 404
    row = put_file(entry, "other")
    assert client.get(reverse("applications:keep", args=[entry.id, row.id])).status_code == 404


def test_earlier_applications_stay_in_their_tenant(
    town: Town, city_b: object, client_for: Callable[..., Client]
) -> None:
    application_id = make_application(town, title="甲市的成果")
    with tenant_context(city_b):  # type: ignore[arg-type]
        theirs = open_town(city_b)
        make_application(theirs, title="乙市的成果")
        draft, client = begin_draft(theirs), client_for(city_b, theirs.leader)

        listed = text(client.get(reverse("applications:earlier", args=[draft.id])))
        carry = reverse("applications:carry", args=[draft.id, application_id])

        assert ("甲市的成果" in listed, "乙市的成果" in listed) == (False, True)
        assert (client.get(carry).status_code, client.post(carry, {"version": 1}).status_code) == (404, 404)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_has_a_fixed_number_of_queries(
    town: Town, as_user: AsUser, django_assert_num_queries: Callable[..., object], count: int
) -> None:
    for number in range(count):
        make_application(town, title=f"成果{number}")
    draft, client = begin_draft(town), as_user(town.leader)
    earlier = reverse("applications:earlier", args=[draft.id])
    client.get(earlier)

    with django_assert_num_queries(8):  # type: ignore[attr-defined]
        listed = client.get(earlier)

    assert len(listed.context["page"].rows) == count
