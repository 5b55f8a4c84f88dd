"""The panel beside a material and the phone's page: every address, its refusals, and what a stranger sees."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from applications.models import Draft, DraftMaterial, PhoneCapture
from applications.services.phone_captures import close_capture, give_pages
from applications.services.phone_merging import merge_capture
from applications.web.phone_page import TRIES
from documents.models import StoredFile
from documents.services.checking import check_file
from documents.services.object_store import current_store
from tenants.clock import now
from tenants.context import tenant_context
from tests.factories.accounts import fresh_actor, make_applicant
from tests.factories.applications import Town, begin_draft, fill_draft, open_town, put_file, submit
from tests.factories.phone import MATERIAL, given_capture, open_phone, plan_of, put_page
from tests.services.documents.photos import page_photo
from tests.services.documents.posting import post_form

Sign = Callable[[User], Client]
CANARY = "不可外泄的成果"


@pytest.fixture(autouse=True)
def _store(city_a: object) -> None:
    current_store().make_bucket()


def desk(name: str, draft: Draft, *rest: object) -> str:
    return reverse(f"applications:{name}", args=[draft.id, *rest])


def test_a_material_offers_the_phone_where_there_is_room(town: Town, as_user: Sign) -> None:
    draft, client = begin_draft(town), as_user(town.leader)
    offered = desk("open_phone", draft, MATERIAL)

    before = client.get(desk("materials", draft)).content.decode()
    put_file(draft, MATERIAL)
    after = client.get(desk("materials", draft)).content.decode()

    assert (f'hx-post="{offered}"' in before, f'hx-post="{offered}"' in after) == (True, False)


def test_the_panel_shows_the_code_renews_and_closes(town: Town, as_user: Sign) -> None:
    draft, client = begin_draft(town), as_user(town.leader)

    panel = client.post(desk("open_phone", draft, MATERIAL)).content.decode()
    capture = PhoneCapture.objects.get()
    waiting = client.get(desk("phone_state", draft, capture.id)).content.decode()
    PhoneCapture.objects.update(expires_at=now())
    over = client.get(desk("phone_state", draft, capture.id)).content.decode()
    renewed = client.post(desk("renew_phone", draft, capture.id)).content.decode()
    closed = client.post(desk("close_phone", draft, capture.id)).content.decode()
    again = client.post(desk("renew_phone", draft, capture.id))

    assert 'src="data:image/svg+xml;base64,' in panel
    assert "/phone/" in panel
    assert ("等待手机拍照" in waiting, "已过期" in over, "等待手机拍照" in renewed) == (True, True, True)
    assert desk("open_phone", draft, MATERIAL) in closed
    assert again.status_code == 409
    assert "二维码已关闭" in client.get(desk("phone_state", draft, capture.id)).content.decode()


def test_pages_come_by_the_phones_own_addresses_and_the_row_shows_the_pdf(
    town: Town, as_user: Sign, public: Client
) -> None:
    draft, desktop = begin_draft(town), as_user(town.leader)
    opened, content = open_phone(draft), page_photo()

    def at(name: str, *rest: object) -> str:
        return reverse(f"phone:{name}", args=[opened.token, *rest])

    page = public.get(at("page"))
    ticket = public.post(at("start"), {"size": str(len(content)), "content_type": "image/jpeg"}).json()
    post_form(ticket["url"], ticket["fields"], content)
    finished = public.post(at("finish", ticket["file_id"])).json()
    check_file(UUID(ticket["file_id"]))
    brought = desktop.get(desk("phone_state", draft, opened.capture.id)).content.decode()
    plan = json.dumps([{"file": ticket["file_id"], "turns": 1, "corners": []}])
    given = public.post(at("give"), {"pages": plan}).json()
    merging = desktop.get(desk("phone_state", draft, opened.capture.id)).content.decode()
    reopened = public.get(at("page"))
    merge_capture(opened.capture.id)
    checking = public.get(at("state")).json()
    filed = DraftMaterial.objects.get(draft=draft)
    check_file(filed.file_id)  # type: ignore[arg-type]
    row = desktop.get(desk("phone_state", draft, opened.capture.id))
    done = public.get(at("state")).json()

    assert (page.status_code, finished["state"]) == (200, "checking")
    assert "工作总结" in page.content.decode() or "工作报告" in page.content.decode()
    assert ("已收到 1 页" in brought, "正在合并" in merging) == (True, True)
    assert (given["state"], given["total"], given["pages"][ticket["file_id"]]["state"]) == ("merging", 1, "clean")
    assert 'data-state="merging"' in reopened.content.decode()
    assert (checking["state"], checking["file"], done["file"]) == ("done", "checking", "clean")
    assert (row["HX-Retarget"], row["HX-Reswap"]) == (f"#material-{MATERIAL}", "outerHTML")
    assert "手机拍照 · " in row.content.decode()
    assert "手机拍照 · " in desktop.get(desk("materials", draft)).content.decode()
    assert public.get(at("page")).status_code == 404


def test_the_phone_sees_titles_and_nothing_of_the_application(town: Town, public: Client) -> None:
    draft = begin_draft(town)
    fill_draft(draft, title=CANARY)
    DraftMaterial.objects.filter(key=MATERIAL).delete()

    text = public.get(reverse("phone:page", args=[open_phone(draft).token])).content.decode()

    secrets = [CANARY, town.leader.display_name, town.organisation.name, str(draft.id), "research_report.pdf"]
    assert [word for word in secrets if word in text] == []


def test_every_dead_secret_looks_the_same(town: Town, public: Client, city_b: object) -> None:
    drafts = [begin_draft(town) for _ in range(4)]
    expired, closed, used = (open_phone(draft) for draft in drafts[:3])
    PhoneCapture.objects.filter(pk=expired.capture.id).update(expires_at=now())
    close_capture(closed.capture.id, draft_id=drafts[1].id, actor=fresh_actor(town.leader))
    give_pages(used.token, pages=plan_of(put_page(used.capture)))
    merge_capture(used.capture.id)
    fill_draft(drafts[3])
    submitted = open_phone(drafts[3], "other")
    submit(drafts[3])
    with tenant_context(city_b):  # type: ignore[arg-type]
        foreign = open_phone(begin_draft(open_town(city_b)))
    tokens = ["nonsense", expired.token, closed.token, used.token, submitted.token, foreign.token]

    pages = [public.get(reverse("phone:page", args=[token])) for token in tokens]
    starts = [public.post(reverse("phone:start", args=[token]), {"size": "9"}) for token in tokens]
    gives = [public.post(reverse("phone:give", args=[token]), {"pages": "[]"}) for token in tokens]
    finishes = [public.post(reverse("phone:finish", args=[token, UUID(int=1)])) for token in tokens]

    # The address itself stands in the page; the token against forgery is another one each time.
    bodies = {
        re.sub(r"\b[0-9A-Za-z]{64}\b", "", page.content.decode().split("<body")[1].replace(token, ""))
        for page, token in zip(pages, tokens, strict=True)
    }
    assert ({page.status_code for page in pages}, len(bodies)) == ({404}, 1)
    assert "二维码已失效，请在电脑上重新打开。" in bodies.pop()
    for answers in (starts, gives, finishes):
        assert {(answer.status_code, answer.content) for answer in answers} == {(404, b'{"error": ""}')}
    assert StoredFile.objects.filter(purpose__startswith="phone:", state="pending").count() == 0


def test_guessing_is_stopped_and_a_good_secret_is_not(town: Town, public: Client) -> None:
    token = open_phone(begin_draft(town)).token
    wrong = reverse("phone:state", args=["nonsense"])

    answers = [public.get(wrong).status_code for _ in range(TRIES + 1)]

    assert answers == [404] * TRIES + [429]
    assert public.get(reverse("phone:page", args=["nonsense"])).status_code == 429
    assert public.get(reverse("phone:state", args=[token])).status_code == 200
    cache.clear()
    assert public.get(reverse("phone:page", args=[token])).status_code == 200


@pytest.mark.parametrize("pages", ["", "[", "{}", "null", "[" * 100_000, '[{"file": 1}]'])
def test_pages_that_cannot_be_read_are_refused_in_words(pages: str, town: Town, public: Client) -> None:
    token = open_phone(begin_draft(town)).token

    answer = public.post(reverse("phone:give", args=[token]), {"pages": pages})

    assert (answer.status_code, bool(answer.json()["error"])) == (422, True)


def test_a_second_phone_is_told_that_the_first_one_gave_its_pages(town: Town, public: Client) -> None:
    opened = open_phone(begin_draft(town))
    page = put_page(opened.capture)
    plan = {"pages": json.dumps(plan_of(page))}

    first = public.post(reverse("phone:give", args=[opened.token]), plan)
    second = public.post(reverse("phone:give", args=[opened.token]), plan)

    assert (first.status_code, second.status_code) == (200, 409)
    assert "另一部手机" in second.json()["error"]


def test_what_went_wrong_stands_on_both_screens(town: Town, as_user: Sign, public: Client) -> None:
    draft = begin_draft(town)
    opened = open_phone(draft)
    give_pages(opened.token, pages=plan_of(put_page(opened.capture)))
    put_file(draft, MATERIAL)
    merge_capture(opened.capture.id)

    told = public.get(reverse("phone:state", args=[opened.token])).json()
    shown = as_user(town.leader).get(desk("phone_state", draft, opened.capture.id)).content.decode()

    assert (told["state"], told["problem"] in shown, bool(told["problem"])) == ("open", True, True)


def test_nobody_else_reaches_a_panel(town: Town, as_user: Sign, public: Client) -> None:
    draft, other = begin_draft(town), begin_draft(town)
    capture = open_phone(draft).capture
    stranger, leader = as_user(make_applicant()), as_user(town.leader)

    for name, rest, method in (
        ("open_phone", MATERIAL, "post"),
        ("phone_state", capture.id, "get"),
        ("renew_phone", capture.id, "post"),
        ("close_phone", capture.id, "post"),
    ):
        assert getattr(stranger, method)(desk(name, draft, rest)).status_code == 404
        assert getattr(public, method)(desk(name, draft, rest)).status_code == 302
    for name, method in (("phone_state", "get"), ("renew_phone", "post"), ("close_phone", "post")):
        assert getattr(leader, method)(desk(name, other, capture.id)).status_code == 404
    assert PhoneCapture.objects.get().closed_at is None


@pytest.mark.parametrize("pages", [1, 3])
def test_the_panel_and_the_phone_ask_as_much_for_many_pages(
    pages: int, town: Town, as_user: Sign, public: Client
) -> None:
    draft, client = begin_draft(town), as_user(town.leader)
    capture = given_capture(draft, pages=pages)
    PhoneCapture.objects.update(state="open")
    client.get(desk("phone_state", draft, capture.id))

    with CaptureQueriesContext(connection) as asked:
        client.get(desk("phone_state", draft, capture.id))

    assert len(asked) == 5
