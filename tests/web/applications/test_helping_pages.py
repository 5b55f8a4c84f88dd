"""协助填写 on its pages: what a helper sees of a draft, and everything that he does not."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications.models import Draft
from applications.queries.helping import helps_of
from tenants.context import tenant_context
from tests.factories.accounts import make_applicant
from tests.factories.applications import SECRETS, Town, begin_draft, fill_draft, make_application, open_town
from tests.factories.helping import let_help

AsUser = Callable[[User], Client]


@pytest.fixture
def student(town: Town) -> User:
    return make_applicant(name="何学生")


@pytest.fixture
def draft(town: Town) -> Draft:
    made = begin_draft(town)
    fill_draft(made)
    return made


def section(draft: Draft, key: str) -> str:
    return reverse("applications:section", args=[draft.id, key])


def said(answer: HttpResponse) -> str:
    """The page's words, without the number of the request."""
    page = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"[0-9a-f-]{36}", "", page)


def test_the_owner_asks_sees_and_ends(town: Town, draft: Draft, student: User, as_user: AsUser) -> None:
    client, address = as_user(town.leader), reverse("applications:helpers", args=[draft.id])
    typed = {"name": "何同学", "mobile": student.mobile, "role": "学生", "sections": ["overview", "people"]}

    empty = client.get(address).content.decode()
    refused = client.post(address, typed | {"mobile": "12", "until": "2020-01-01"})
    asked = client.post(address, typed)
    page = client.get(address).content.decode()
    help_id = helps_of(Draft.objects.get(pk=draft.pk))[0].id
    ended = client.post(reverse("applications:end_help", args=[draft.id, help_id]))
    again = client.post(reverse("applications:end_help", args=[draft.id, help_id]))

    assert "还没有请人协助" in empty
    assert (refused.status_code, asked.status_code, ended.status_code, again.status_code) == (422, 302, 302, 404)
    assert set(refused.context["form"].errors) == {"mobile", "until"}
    assert "何同学（学生）" in page
    assert "成果概况、" in page
    assert student.mobile not in page
    assert "各部分最近由谁填写" in page


def test_a_helper_sees_and_writes_his_sections_alone(draft: Draft, student: User, as_user: AsUser) -> None:
    let_help(draft, student, "project")
    client = as_user(student)

    listed = client.get(reverse("applications:mine")).content.decode()
    first = client.get(reverse("applications:draft", args=[draft.id]))
    page = client.get(section(draft, "project")).content.decode()
    saved = client.post(
        section(draft, "project"), {"_shown": "project_name", "_version": "1", "project_name": "改过的名称"}
    )
    draft.refresh_from_db()

    assert reverse("applications:draft", args=[draft.id]) in listed
    assert first["Location"] == section(draft, "project")
    assert f"协助 {draft.owner.name} 填写" in page
    assert draft.title not in page
    assert not any(secret in page for secret in SECRETS)
    for other in ("overview", "people", "units"):
        assert section(draft, other) not in page
    for name in ("materials", "check", "helpers", "earlier"):
        assert reverse(f"applications:{name}", args=[draft.id]) not in page
    assert saved.status_code == 302
    assert draft.answers["project_name"] == "改过的名称"


