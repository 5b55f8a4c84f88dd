from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications.models import Application, Draft, DraftMaterial
from documents.domain.file_states import FileState
from documents.services.checking import check_file
from documents.services.object_store import current_store
from tests.domain.procedures.packages import city_package
from tests.factories.accounts import fresh_actor
from tests.factories.applications import (
    CONSENTS,
    PROMISES,
    SECTIONS,
    Town,
    begin_draft,
    fill_draft,
    put_file,
    submit,
    type_section,
)
from tests.services.documents.good_files import pdf
from tests.services.documents.posting import post_form

Sign = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


def test_from_the_choice_of_a_variant_to_the_application(town: Town, as_user: Sign) -> None:
    client = as_user(town.leader)
    start = reverse("applications:start", args=["achievement-registration"])
    assert "知情同意书" in client.get(start).content.decode()

    begun = client.post(
        start, {"variant": "soft_science", "agreed": sorted(CONSENTS), "organisation": str(town.organisation.id)}
    )
    draft = Draft.objects.get()
    assert begun.url == reverse("applications:draft", args=[draft.id])
    assert client.get(begun.url).url == reverse("applications:section", args=[draft.id, "overview"])
    fill_draft(draft)
    ready = client.get(reverse("applications:check", args=[draft.id]))
    submitted = client.post(reverse("applications:submit", args=[draft.id]), {"agreed": sorted(PROMISES)}, follow=True)

    assert "检查通过" in ready.content.decode()
    application = Application.objects.get()
    assert submitted.redirect_chain == [(reverse("applications:application", args=[application.id]), 302)]
    assert application.number in submitted.content.decode()


def test_beginning_without_consent_names_it(town: Town, as_user: Sign) -> None:
    page = as_user(town.leader).post(
        reverse("applications:start", args=["achievement-registration"]),
        {"variant": "soft_science", "organisation": str(town.organisation.id)},
    )

    assert page.status_code == 422
    assert 'href="#agreements-not_secret"' in page.content.decode()


@pytest.mark.parametrize("section", sorted(SECTIONS))
@pytest.mark.parametrize("variant", ["applied_technology", "basic_theory", "soft_science"])
def test_every_section_of_every_variant_can_be_drawn(town: Town, as_user: Sign, variant: str, section: str) -> None:
    draft = begin_draft(town, variant=variant)
    page = as_user(town.leader).get(reverse("applications:section", args=[draft.id, section]), {"check": "1"})

    assert page.status_code == 200
    assert ' style="' not in page.content.decode()


def test_saving_leads_to_the_next_section(town: Town, as_user: Sign) -> None:
    draft = begin_draft(town)
    url = reverse("applications:section", args=[draft.id, "evaluation"])

    saved = as_user(town.leader).post(
        url,
        {
            "_shown": ["evaluation_methods", "evaluation_unit", "evaluation_date"],
            "_version": "0",
            "evaluation_methods[]": ["acceptance", "appraisal"],
            "evaluation_unit": "省科学技术厅",
            "evaluation_date": "2025-09-12",
        },
    )

    assert saved.url == reverse("applications:section", args=[draft.id, "intellectual_property"])
    draft.refresh_from_db()
    assert draft.answers["evaluation_methods"] == ["appraisal", "acceptance"]


def test_autosave_answers_with_what_changed(town: Town, as_user: Sign) -> None:
    draft = begin_draft(town, variant="applied_technology")
    url = reverse("applications:section", args=[draft.id, "overview"])

    page = as_user(town.leader).post(
        url, {"_shown": ["result_forms"], "_version": "0", "result_forms[]": ["national_standard"]}, headers=HTMX
    )

    text = page.content.decode()
    assert page.status_code == 200
    assert 'id="field-standard_number" hx-swap-oob="outerHTML"' in text
    assert 'id="section-version" name="_version" value="1" hx-swap-oob="true"' in text
    assert "已保存" in text


@pytest.mark.parametrize("section", [item.key for item in city_package().form("applied_technology").sections])
def test_what_a_save_renews_stands_on_the_page(town: Town, as_user: Sign, section: str) -> None:
    draft = begin_draft(town, variant="applied_technology")
    url, client = reverse("applications:section", args=[draft.id, section]), as_user(town.leader)
    page = client.get(url).content.decode()
    version = re.search(r'name="_version" value="(\d+)"', page)

    typed = dict.fromkeys(re.findall(r' name="([^"_][^"]*)"', page), "？")
    shown = re.findall(r'name="_shown" value="([^"]+)"', page)
    given = typed | {"_version": version[1] if version else "", "_shown": shown}
    saved = client.post(url, given, headers=HTMX).content.decode()

    renewed = re.findall(r'id="([^"]+)"[^>]*hx-swap-oob', saved)
    assert [name for name in renewed if f'id="{name}"' not in page] == []
    assert "section-version" in renewed
    has_controls = re.search(r'<(input|textarea|select) class="form-', page) is not None
    assert any(name.startswith("msg-") for name in renewed) is has_controls


