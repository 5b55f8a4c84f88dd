"""Pages of batches: collected from the inbox, arranged, put on record, previewed, confirmed. Nobody else finds them."""

from __future__ import annotations

import io
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from docx import Document

from reviews.models import Batch, BatchItem
from reviews.queries.batches import items_of
from tenants.clock import today
from tenants.context import tenant_context
from tenants.records.services.relay import relay_messages
from tests.factories.batches import collect, confirm, fixed, paper_of, waiting_at
from tests.factories.registrations import Office, open_registration, open_task

Clients = Callable[..., Client]


def at(name: str, batch: Batch, *more: str) -> str:
    return reverse(f"workbench:{name}", args=[batch.id, *more])


def body(response: HttpResponse) -> str:
    return response.content.decode()


def test_a_batch_goes_from_the_inbox_to_its_result(office: Office, city_a: object, client_for: Clients) -> None:
    applications = waiting_at(office, "decide", 2)
    tasks = [str(open_task(each).id) for each in applications]
    client = client_for(city_a, office.point)

    inbox = client.get(reverse("workbench:inbox"))
    picked = client.get(reverse("workbench:collect_batch"), {"task": tasks})
    nameless = client.post(reverse("workbench:collect_batch"), {"task": tasks, "kind": "decision", "title": ""})
    made = client.post(reverse("workbench:collect_batch"), {"task": tasks, "kind": "decision", "title": "七月批复"})
    batch = Batch.objects.get()
    first, second = items_of(batch)
    described = client.post(
        at("describe_batch", batch), {"title": "七月批复", "result": "registered", "opinion": "符合条件"}
    )
    batch.refresh_from_db()
    arranged = client.post(
        at("batch_items", batch),
        {
            "revision": batch.revision,
            "item": [str(first.id), str(second.id)],
            f"position-{first.id}": "2",
            f"exempt-{second.id}": "return",
            f"opinion-{second.id}": "请补充检测报告",
        },
    )
    batch.refresh_from_db()
    client.post(at("batch_state", batch), {"command": "fix", "revision": batch.revision})
    numbered = client.post(at("batch_number", batch), {"number": "某科发〔2026〕12号"})
    document = client.post(at("batch_document", batch))
    client.post(at("batch_scan", batch), {"evidence": str(paper_of(office.point))})
    preview = client.get(at("batch_preview", batch))
    batch.refresh_from_db()
    confirmed = client.post(at("batch_state", batch), {"command": "confirm", "revision": batch.revision})
    running = client.get(at("batch", batch))
    part = client.get(at("batch", batch), headers={"hx-request": "true"})
    relay_messages()
    over = client.get(at("batch", batch), headers={"hx-request": "true"})
    result = client.get(at("batch", batch))

    assert ("加入批次" in body(inbox), body(picked).count("可以加入"), "加入 2 件" in body(picked)) == (True, 2, True)
    assert (nameless.status_code, "请填写批次名称。" in body(nameless)) == (422, True)
    assert (made.status_code, made["Location"]) == (302, at("batch", batch))
    assert [answer.status_code for answer in (described, arranged, numbered, document, confirmed)] == [
        302,
        302,
        302,
        200,
        302,
    ]
    table = Document(io.BytesIO(document.content)).tables[0]
    assert [row.cells[2].text for row in table.rows[1:]] == ["成果 2", "成果 1"]
    assert ["批复：予以登记" in body(preview), "退回项目负责人修改" in body(preview)] == [True, True]
    assert "项目负责人、申报单位管理员" in body(preview)
    assert "还没有上传盖章扫描件" not in body(preview)
    assert ("已办理 0 件，共 2 件" in body(running), "hx-get" in body(part), over["HX-Refresh"]) == (True, True, "true")
    assert "办理 2 件，未能办理 0 件，本次不办 0 件。" in body(result)


