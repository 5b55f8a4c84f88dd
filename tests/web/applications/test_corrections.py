"""整改清单 from the return to the tick, on both sides."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications.models import Application, CorrectionItem
from applications.services.submission import open_correction
from reviews.domain.remarks import Remark
from reviews.models import StepTask
from reviews.services.examining import return_application
from tenants.context import tenant_context
from tenants.domain.errors import NotAuthorised
from tenants.domain.ids import new_id
from tenants.models import Jurisdiction
from tenants.records.models import LedgerEntry
from tests.factories.accounts import fresh_actor, make_applicant
from tests.factories.applications import SECTIONS, Town, make_application, open_town, submit, type_section

Sign = Callable[[User], Client]
CANARY = "乙市不可外泄的整改要求"
HTMX = {"HTTP_HX_REQUEST": "true"}


def open_task(application_id: UUID) -> StepTask:
    return StepTask.objects.get(application=application_id, state="open")


def send_back(town: Town, application_id: UUID, *remarks: Remark) -> None:
    return_application(
        fresh_actor(town.administrator),
        task_id=open_task(application_id).id,
        version=Application.objects.get(pk=application_id).version,
        opinion="请补充",
        remarks=remarks,
        idempotency_key=str(new_id()),
    )


def returned(town: Town, *, name: str = "名称与验收书不一致") -> tuple[UUID, UUID]:
    """An application that came back with two remarks, and its open correction."""
    application_id = make_application(town)
    send_back(town, application_id, Remark("achievement_name", name), Remark("materials.work_report", "缺盖章页"))
    return application_id, open_correction(application_id, actor=fresh_actor(town.leader))


def items_of(application_id: UUID) -> list[CorrectionItem]:
    return list(CorrectionItem.objects.filter(application=application_id).order_by("round", "ordinal"))


def resubmitted(town: Town) -> UUID:
    """The next round: the name corrected and explained, the file left as it was."""
    application_id, draft_id = returned(town)
    draft = Application.objects.get(pk=application_id).open_draft
    overview = {**SECTIONS["overview"], "achievement_name": "城市成果转化机制"}
    type_section(draft, "overview", overview, actor=fresh_actor(town.leader))
    CorrectionItem.objects.filter(path="achievement_name").update(done=True, answer="已按验收书改")
    draft.refresh_from_db()
    submit(draft)
    assert draft_id
    return application_id


def test_a_return_is_worked_through_item_by_item(town: Town, as_user: Sign) -> None:
    application_id, draft_id = returned(town)
    client = as_user(town.leader)

    opened = client.post(reverse("applications:correct", args=[application_id]))
    page = client.get(opened["Location"])
    name, report = items_of(application_id)
    saved = client.post(
        reverse("applications:answer_correction", args=[draft_id, name.id]),
        {"done": "yes", "answer": " 已按验收书改 "},
        **HTMX,
    )
    plain = client.post(reverse("applications:answer_correction", args=[draft_id, report.id]), {"answer": "正在盖章"})
    check = client.get(reverse("applications:check", args=[draft_id]))

    assert opened["Location"] == reverse("applications:corrections", args=[draft_id])
    text = page.content.decode()
    assert [words in text for words in ("已修改 0/2", "名称与验收书不一致", "缺盖章页")] == [True] * 3
    assert f"{reverse('applications:materials', args=[draft_id])}#material-work_report" in text
    assert "已修改 1/2" in saved.content.decode()
    assert plain["Location"] == f"{opened['Location']}#correction-{report.id}"
    assert [(item.done, item.answer) for item in items_of(application_id)] == [
        (True, "已按验收书改"),
        (False, "正在盖章"),
    ]
    assert check.status_code == 200
    assert check.content.decode().count("待修改") == 1


def test_too_long_an_answer_is_told_and_kept_on_the_page(town: Town, as_user: Sign) -> None:
    application_id, draft_id = returned(town)
    item = items_of(application_id)[0]
    url = reverse("applications:answer_correction", args=[draft_id, item.id])

    plain = as_user(town.leader).post(url, {"answer": "长" * 501})
    partly = as_user(town.leader).post(url, {"answer": "长" * 501}, **HTMX)

    assert (plain.status_code, partly.status_code) == (422, 422)
    assert "长" * 501 in plain.content.decode()
    assert "修改说明最多 500 字。" in partly.content.decode()
    assert items_of(application_id)[0].answer == ""


def test_a_return_without_places_leads_to_the_form(town: Town, as_user: Sign) -> None:
    application_id = make_application(town)
    send_back(town, application_id)
    draft_id = open_correction(application_id, actor=fresh_actor(town.leader))

    answer = as_user(town.leader).get(reverse("applications:corrections", args=[draft_id]))

    assert answer["Location"] == reverse("applications:draft", args=[draft_id])


def test_only_the_leader_answers(town: Town, as_user: Sign) -> None:
    application_id, draft_id = returned(town)
    item = items_of(application_id)[0]
    url = reverse("applications:answer_correction", args=[draft_id, item.id])

    refused = [as_user(user).post(url, {"done": "yes"}).status_code for user in (town.administrator, make_applicant())]

    assert refused == [404, 404]
    assert not items_of(application_id)[0].done


def test_the_office_sees_what_changed_and_ticks_it_off(town: Town, as_user: Sign) -> None:
    application_id = resubmitted(town)
    task = open_task(application_id)
    client = as_user(town.administrator)
    name, report = items_of(application_id)

    page = client.get(reverse("workbench:corrections", args=[task.id]))
    settled = client.post(
        reverse("workbench:judge_correction", args=[task.id, name.id]), {"finding": "settled"}, **HTMX
    )
    client.post(reverse("workbench:judge_correction", args=[task.id, report.id]), {"finding": "unsettled"})
    form = client.get(reverse("workbench:task", args=[task.id]))

    text = page.content.decode()
    assert [words in text for words in ("已按验收书改", "<ins>城市成果转化机制</ins>", "这一处没有改动")] == [True] * 3
    assert "已落实 1/2" in settled.content.decode()
    assert [(item.finding, item.found_by_id) for item in items_of(application_id)] == [
        ("settled", town.administrator.id),
        ("unsettled", town.administrator.id),
    ]
    assert form.context["remark_lines"][0] == ("materials.work_report", "缺盖章页")
    assert LedgerEntry.objects.filter(command="reviews.judge_correction").count() == 2


def test_a_finding_is_taken_back(town: Town, as_user: Sign) -> None:
    application_id = resubmitted(town)
    item, client = items_of(application_id)[0], as_user(town.administrator)
    url = reverse("workbench:judge_correction", args=[open_task(application_id).id, item.id])

    client.post(url, {"finding": "settled"})
    client.post(url, {"finding": ""})

    item.refresh_from_db()
    assert (item.finding, item.found_by, item.found_at) == ("", None, None)


def test_whoever_has_no_part_in_the_step_ticks_nothing(town: Town, as_user: Sign) -> None:
    application_id = resubmitted(town)
    item = items_of(application_id)[0]
    url = reverse("workbench:judge_correction", args=[open_task(application_id).id, item.id])

    answers = [as_user(user).post(url, {"finding": "settled"}).status_code for user in (town.leader, town.point)]

    item.refresh_from_db()
    assert answers == [404, 404]
    assert item.finding == ""


def test_a_second_return_makes_a_list_of_its_own(town: Town) -> None:
    application_id = resubmitted(town)
    send_back(town, application_id, Remark("materials.work_report", "仍缺盖章页"))

    open_correction(application_id, actor=fresh_actor(town.leader))
    open_correction(application_id, actor=fresh_actor(town.leader))

    assert [(item.round, item.path, item.done) for item in items_of(application_id)] == [
        (1, "achievement_name", True),
        (1, "materials.work_report", False),
        (2, "materials.work_report", False),
    ]


def test_a_return_that_was_made_anew_keeps_the_answers_to_what_it_asks_again(town: Town) -> None:
    application_id, _draft_id = returned(town)
    CorrectionItem.objects.update(done=True)
    entry = Application.objects.get(pk=application_id).timeline.get(kind="returned")
    entry.params["items"][1] = {"path": "materials.contract", "text": "缺合同"}
    entry.save()

    open_correction(application_id, actor=fresh_actor(town.leader))

    assert [(item.path, item.done) for item in items_of(application_id)] == [
        ("achievement_name", True),
        ("materials.contract", False),
    ]


def test_items_of_another_application_are_unknown(town: Town, as_user: Sign) -> None:
    own, draft_id = returned(town)
    other = resubmitted(town)
    foreign = items_of(other)[0]

    answered = as_user(town.leader).post(
        reverse("applications:answer_correction", args=[draft_id, foreign.id]), {"answer": "x"}
    )
    ticked = as_user(town.administrator).post(
        reverse("workbench:judge_correction", args=[open_task(other).id, items_of(own)[0].id]), {"finding": "settled"}
    )

    assert (answered.status_code, ticked.status_code) == (404, 404)


@pytest.mark.parametrize("side", ["applicant", "office"])
def test_items_of_another_city_are_unknown(town: Town, city_b: Jurisdiction, as_user: Sign, side: str) -> None:
    with tenant_context(city_b):
        theirs = open_town(city_b)
        application_id, draft_id = returned(theirs, name=CANARY)
        item = items_of(application_id)[0]
        task = StepTask.objects.filter(application=application_id)[0]
    urls = {
        "applicant": [
            reverse("applications:corrections", args=[draft_id]),
            reverse("applications:answer_correction", args=[draft_id, item.id]),
        ],
        "office": [
            reverse("workbench:corrections", args=[task.id]),
            reverse("workbench:judge_correction", args=[task.id, item.id]),
        ],
    }[side]
    client = as_user(town.leader if side == "applicant" else town.administrator)

    seen, posted = client.get(urls[0]), client.post(urls[1], {"answer": "x", "finding": "settled"})

    assert (seen.status_code, posted.status_code) == (404, 404)
    assert CANARY not in seen.content.decode()
    with tenant_context(city_b):
        item.refresh_from_db()
        assert (item.answer, item.finding) == ("", "")


def test_a_first_draft_has_no_list(town: Town) -> None:
    from applications.services.corrections import answer_correction
    from tests.factories.applications import begin_draft

    with pytest.raises(NotAuthorised):
        answer_correction(begin_draft(town).id, item_id=new_id(), done=True, answer="", actor=fresh_actor(town.leader))
