"""Printing at the browser's end: waiting, opening, bringing the stamped scan, and the public verification."""

from __future__ import annotations

import io
from collections.abc import Callable
from uuid import UUID

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import User
from applications.models import Application, DraftPrint, PrintedForm, StampedScan
from applications.queries.printed import code_of
from applications.services.printing import request_printed_form, typeset_draft, typeset_submission
from applications.web.verification import TRIES
from documents.services.checking import check_file
from documents.services.object_store import current_store
from tenants.context import tenant_context
from tenants.records.models import LedgerEntry
from tests.factories.accounts import fresh_actor, make_applicant
from tests.factories.applications import Town, begin_draft, make_application, open_town, stored_file
from tests.services.documents.posting import post_form

Sign = Callable[[User], Client]
CANARY = "乙市不可外泄的成果"


@pytest.fixture(autouse=True)
def _store(city_a: object) -> None:
    current_store().make_bucket()


def printed_of(town: Town, *, title: str = "", ready: bool = True) -> PrintedForm:
    printed = request_printed_form(make_application(town, title=title), round_number=1, actor=fresh_actor(town.leader))
    if ready:
        printed.file = stored_file("打印.pdf", town.leader.id)
        printed.save(update_fields=["file"])
    return printed


def photo() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (400, 600), "white").save(buffer, "JPEG")
    return buffer.getvalue()


def test_a_form_is_asked_for_awaited_and_opened(town: Town, as_user: Sign) -> None:
    application_id, client = make_application(town), as_user(town.leader)

    asked = client.post(reverse("applications:print_form", args=[application_id]), {"round": "1"})
    printed = PrintedForm.objects.get(submission__application=application_id)
    page = reverse("applications:printed", args=[printed.id])
    waiting = client.get(page).content.decode()
    typeset_submission(printed.id)
    state = client.get(reverse("applications:printed_state", args=[printed.id])).content.decode()
    opened = client.get(reverse("applications:printed_file", args=[printed.id]))

    assert asked["Location"] == page
    assert ("正在生成" in waiting, "hx-trigger" in waiting) == (True, True)
    assert ("打开并打印" in state, "hx-trigger" in state) == (True, False)
    assert (opened.status_code, "X-Amz-Signature" in opened["Location"]) == (302, True)
    assert LedgerEntry.objects.get(command="accounts.reveal_personal").data["fields"] == ["printed_form"]
    assert (
        "第 1 次提交的打印表格"
        in client.get(reverse("applications:application", args=[application_id])).content.decode()
    )


def test_a_round_that_is_none_is_unknown(town: Town, as_user: Sign) -> None:
    address = reverse("applications:print_form", args=[make_application(town)])

    answers = [
        as_user(town.leader).post(address, {"round": word}).status_code for word in ("", "2", "-1", "x", "9" * 99)
    ]

    assert answers == [404] * 5


def test_a_stamped_photo_is_uploaded_listed_opened_and_removed(town: Town, as_user: Sign) -> None:
    printed, client, content = printed_of(town), as_user(town.leader), photo()

    start = reverse("applications:start_stamped", args=[printed.id])
    ticket = client.post(start, {"name": "盖章.jpg", "size": str(len(content)), "content_type": "image/jpeg"}).json()
    post_form(ticket["url"], ticket["fields"], content)
    finished = client.post(reverse("applications:finish_stamped", args=[printed.id, ticket["file_id"]])).json()
    check_file(UUID(ticket["file_id"]))
    status = client.get(reverse("applications:stamped_status", args=[printed.id, ticket["file_id"]])).json()
    page = client.get(reverse("applications:printed", args=[printed.id])).content.decode()
    scan = StampedScan.objects.get(printed=printed)
    opened = client.get(reverse("applications:scan_file", args=[scan.id]))
    removed = client.post(reverse("applications:remove_scan", args=[scan.id]))

    assert (finished["state"], status["state"]) == ("checking", "clean")
    assert "盖章.jpg" in page
    assert (opened.status_code, removed["Location"]) == (302, reverse("applications:printed", args=[printed.id]))
    assert StampedScan.objects.count() == 0


def test_a_wrong_format_is_refused_in_words(town: Town, as_user: Sign) -> None:
    start = reverse("applications:start_stamped", args=[printed_of(town).id])

    answer = as_user(town.leader).post(start, {"name": "盖章.docx", "size": "9", "content_type": ""})

    assert (answer.status_code, "PDF、JPG、PNG" in answer.json()["error"]) == (422, True)