def test_a_wrong_value_stays_with_its_message(town: Town, as_user: Sign) -> None:
    draft = begin_draft(town)
    url = reverse("applications:section", args=[draft.id, "evaluation"])

    page = as_user(town.leader).post(url, {"_shown": ["evaluation_date"], "_version": "0", "evaluation_date": "明天"})

    text = page.content.decode()
    assert page.status_code == 422
    assert 'value="明天"' in text
    assert 'href="#f-evaluation_date"' in text


def test_a_conflict_shows_both_and_loses_nothing(town: Town, as_user: Sign) -> None:
    draft = begin_draft(town)
    type_section(draft, "overview", {"achievement_name": "先保存的"}, actor=fresh_actor(town.leader))
    url, client = reverse("applications:section", args=[draft.id, "overview"]), as_user(town.leader)
    mine = {"_shown": ["achievement_name"], "_version": "0", "achievement_name": "后来的"}

    page = client.post(url, mine)
    quiet = client.post(url, mine, headers=HTMX)
    kept = client.post(url, mine | {"_overwrite": "1"})

    assert (page.status_code, quiet.status_code, quiet["HX-Retarget"]) == (409, 409, "#conflict")
    assert "先保存的" in page.content.decode()
    assert 'value="后来的"' in page.content.decode()
    assert kept.status_code == 302
    draft.refresh_from_db()
    assert draft.title == "后来的"


def test_rows_are_added_moved_pasted_and_removed(town: Town, as_user: Sign) -> None:
    draft = begin_draft(town)
    url, client = reverse("applications:section", args=[draft.id, "units"]), as_user(town.leader)

    def names(post: dict[str, object], version: int) -> list[str]:
        base = {"_shown": ["cooperating_units"], "_version": str(version)}
        assert client.post(url, base | post, headers=HTMX).status_code == 200
        draft.refresh_from_db()
        return [str(row.get("name", "")) for row in draft.answers.get("cooperating_units", [])]

    two = {"cooperating_units[0].name": "一院", "cooperating_units[1].name": "二院"}

    assert names({"_row": "cooperating_units:add"}, 0) == [""]
    assert names(two, 1) == ["一院", "二院"]
    assert names(two | {"_row": "cooperating_units:down:0"}, 2) == ["二院", "一院"]
    pasted = {
        "_paste_table": "cooperating_units",
        "_paste_row": "1",
        "_paste_column": "name",
        "_paste": "三院\t路\n四院",
    }
    assert names({"cooperating_units[0].name": "二院"} | pasted, 3) == ["二院", "三院", "四院"]
    assert names(two | {"_row": "cooperating_units:remove:0"}, 4) == ["二院"]


def test_a_row_button_works_without_scripts(town: Town, as_user: Sign) -> None:
    draft = begin_draft(town)
    url = reverse("applications:section", args=[draft.id, "people"])

    page = as_user(town.leader).post(url, {"_shown": ["completers"], "_version": "0", "_row": "completers:add"})

    assert page.url == f"{url}#field-completers"


def test_the_materials_page_tells_the_state_of_each_file(town: Town, as_user: Sign) -> None:
    draft = begin_draft(town)
    put_file(draft, "work_report", name="工作总结.pdf")
    put_file(draft, "other", name="补充.pdf", state=FileState.REFUSED)

    text = as_user(town.leader).get(reverse("applications:materials", args=[draft.id])).content.decode()

    assert "工作总结.pdf" in text
    assert "文件不可用" in text
    assert "学术委员会评价证明" not in text


def test_files_of_a_draft_are_declared_removed_and_exempted(town: Town, as_user: Sign) -> None:
    draft, client = begin_draft(town), as_user(town.leader)
    material = put_file(draft, "work_report")

    client.post(reverse("applications:remove_material", args=[draft.id, material.id]))
    client.post(reverse("applications:exempt", args=[draft.id, "people_list"]), {"exempt": "yes"})
    refused = client.post(reverse("applications:exempt", args=[draft.id, "work_report"]), {"exempt": "yes"})

    assert refused.status_code == 422
    assert [(row.key, row.exempt) for row in DraftMaterial.objects.all()] == [("people_list", True)]
    client.post(reverse("applications:exempt", args=[draft.id, "people_list"]), {"exempt": "no"})
    assert not DraftMaterial.objects.exists()


