"""The pages of 代录. One of the counted queries selects the tenant's role."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from accounts.domain.roles import RoleKey
from accounts.models import User
from applications.models import Application, CounterEntry, Draft
from applications.services.counter import evidence_purpose
from documents.domain.file_states import FileState
from tenants.context import tenant_context
from tests.factories.accounts import make_member, make_organisation, make_staff, next_mobile, next_uscc
from tests.factories.applications import VARIANT, Town, begin_draft, fill_draft, open_town, stored_file, submit
from tests.factories.counter import CODE, begin_entry, bring_mandate, brought, enter

AsUser = Callable[[User], Client]


def typed(**words: str) -> dict[str, str]:
    return {
        "variant": VARIANT,
        "uscc": next_uscc(),
        "organisation_name": "某镇农业服务站",
        "person_name": "梁来办",
        "person_mobile": next_mobile(),
        "relation": "经办人",
        **words,
    }


def test_from_the_counter_to_the_submission(town: Town, as_user: AsUser) -> None:
    client = as_user(town.point)
    begin = reverse("counter:begin", args=[CODE])

    home = client.get(reverse("counter:home")).content.decode()
    empty = client.get(begin)
    refused = client.post(begin, typed(uscc="123", person_mobile="456"))
    begun = client.post(begin, typed())
    draft = Draft.objects.get()
    noted = reverse("counter:entry", args=[draft.id])
    entry_page = client.get(noted)
    saved = client.post(noted, typed(stamp_seen="on", uscc=draft.counter_entry.uscc))
    form = client.get(saved["Location"])
    agreed = client.post(form["Location"], {"agreed": ["disclosure_consent", "not_secret"]})
    fill_draft(draft)
    check = client.get(reverse("applications:check", args=[draft.id])).content.decode()
    bring_mandate(draft, town.point)
    submitted = client.post(reverse("applications:submit", args=[draft.id]), {"agreed": ["truthfulness"]})
    page = client.get(submitted["Location"]).content.decode()
    listed = client.get(reverse("counter:home")).content.decode()

    assert begin in home
    assert (empty.status_code, refused.status_code, begun.status_code) == (200, 422, 302)
    assert set(refused.context["form"].errors) == {"uscc", "person_mobile"}
    assert "某镇农业服务站" in refused.content.decode()
    assert begun["Location"] == noted
    assert "二级部门审核、申报单位审核" in entry_page.content.decode()
    assert (saved.status_code, agreed.status_code) == (302, 302)
    assert form["Location"] == reverse("applications:consents", args=[draft.id])
    assert f"{noted}#field-evidence" in check
    assert submitted.status_code == 302
    assert page.count("窗口代录") >= 2
    assert "梁**" in page
    assert "梁来办" not in page
    assert Application.objects.get().number in listed


def test_a_code_is_looked_up_while_it_is_typed(town: Town, as_user: AsUser) -> None:
    client, address = as_user(town.point), reverse("counter:organisation")

    known = client.get(address, {"uscc": town.organisation.uscc}).content.decode()
    unknown = client.get(address, {"uscc": next_uscc()}).content.decode()
    nothing = client.get(address, {"uscc": " "}).content.decode()

    assert town.organisation.name in known
    assert "平台上没有使用这个代码的单位" in unknown
    assert "<p" not in nothing


def test_the_mandate_is_uploaded_seen_and_replaced(town: Town, as_user: AsUser) -> None:
    client, draft = as_user(town.point), begin_entry(town.point)
    declared = {"name": "委托书.pdf", "size": "2048", "content_type": "application/pdf"}

    none = client.get(reverse("counter:draft_evidence", args=[draft.id]))
    started = client.post(reverse("counter:start_evidence", args=[draft.id]), declared)
    wrong = client.post(reverse("counter:start_evidence", args=[draft.id]), declared | {"name": "委托书.exe"})
    file_id = UUID(started.json()["file_id"])
    waiting = client.get(reverse("counter:evidence_status", args=[draft.id, file_id]))
    missing = client.post(reverse("counter:finish_evidence", args=[draft.id, file_id]))
    stored = stored_file("委托书.pdf", town.point.id, purpose=evidence_purpose(draft.id))
    finished = client.post(reverse("counter:finish_evidence", args=[draft.id, stored.id]))
    foreign = stored_file("别的.pdf", town.point.id, purpose="draft:other")
    other = client.post(reverse("counter:finish_evidence", args=[draft.id, foreign.id]))
    seen = client.get(reverse("counter:draft_evidence", args=[draft.id]))

    assert (none.status_code, started.status_code, wrong.status_code) == (404, 200, 422)
    assert waiting.json()["state"] == FileState.PENDING
    assert (missing.status_code, finished.status_code, other.status_code) == (409, 200, 404)
    assert CounterEntry.objects.get().evidence == stored
    assert seen.status_code == 302


def test_office_and_applicant_see_who_entered_it(town: Town, as_user: AsUser) -> None:
    second = make_staff(RoleKey.REGISTRATION_POINT, name="另一人")
    application_id = enter(town.point, brought(uscc=town.organisation.uscc, person_mobile=town.leader.mobile))

    own = as_user(town.leader).get(reverse("applications:application", args=[application_id])).content.decode()
    mine = as_user(town.leader).get(reverse("applications:mine")).content.decode()
    office = as_user(second).get(reverse("workbench:application", args=[application_id])).content.decode()
    clerks = as_user(town.point).get(reverse("workbench:application", args=[application_id])).content.decode()
    inbox = as_user(second).get(reverse("workbench:inbox")).content.decode()
    mandate = as_user(second).get(reverse("counter:evidence", args=[application_id]))

    for page in (own, mine, office, inbox):
        assert "窗口代录" in page
    assert town.point.name in office
    assert "须由另一人审核" in clerks
    assert "须由另一人审核" not in office
    assert mandate.status_code == 302


def test_whoever_is_no_clerk_finds_nothing(town: Town, as_user: AsUser) -> None:
    draft, application_id = begin_entry(town.point), enter(town.point)
    file = stored_file("委托书.pdf", town.point.id, purpose=evidence_purpose(draft.id))
    strangers = [
        as_user(make_member(make_organisation("外单位"), "administrator")),
        as_user(make_staff(RoleKey.SYSTEM_ADMINISTRATOR)),
    ]
    second = as_user(make_staff(RoleKey.REGISTRATION_POINT))
    of_draft = [
        ("get", reverse("counter:entry", args=[draft.id])),
        ("post", reverse("counter:entry", args=[draft.id])),
        ("get", reverse("counter:draft_evidence", args=[draft.id])),
        ("post", reverse("counter:start_evidence", args=[draft.id])),
        ("post", reverse("counter:finish_evidence", args=[draft.id, file.id])),
        ("get", reverse("counter:evidence_status", args=[draft.id, file.id])),
    ]
    everything = [
        *of_draft,
        ("get", reverse("counter:home")),
        ("get", reverse("counter:begin", args=[CODE])),
        ("post", reverse("counter:begin", args=[CODE])),
        ("get", reverse("counter:organisation")),
        ("get", reverse("counter:evidence", args=[application_id])),
    ]

    answers = [getattr(client, method)(address) for client in strangers for method, address in everything]
    answers += [getattr(second, method)(address) for method, address in of_draft]

    assert {answer.status_code for answer in answers} == {404}


def test_a_draft_of_ones_own_is_none_of_the_counter(town: Town, as_user: AsUser) -> None:
    draft = begin_draft(town)

    assert as_user(town.leader).get(reverse("counter:entry", args=[draft.id])).status_code == 404


def test_what_is_entered_stays_in_its_tenant(town: Town, city_b: object, client_for: Callable[..., Client]) -> None:
    words = brought()
    draft, application_id = begin_entry(town.point, words), enter(town.point, words)
    with tenant_context(city_b):  # type: ignore[arg-type]
        elsewhere = open_town(city_b)
        client = client_for(city_b, elsewhere.point)
        home = client.get(reverse("counter:home")).content.decode()
        looked_up = client.get(reverse("counter:organisation"), {"uscc": town.organisation.uscc}).content.decode()
        answers = [
            client.get(reverse("counter:entry", args=[draft.id])),
            client.get(reverse("counter:draft_evidence", args=[draft.id])),
            client.post(reverse("counter:start_evidence", args=[draft.id])),
            client.get(reverse("counter:evidence", args=[application_id])),
        ]

    assert "某镇农业服务站" not in home
    assert town.organisation.name not in looked_up
    assert {answer.status_code for answer in answers} == {404}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(
    town: Town, as_user: AsUser, count: int, django_assert_num_queries: Callable[..., object]
) -> None:
    for _ in range(count):
        begin_entry(town.point)
        draft = begin_entry(town.point)
        fill_draft(draft)
        bring_mandate(draft, town.point)
        submit(draft)
    client = as_user(town.point)
    client.get(reverse("counter:home"))

    with django_assert_num_queries(9):  # type: ignore[attr-defined]
        client.get(reverse("counter:home"))