def test_a_draft_is_printed_for_its_owner(town: Town, as_user: Sign) -> None:
    draft, client = begin_draft(town), as_user(town.leader)

    empty = client.get(reverse("applications:draft_print", args=[draft.id])).content.decode()
    client.post(reverse("applications:print_draft", args=[draft.id]))
    waiting = client.get(reverse("applications:draft_print", args=[draft.id])).content.decode()
    typeset_draft(DraftPrint.objects.get(draft=draft).id)
    there = client.get(reverse("applications:draft_print", args=[draft.id])).content.decode()
    opened = client.get(reverse("applications:draft_print_file", args=[draft.id]))

    assert ("还没有生成" in empty, "正在生成" in waiting, "打开草稿打印件" in there) == (True, True, True)
    assert opened.status_code == 302


def test_nobody_else_reaches_a_printed_form_its_scans_or_a_draft_print(town: Town, as_user: Sign) -> None:
    printed, draft = printed_of(town), begin_draft(town)
    file = stored_file("盖章.pdf", town.leader.id)
    scan = StampedScan.objects.create(
        printed=printed, file=file, uploaded_by=town.leader.id, uploaded_at=printed.requested_at
    )
    stranger = as_user(make_applicant())
    gets = [
        reverse("applications:printed", args=[printed.id]),
        reverse("applications:printed_state", args=[printed.id]),
        reverse("applications:printed_file", args=[printed.id]),
        reverse("applications:stamped_status", args=[printed.id, file.id]),
        reverse("applications:scan_file", args=[scan.id]),
        reverse("applications:draft_print", args=[draft.id]),
        reverse("applications:draft_print_file", args=[draft.id]),
    ]
    posts = [
        reverse("applications:print_form", args=[printed.submission.application_id]),
        reverse("applications:start_stamped", args=[printed.id]),
        reverse("applications:finish_stamped", args=[printed.id, file.id]),
        reverse("applications:remove_scan", args=[scan.id]),
        reverse("applications:print_draft", args=[draft.id]),
    ]

    answers = [stranger.get(url).status_code for url in gets]
    answers += [stranger.post(url, {"round": "1", "name": "a.pdf", "size": "9"}).status_code for url in posts]

    assert answers == [404] * 12
    assert (StampedScan.objects.count(), DraftPrint.objects.count()) == (1, 0)


def test_anybody_verifies_a_code_and_learns_nothing_of_persons(town: Town, public: Client) -> None:
    printed = printed_of(town, title="可核验的成果")
    application = printed.submission.application

    page = public.get(reverse("portal:verify_code", args=[printed.code])).content.decode()
    typed = public.get(reverse("portal:verify"), {"code": f" {printed.code[:4]}-{printed.code[4:].lower()}"})

    assert [
        word for word in ("校验码有效", "是最新的版本", "可核验的成果", application.number) if word not in page
    ] == []
    assert [word for word in (town.leader.name, town.organisation.name, "陈完成") if word in page] == []
    assert typed.status_code == 200


def test_an_older_version_and_a_withdrawn_application_are_said(town: Town, public: Client) -> None:
    printed = printed_of(town)
    address = reverse("portal:verify_code", args=[printed.code])
    row = Application.objects.filter(pk=printed.submission.application_id)

    row.update(round=2)
    older = public.get(address).content.decode()
    row.update(status="withdrawn")
    withdrawn = public.get(address).content.decode()

    assert ("不是最新的版本" in older, "申报已撤回" in withdrawn) == (True, True)


def test_unknown_nonsense_and_another_citys_code_look_alike(town: Town, city_b: object, public: Client) -> None:
    with tenant_context(city_b):  # type: ignore[arg-type]
        current_store().make_bucket()
        foreign = printed_of(open_town(city_b), title=CANARY)
        assert code_of(foreign.submission) == foreign.code

    codes = (foreign.code, "0" * 12, "nonsense")
    answers = [public.get(reverse("portal:verify_code", args=[code])) for code in codes]
    typed = public.get(reverse("portal:verify"), {"code": foreign.code})

    pages = {answer.content.decode().replace(str(answer.context["csrf_token"]), "") for answer in answers}
    assert [answer.status_code for answer in (*answers, typed)] == [404] * 4
    assert (len({page.partition("<main")[2] for page in pages}), CANARY in str(pages)) == (1, False)


def test_codes_cannot_be_tried_by_the_hundred(town: Town, public: Client) -> None:
    cache.clear()
    address = reverse("portal:verify_code", args=["0" * 12])

    answers = [public.get(address).status_code for _ in range(TRIES + 2)]

    assert answers == [404] * TRIES + [429] * 2


def test_the_page_to_type_a_code_into(public: Client, town: Town) -> None:
    assert public.get(reverse("portal:verify")).status_code == 200