def test_one_batch_takes_more_in_while_it_is_collected(office: Office, city_a: object, client_for: Clients) -> None:
    first, second = waiting_at(office, "decide", 2)
    batch = collect(office, [first])
    client = client_for(city_a, office.second_point)
    tasks = [str(open_task(each).id) for each in (first, second)]

    page = client.get(reverse("workbench:collect_batch"), {"task": tasks})
    added = client.post(reverse("workbench:collect_batch"), {"task": tasks, "batch": str(batch.id)}, follow=True)

    assert ("第三次批复（批复）" in body(page), "已在另一个未办结的批次中。" in body(page)) == (True, True)
    assert ("已加入 1 件。" in body(added), [item.application.title for item in items_of(batch)]) == (
        True,
        ["成果 1", "成果 2"],
    )


def test_nothing_that_can_be_collected_says_what_to_do(office: Office, city_a: object, client_for: Clients) -> None:
    (paper,) = waiting_at(office, "receive_paper", 1)
    client = client_for(city_a, office.point)

    for query in ({}, {"task": str(uuid4())}, {"task": "junk"}, {"task": str(open_task(paper).id)}):
        assert "没有可以加入批次的办件" in body(client.get(reverse("workbench:collect_batch"), query))


def test_what_was_typed_comes_back_with_what_is_wrong(office: Office, city_a: object, client_for: Clients) -> None:
    batch = collect(office, waiting_at(office, "decide", 1))
    (item,) = items_of(batch)
    client = client_for(city_a, office.point)

    answers = [
        client.post(
            at("batch_items", batch),
            {
                "revision": batch.revision,
                "item": str(item.id),
                f"exempt-{item.id}": "return",
                f"position-{item.id}": "7",
            },
        ),
        client.post(at("batch_meeting", batch), {"day": "2026-02-31", "place": "三楼", "minutes": ""}),
        client.post(at("batch_number", batch), {"number": ""}),
        client.post(at("batch_scan", batch), {"evidence": str(uuid4())}),
        client.post(at("describe_batch", batch), {"title": "", "opinion": "打好的意见"}),
    ]

    said = [
        ("请写明退回原因", 'value="7"'),
        ("请填写会议日期。", 'value="三楼"'),
        ("请填写文号", "没有执行"),
        ("请选择并上传文件。", "没有执行"),
        ("请填写批次名称。", "打好的意见"),
    ]
    assert [answer.status_code for answer in answers] == [422] * 5
    assert [[words in body(answer) for words in pair] for answer, pair in zip(answers, said, strict=True)] == [
        [True, True]
    ] * 5


def test_rows_move_and_leave_by_buttons(office: Office, city_a: object, client_for: Clients) -> None:
    batch = collect(office, waiting_at(office, "decide", 3))
    client = client_for(city_a, office.point)
    first, second, third = items_of(batch)

    for press in ({"move": f"up:{third.id}"}, {"move": f"down:{first.id}"}, {"remove": str(second.id)}):
        batch.refresh_from_db()
        client.post(at("batch_items", batch), {"revision": batch.revision, **press})

    assert [item.application.title for item in items_of(batch)] == ["成果 3", "成果 1"]


def test_two_who_confirm_and_one_who_comes_late(office: Office, city_a: object, client_for: Clients) -> None:
    batch = fixed(office, collect(office, waiting_at(office, "decide", 1)))
    first, second = client_for(city_a, office.point), client_for(city_a, office.second_point)
    form = {"command": "confirm", "revision": batch.revision}

    answers = [client.post(at("batch_state", batch), form) for client in (first, second)]

    assert [answer.status_code for answer in answers] == [302, 409]
    assert "批次正在办理，不能再修改。" in body(answers[1])


def test_what_stands_in_the_way_is_said_before_and_at_the_act(
    office: Office, city_a: object, client_for: Clients
) -> None:
    batch = fixed(office, collect(office, waiting_at(office, "decide", 1)), number="")
    client = client_for(city_a, office.point)

    preview = client.get(at("batch_preview", batch))
    refused = client.post(at("batch_state", batch), {"command": "confirm", "revision": batch.revision})
    old = client.post(at("batch_state", batch), {"command": "confirm", "revision": "1"})
    senseless = client.post(at("batch_state", batch), {"command": "junk"})

    assert ("还没有文号。" in body(preview), "确认办理 1 件" in body(preview)) == (True, False)
    assert [answer.status_code for answer in (refused, old, senseless)] == [422, 409, 302]