def test_an_upload_begins_with_a_signed_form_for_one_item(town: Town, as_user: Sign) -> None:
    draft, client = begin_draft(town), as_user(town.leader)
    file = {"name": "总结.pdf", "size": "2048", "content_type": "application/pdf"}

    ticket = client.post(reverse("applications:start_upload", args=[draft.id, "work_report"]), file)
    wrong = client.post(
        reverse("applications:start_upload", args=[draft.id, "work_report"]), file | {"name": "总结.exe"}
    )
    unknown = client.post(reverse("applications:start_upload", args=[draft.id, "unknown"]), file)
    early = client.post(reverse("applications:finish_upload", args=[draft.id, "work_report", ticket.json()["file_id"]]))
    other = client.get(reverse("applications:upload_status", args=[draft.id, "work_report", ticket.json()["file_id"]]))

    marked = client.post(
        reverse("applications:start_upload", args=[draft.id, "work_report"]), file | {"name": "机密★总结.pdf"}
    )

    assert sorted(ticket.json()) == ["fields", "file_id", "url"]
    assert (marked.status_code, "涉密文件不得上传" in marked.json()["error"]) == (422, True)
    assert (wrong.status_code, unknown.status_code, early.status_code, other.status_code) == (422, 404, 409, 404)
    assert "格式" in wrong.json()["error"]


def test_a_file_is_brought_in_by_the_pages_own_addresses(town: Town, as_user: Sign) -> None:
    current_store().make_bucket()
    draft, client, content = begin_draft(town), as_user(town.leader), pdf()
    file = {"name": "总结.pdf", "size": str(len(content)), "content_type": "application/pdf"}

    ticket = client.post(reverse("applications:start_upload", args=[draft.id, "work_report"]), file).json()
    post_form(ticket["url"], ticket["fields"], content)
    there = [draft.id, "work_report", ticket["file_id"]]
    finished = client.post(reverse("applications:finish_upload", args=there)).json()
    check_file(UUID(ticket["file_id"]))
    status = client.get(reverse("applications:upload_status", args=there)).json()

    assert (finished["state"], status["state"]) == ("checking", "clean")
    assert DraftMaterial.objects.get().key == "work_report"


def test_the_check_lists_links_to_where_things_are_mended(town: Town, as_user: Sign) -> None:
    draft = begin_draft(town)
    text = as_user(town.leader).get(reverse("applications:check", args=[draft.id])).content.decode()

    overview = reverse("applications:section", args=[draft.id, "overview"])
    assert f'href="{overview}?check=1#f-achievement_name"' in text
    assert f'href="{reverse("applications:materials", args=[draft.id])}#material-work_report"' in text


def test_submitting_without_the_promise_asks_for_it(town: Town, as_user: Sign) -> None:
    draft = begin_draft(town)
    fill_draft(draft)

    page = as_user(town.leader).post(reverse("applications:submit", args=[draft.id]))

    assert page.status_code == 422
    assert 'href="#agree-truthfulness"' in page.content.decode()
    assert not Application.objects.exists()


def test_a_draft_can_be_deleted(town: Town, as_user: Sign) -> None:
    draft = begin_draft(town)

    gone = as_user(town.leader).post(reverse("applications:delete", args=[draft.id]))

    assert gone.url == reverse("applications:mine")
    assert not Draft.objects.exists()


@pytest.mark.parametrize("name", ["draft", "materials", "check"])
def test_nobody_else_opens_a_draft(town: Town, as_user: Sign, public: Client, name: str) -> None:
    draft = begin_draft(town)
    url = reverse(f"applications:{name}", args=[draft.id])

    assert as_user(town.administrator).get(url).status_code == 404
    assert as_user(town.point).get(url).status_code == 404
    assert public.get(url).status_code == 302


@pytest.mark.parametrize("section", sorted(SECTIONS))
def test_a_section_costs_few_queries(
    town: Town, as_user: Sign, section: str, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    draft = begin_draft(town)
    fill_draft(draft)
    client, url = as_user(town.leader), reverse("applications:section", args=[draft.id, section])
    client.get(url)

    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        client.get(url)


def test_a_page_of_a_submitted_draft_leads_to_the_application(town: Town, as_user: Sign) -> None:
    draft = begin_draft(town)
    fill_draft(draft)
    application = reverse("applications:application", args=[submit(draft)])
    client = as_user(town.leader)
    section = reverse("applications:section", args=[draft.id, "overview"])

    seen = client.get(reverse("applications:check", args=[draft.id]), follow=True)
    again = client.post(reverse("applications:submit", args=[draft.id]), {"agreed": sorted(PROMISES)})
    saved = client.post(section, {"_shown": ["achievement_name"], "_version": "9"}, headers=HTMX)

    assert seen.redirect_chain == [(application, 302)]
    assert "这份草稿已经提交" in seen.content.decode()
    assert (again.status_code, again.url) == (302, application)
    assert (saved.status_code, saved.headers["HX-Redirect"]) == (200, application)
    assert Application.objects.count() == 1


def test_a_submitted_draft_leads_nobody_else_anywhere(town: Town, as_user: Sign) -> None:
    draft = begin_draft(town)
    fill_draft(draft)
    submit(draft)

    answer = as_user(town.administrator).get(reverse("applications:check", args=[draft.id]))

    assert answer.status_code == 404
