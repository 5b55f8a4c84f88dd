"""Pages of the material library. One of the counted queries selects the tenant's role."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications.models import DraftMaterial, KeptMaterial
from applications.services.draft_library import choose_kept
from config.templatetags.tongban import cn_day
from documents.services.checking import check_file
from documents.services.object_store import current_store
from tenants.clock import today
from tenants.context import tenant_context
from tests.factories.accounts import fresh_actor, make_applicant, make_member, make_organisation
from tests.factories.applications import Town, begin_draft, fill_draft, open_town, put_file, submit
from tests.factories.kept import keep, kept_file
from tests.services.documents.good_files import pdf
from tests.services.documents.posting import post_form

AsUser = Callable[[User], Client]
DAY = timedelta(days=1)
TYPED = {"kind": "patent", "name": "专利证书", "document_number": "ZL202010000001", "unclassified": "on"}


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_from_the_first_upload_to_the_removal(town: Town, as_user: AsUser) -> None:
    client, library = as_user(town.administrator), reverse("materials:library")
    add, unit = reverse("materials:add"), str(town.organisation.id)

    assert "材料库还是空的" in text(client.get(library))
    assert client.get(add).status_code == 200
    refused = client.post(
        add, {**TYPED, "owner": unit, "file": str(kept_file(town.administrator)), "file_name": "甲.pdf"}
    )
    typed = {**TYPED, "owner": unit, "permanent": "on", "file": str(kept_file(town.administrator))}
    added = client.post(add, typed)
    kept = KeptMaterial.objects.get()
    page = reverse("materials:document", args=[kept.id])
    shown, renewing = text(client.get(page)), reverse("materials:renew", args=[kept.id])
    form = text(client.get(renewing))
    wrong = client.post(renewing, {"name": "专利证书（续）", "unclassified": "on"})
    renewed = client.post(renewing, {"name": "专利证书（续）", "unclassified": "on", "valid_until": str(today() + DAY)})

    assert refused.context["form"].errors == {"valid_until": ["请填写有效期的最后一天，或选择“长期有效”。"]}
    assert (refused.status_code, "甲.pdf" in text(refused)) == (422, True)
    assert (added["Location"], wrong.status_code, renewed["Location"]) == (page, 422, page)
    assert all(word in shown for word in ("ZL202010000001", "长期有效", "换成新版本"))
    assert 'value="专利证书"' in form
    listed = text(client.get(library))
    assert all(word in listed for word in ("专利证书（续）", "即将到期", town.organisation.name))
    for version in kept.versions.all():
        assert client.get(reverse("materials:version_file", args=[version.id])).status_code == 302
    assert client.post(reverse("materials:remove", args=[kept.id]))["Location"] == library
    assert client.post(reverse("materials:remove", args=[kept.id])).status_code == 409
    assert "已移除" in text(client.get(page))


def test_a_document_is_uploaded_and_checked(town: Town, as_user: AsUser) -> None:
    current_store().make_bucket()
    client, content = as_user(town.leader), pdf()
    given = {"name": "执照.pdf", "size": str(len(content)), "content_type": "application/pdf"}

    ticket = client.post(reverse("materials:start_file"), given).json()
    post_form(ticket["url"], ticket["fields"], content)
    finished = client.post(reverse("materials:finish_file", args=[ticket["file_id"]])).json()
    check_file(ticket["file_id"])
    state = client.get(reverse("materials:file_status", args=[ticket["file_id"]])).json()
    marked = client.post(reverse("materials:start_file"), given | {"name": "【机密】.pdf"})
    wrong = client.post(reverse("materials:start_file"), given | {"name": "执照.docx"})

    assert (finished["state"], state["state"]) == ("checking", "clean")
    assert (marked.status_code, wrong.status_code) == (422, 422)


def test_a_choice_is_shown_on_the_draft_and_to_the_office(town: Town, as_user: AsUser) -> None:
    until = today() + 90 * DAY
    kept = keep(town.administrator, town.organisation, until=until)
    gone = keep(town.administrator, town.organisation, "旧执照", until=today() - DAY)
    draft, client = begin_draft(town), as_user(town.leader)
    fill_draft(draft)
    pick, materials = (
        reverse("applications:pick", args=[draft.id, "other"]),
        reverse("applications:materials", args=[draft.id]),
    )

    picker = text(client.get(pick))
    refused = client.post(pick, {"kept": str(gone.id)})
    chosen = client.post(pick, {"kept": str(kept.id)})
    listed = text(client.get(materials))

    assert f"已于 {today() - DAY} 到期" in picker
    assert picker.count('name="kept"') == 1
    assert (refused.status_code, chosen["Location"]) == (422, f"{materials}#material-other")
    day = cn_day(until)
    assert f"来自材料库 · 有效期至 {day}" in listed
    assert pick in listed
    application_id = submit(draft)
    shown = text(client.get(reverse("applications:application", args=[application_id])))
    assert f"来自材料库 · 有效期至 {day}" in shown
    office = text(as_user(town.administrator).get(reverse("workbench:inbox"), follow=True))
    task = office.split("/workbench/tasks/")[1][:36]
    assert f"来自材料库 · 有效期至 {day}" in text(
        as_user(town.administrator).get(reverse("workbench:task", args=[task]))
    )


def test_an_uploaded_file_goes_into_the_library(town: Town, as_user: AsUser) -> None:
    draft, client = begin_draft(town), as_user(town.leader)
    row = put_file(draft, "other", name="获奖证书.pdf")
    address = reverse("applications:keep", args=[draft.id, row.id])

    assert address in text(client.get(reverse("applications:materials", args=[draft.id])))
    form = text(client.get(address))
    refused = client.post(address, TYPED)
    foreign = client.post(address, {**TYPED, "permanent": "on", "owner": str(town.organisation.id)})
    kept = client.post(address, {**TYPED, "permanent": "on", "owner": "own"})

    assert "获奖证书.pdf" in form
    assert (refused.status_code, foreign.status_code, kept.status_code) == (422, 422, 302)
    assert KeptMaterial.objects.get().current.file_id == row.file_id
    assert KeptMaterial.objects.get().person_id == town.leader.id


def test_what_came_from_the_library_is_not_kept_again(town: Town, as_user: AsUser) -> None:
    kept, draft = keep(town.leader, None), begin_draft(town)
    chosen = choose_kept(draft.id, key="other", kept_id=kept.id, actor=fresh_actor(town.leader))

    answer = as_user(town.leader).get(reverse("applications:keep", args=[draft.id, chosen.id]))

    assert answer.status_code == 404


def test_members_read_and_strangers_find_nothing(town: Town, as_user: AsUser) -> None:
    kept, draft = keep(town.administrator, town.organisation, "甲执照"), begin_draft(town)
    row = put_file(draft, "other")
    reading = ["document"]
    stranger = as_user(make_member(make_organisation("外公司"), "administrator"))

    page = text(as_user(town.leader).get(reverse("materials:document", args=[kept.id])))
    assert ("甲执照" in page, "换成新版本" in page) == (True, False)
    assert as_user(town.leader).get(reverse("materials:renew", args=[kept.id])).status_code == 404
    assert as_user(town.leader).post(reverse("materials:remove", args=[kept.id])).status_code == 404
    answers = [
        *(stranger.get(reverse(f"materials:{name}", args=[kept.id])) for name in (*reading, "renew")),
        stranger.post(reverse("materials:remove", args=[kept.id])),
        stranger.get(reverse("materials:version_file", args=[kept.current_id])),
        stranger.get(reverse("materials:file_status", args=[kept.current.file_id])),
        stranger.get(reverse("applications:pick", args=[draft.id, "other"])),
        stranger.get(reverse("applications:keep", args=[draft.id, row.id])),
        as_user(town.leader).get(reverse("applications:pick", args=[draft.id, "nonsense"])),
        as_user(town.leader).post(reverse("applications:pick", args=[draft.id, "other"]), {"kept": "nonsense"}),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert "甲执照" not in text(stranger.get(reverse("materials:library")))


def test_the_library_stays_in_its_tenant(town: Town, city_b: object, client_for: Callable[..., Client]) -> None:
    kept = keep(town.administrator, town.organisation, "甲执照")
    with tenant_context(city_b):  # type: ignore[arg-type]
        theirs = open_town(city_b)
        keep(theirs.administrator, theirs.organisation, "乙执照")
        draft, client = begin_draft(theirs), client_for(city_b, theirs.leader)
        pick = reverse("applications:pick", args=[draft.id, "other"])

        listed, picker = text(client.get(reverse("materials:library"))), text(client.get(pick))
        answers = [
            client.get(reverse("materials:document", args=[kept.id])),
            client.get(reverse("materials:version_file", args=[kept.current_id])),
            client.post(pick, {"kept": str(kept.id)}),
        ]

        assert [("甲执照" in page, "乙执照" in page) for page in (listed, picker)] == [(False, True)] * 2
        assert {answer.status_code for answer in answers} == {404}
        assert DraftMaterial.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_have_a_fixed_number_of_queries(
    town: Town, as_user: AsUser, django_assert_num_queries: Callable[..., object], count: int
) -> None:
    for number in range(count):
        keep(town.administrator, town.organisation, f"执照{number}")
    client, draft = as_user(town.leader), begin_draft(town)
    library, pick = reverse("materials:library"), reverse("applications:pick", args=[draft.id, "other"])
    client.get(library), client.get(pick)

    with django_assert_num_queries(7):  # type: ignore[attr-defined]
        listed = client.get(library)
    with django_assert_num_queries(8):  # type: ignore[attr-defined]
        picked = client.get(pick)

    assert (len(listed.context["lines"]), len(picked.context["lines"])) == (count, count)


def test_somebody_without_a_unit_keeps_for_himself(town: Town, as_user: AsUser) -> None:
    somebody = make_applicant()

    added = as_user(somebody).post(
        reverse("materials:add"), {**TYPED, "owner": "own", "permanent": "on", "file": str(kept_file(somebody))}
    )

    assert added.status_code == 302
    assert KeptMaterial.objects.get().person_id == somebody.id