def test_lists_and_files_of_a_batch(office: Office, city_a: object, client_for: Clients) -> None:
    batch = fixed(office, collect(office, waiting_at(office, "decide", 1)))
    client = client_for(city_a, office.point)
    given = {"name": "盖章.pdf", "size": "1000", "content_type": "application/pdf"}

    ticket = client.post(at("start_batch_file", batch), given)
    wrong = client.post(at("start_batch_file", batch), {**given, "name": "盖章.exe"})
    early = client.get(at("batch_file", batch, "scan"))
    client.post(at("batch_scan", batch), {"evidence": str(paper_of(office.point))})
    client.post(
        at("batch_meeting", batch),
        {"day": today().isoformat(), "minutes": "同意", "evidence": str(paper_of(office.point, "纪要.pdf"))},
    )
    files = [client.get(at("batch_file", batch, which)).status_code for which in ("scan", "minutes", "junk")]
    listed = [body(client.get(reverse("workbench:batches"), {"state": state})) for state in ("", "fixed", "cancelled")]
    client.post(at("batch_state", batch), {"command": "reopen"})
    client.post(at("batch_state", batch), {"command": "cancel"})

    batch.refresh_from_db()
    assert ("url" in ticket.json(), wrong.status_code, early.status_code, files) == (True, 422, 404, [302, 302, 404])
    assert ["第三次批复" in page for page in listed] == [True, True, False]
    assert batch.state == "cancelled"


def test_the_page_of_an_application_names_its_batch_to_those_who_run_it(
    office: Office, city_a: object, client_for: Clients
) -> None:
    (application,) = waiting_at(office, "decide", 1)
    batch = collect(office, [application])
    address = reverse("workbench:application", args=[application.id])

    inside = body(client_for(city_a, office.second_point).get(address))
    outside = body(client_for(city_a, office.unit).get(address))

    assert (at("batch", batch) in inside, "第三次批复" in inside, "第三次批复" in outside) == (True, True, False)


@pytest.mark.parametrize("count", [1, 3])
def test_pages_have_a_fixed_number_of_queries(
    office: Office, city_a: object, client_for: Clients, django_assert_num_queries: Callable[..., object], count: int
) -> None:
    batches = [collect(office, [each]) for each in waiting_at(office, "decide", count)]
    together = Batch.objects.get(pk=batches[0].pk)
    for number, other in enumerate(batches[1:], start=2):
        BatchItem.objects.filter(batch=other).update(batch=together, position=number)
    client = client_for(city_a, office.point)
    pages = (reverse("workbench:batches"), at("batch", together), at("batch_preview", together))
    for page in pages:
        client.get(page)

    with django_assert_num_queries(6):  # type: ignore[attr-defined]
        listed = client.get(pages[0])
    with django_assert_num_queries(10):  # type: ignore[attr-defined]
        shown = client.get(pages[1])
    with django_assert_num_queries(12):  # type: ignore[attr-defined]
        previewed = client.get(pages[2])

    assert len(listed.context["rows"]) == count
    assert [row.item.application.title for row in shown.context["rows"]] == [f"成果 {n}" for n in range(1, count + 1)]
    assert previewed.context["ready"] == count


def test_pages_are_hidden_from_everybody_else(
    office: Office, city_a: object, city_b: object, client_for: Clients
) -> None:
    batch = fixed(office, collect(office, waiting_at(office, "decide", 1)))
    confirm(office, batch)
    with tenant_context(city_b):  # type: ignore[arg-type]
        neighbour = open_registration(city_b).point  # type: ignore[arg-type]
    gets = [("batch", ()), ("batch_preview", ()), ("batch_file", ("scan",))]
    posts = ["batch_items", "describe_batch", "batch_meeting", "batch_number", "batch_scan", "batch_state"]
    posts += ["batch_document", "start_batch_file"]

    for city, who in [
        (city_a, office.other_point),
        (city_a, office.supervising),
        (city_a, office.leader),
        (city_a, office.unit),
        (city_b, neighbour),
    ]:
        client = client_for(city, who)
        answers = [client.get(at(name, batch, *more)).status_code for name, more in gets]
        answers += [client.post(at(name, batch), {"command": "cancel", "number": "1"}).status_code for name in posts]
        assert answers == [404] * 11
        assert "第三次批复" not in body(client.get(reverse("workbench:batches")))