def test_everything_else_of_the_draft_is_unknown_to_a_helper(draft: Draft, student: User, as_user: AsUser) -> None:
    help_id = let_help(draft, student, "project").id
    material = draft.materials.filter(file__isnull=False)[0]
    pages = [
        section(draft, "people"),
        reverse("applications:rows", args=[draft.id, "completers"]),
        reverse("applications:row_template", args=[draft.id, "completers"]),
        reverse("applications:materials", args=[draft.id]),
        reverse("applications:upload_status", args=[draft.id, material.key, material.file_id]),
        reverse("applications:draft_file", args=[draft.id, material.id]),
        reverse("applications:check", args=[draft.id]),
        reverse("applications:consents", args=[draft.id]),
        reverse("applications:draft_print", args=[draft.id]),
        reverse("applications:draft_print_file", args=[draft.id]),
        reverse("applications:helpers", args=[draft.id]),
        reverse("applications:earlier", args=[draft.id]),
        section(draft, "nowhere"),
    ]
    acts = [
        (section(draft, "people"), {"_shown": "completers", "_version": "1"}),
        (section(draft, "project"), {"_shown": "unit_name", "_version": "1", "unit_name": "别的单位"}),
        (section(draft, "project"), {"_shown": "project_name", "_version": "1", "unit_name": "别的单位"}),
        (reverse("applications:rows", args=[draft.id, "completers"]), {"paste": "姓名\n甲"}),
        (reverse("applications:start_upload", args=[draft.id, material.key]), {"name": "a.pdf", "size": "9"}),
        (reverse("applications:finish_upload", args=[draft.id, material.key, material.file_id]), {}),
        (reverse("applications:remove_material", args=[draft.id, material.id]), {}),
        (reverse("applications:exempt", args=[draft.id, "people_list"]), {"exempt": "yes"}),
        (reverse("applications:print_draft", args=[draft.id]), {}),
        (reverse("applications:submit", args=[draft.id]), {"agreed": ["truthfulness"]}),
        (reverse("applications:delete", args=[draft.id]), {}),
        (reverse("applications:helpers", args=[draft.id]), {"name": "甲", "mobile": "13800001234"}),
        (reverse("applications:end_help", args=[draft.id, help_id]), {}),
    ]
    client, before = as_user(student), Draft.objects.values().get(pk=draft.pk)

    answers = [client.get(page).status_code for page in pages]
    answers += [client.post(address, body).status_code for address, body in acts]

    assert set(answers) == {404}
    assert Draft.objects.values().get(pk=draft.pk) == before
    assert client.get(reverse("applications:codes", args=["disciplines"]), {"q": "管理"}).status_code == 200


def test_a_helper_sees_no_application(town: Town, student: User, as_user: AsUser) -> None:
    draft = begin_draft(town)
    let_help(draft, student, "project")
    application_id = make_application(town)

    answer = as_user(student).get(reverse("applications:application", args=[application_id]))

    assert answer.status_code == 404


def test_ended_help_answers_like_an_unknown_draft(town: Town, draft: Draft, student: User, as_user: AsUser) -> None:
    given = let_help(draft, student, "project")
    as_user(town.leader).post(reverse("applications:end_help", args=[draft.id, given.id]))
    client = as_user(student)

    ended = client.get(section(draft, "project"))
    unknown = client.get(reverse("applications:section", args=[given.id, "project"]))
    autosave = client.post(section(draft, "project"), {"_shown": "project_name", "_version": "1", "project_name": "x"})

    assert (ended.status_code, unknown.status_code, autosave.status_code) == (404, 404, 404)
    assert said(ended) == said(unknown)


def test_help_stays_in_its_tenant(
    town: Town, draft: Draft, student: User, city_b: object, client_for: Callable[..., Client]
) -> None:
    given = let_help(draft, student, "project")
    with tenant_context(city_b):  # type: ignore[arg-type]
        elsewhere = open_town(city_b)
        client = client_for(city_b, elsewhere.leader)
        answers = [
            client.get(section(draft, "project")),
            client.get(reverse("applications:helpers", args=[draft.id])),
            client.post(reverse("applications:end_help", args=[draft.id, given.id])),
        ]
        mine = client.get(reverse("applications:mine")).content.decode()

    assert {answer.status_code for answer in answers} == {404}
    assert str(draft.id) not in mine
    draft.refresh_from_db()
    assert helps_of(draft) == (given,)


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_however_many_help(
    town: Town, draft: Draft, as_user: AsUser, count: int, django_assert_num_queries: Callable[..., object]
) -> None:
    helper = make_applicant()
    for _ in range(count):
        let_help(draft, make_applicant(), "project")
        let_help(begin_draft(town), helper, "project")
    owner, other = as_user(town.leader), as_user(helper)
    other.get(reverse("applications:mine"))

    with django_assert_num_queries(7):  # type: ignore[attr-defined]
        owner.get(reverse("applications:helpers", args=[draft.id]))
    with django_assert_num_queries(10):  # type: ignore[attr-defined]
        other.get(reverse("applications:mine"))
