"""Excel both ways: what leaves is what the list shows, what comes back is done once and only if nothing changed."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from applications.models import Application
from reviews.models import StepAct
from reviews.services.list_columns import COLUMNS
from tenants.context import tenant_context
from tenants.hosts import forget_hosts
from tenants.records.models import LedgerEntry
from tests.factories.registrations import Office, bring_to, open_registration, send_back

Clients = Callable[..., Client]
FILL = "workbench:fill"
FILL_ADDRESS = "/workbench/fill/"


def exported(client: Client, which: str = "inbox", **more: object) -> list[list[str]]:
    answer = client.post(reverse("workbench:export", args=[which]), {"column": list(COLUMNS), **more})
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    return [[cell.value or "" for cell in row] for row in sheet.iter_rows()]


def filled(rows: list[list[str]], **by_number: tuple[str, str]) -> SimpleUploadedFile:
    book, target = Workbook(), io.BytesIO()
    for row in rows:
        said = by_number.get(str(row[0]))
        book.active.append([*row[:-4], *said, "", row[-1]] if said else row)
    book.save(target)
    return SimpleUploadedFile("待办.xlsx", target.getvalue())


def acts_on(application: Application) -> int:
    return StepAct.objects.filter(application=application).count()


def test_every_list_leaves_with_the_chosen_columns_only(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "registration_point", title="=HYPERLINK(1)")
    client = client_for(city_a, office.point)

    for which in ("inbox", "all", "done"):
        answer = client.post(reverse("workbench:export", args=[which]), {"column": ["number", "title"]})
        rows = [list(row) for row in load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows()]
        found = [[cell.value for cell in row] for row in rows]
        expected = [] if which == "done" else [[application.number, "=HYPERLINK(1)"]]
        assert found == [["受理编号", "名称"], *expected]
        assert {cell.data_type for row in rows for cell in row} == {"s"}
    ledger = LedgerEntry.objects.filter(command="reviews.export_list").order_by("id")
    assert [entry.data for entry in ledger] == [
        {"list": which, "columns": ["number", "title"], "rows": rows}
        for which, rows in (("inbox", 1), ("all", 1), ("done", 0))
    ]


def test_nobody_exports_what_his_list_does_not_show(office: Office, city_a: object, client_for: Clients) -> None:
    bring_to(office, "registration_point", title="别人的待办")

    rows = [exported(client_for(city_a, office.unit), which, fill="1") for which in ("inbox",)]

    assert [len(found) for found in rows] == [1]


def test_a_filtered_list_leaves_filtered(office: Office, city_a: object, client_for: Clients) -> None:
    bring_to(office, "registration_point", title="钢的热处理")
    bring_to(office, "registration_point", title="水稻育种")
    client = client_for(city_a, office.point)

    answer = client.post(reverse("workbench:export", args=["inbox"]) + "?q=水稻", {"column": ["title"]})

    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert [row[0].value for row in sheet.iter_rows()] == ["名称", "水稻育种"]


@pytest.mark.parametrize(("which", "status"), [("inbox", 200), ("nothing", 404)])
def test_the_page_of_columns(office: Office, city_a: object, client_for: Clients, which: str, status: int) -> None:
    client = client_for(city_a, office.point)

    assert client.get(reverse("workbench:export", args=[which])).status_code == status
    assert client.post(reverse("workbench:export", args=[which]), {}).status_code == (422 if status == 200 else 404)


def test_filled_results_are_done_once(office: Office, city_a: object, client_for: Clients) -> None:
    first = bring_to(office, "registration_point", title="甲")
    second = bring_to(office, "registration_point", title="乙")
    untouched = bring_to(office, "registration_point", title="丙")
    client = client_for(city_a, office.point)
    before = [acts_on(each) for each in (first, second, untouched)]
    rows = exported(client, fill="1")
    said = {first.number: ("审核通过", "同意"), second.number: ("退回修改", "缺检测报告")}

    preview = client.post(reverse(FILL), {"file": filled(rows, **said)})
    in_between = [acts_on(each) for each in (first, second, untouched)]
    done = client.post(reverse(FILL), {"lines": preview.context["lines"]})
    again = client.post(reverse(FILL), {"lines": preview.context["lines"]})
    same_file = client.post(reverse(FILL), {"file": filled(rows, **said)})

    assert (preview.context["ready"], in_between) == (2, before)
    assert (done.context["done"], done.context["left"]) == (2, 0)
    assert (again.context["done"], same_file.context["ready"]) == (0, 0)
    now = [acts_on(each) - was for each, was in zip((first, second, untouched), before, strict=True)]
    assert now == [1, 1, 0]
    assert Application.objects.get(pk=second.pk).status == "returned"


def test_decisions_come_back_with_their_numbers(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "decide", title="甲")
    client = client_for(city_a, office.point)
    rows = exported(client, fill="1")

    preview = client.post(reverse(FILL), {"file": filled(rows, **{application.number: ("予以登记", "同意登记")})})
    done = client.post(reverse(FILL), {"lines": preview.context["lines"]})

    decided = Application.objects.get(pk=application.pk)
    assert done.context["done"] == 1
    assert decided.registration_number in done.content.decode()
    assert decided.registration_number != ""


def test_what_changed_since_the_export_is_skipped_and_said(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "registration_point", title="甲")
    client = client_for(city_a, office.point)
    rows = exported(client, fill="1")
    said = {application.number: ("审核通过", "同意")}
    lines = client.post(reverse(FILL), {"file": filled(rows, **said)}).context["lines"]
    send_back(application, office.point)
    before = acts_on(application)

    preview = client.post(reverse(FILL), {"file": filled(rows, **said)})
    late = client.post(reverse(FILL), {"lines": lines})

    assert preview.context["ready"] == 0
    assert [row["words"][:2] for row in preview.context["rows"]] == ["跳过"]
    assert (late.context["done"], acts_on(application)) == (0, before)


def test_wrong_cells_are_told_and_others_tasks_are_unknown(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "registration_point", title="甲")
    client, stranger = client_for(city_a, office.point), client_for(city_a, office.unit)
    rows = exported(client, fill="1")

    wrong = client.post(reverse(FILL), {"file": filled(rows, **{application.number: ("大概行", "")})})
    foreign = stranger.post(reverse(FILL), {"file": filled(rows, **{application.number: ("审核通过", "同意")})})

    assert wrong.context["rows"][0]["cells"][1][1] == ["该环节的办理结果可填：审核通过、退回修改。"]
    assert foreign.context["ready"] == 0
    assert "甲" not in [row["title"] for row in foreign.context["rows"]]


def test_files_that_are_no_export_are_refused(office: Office, city_a: object, client_for: Clients) -> None:
    client = client_for(city_a, office.point)
    other = filled([["姓名"], ["陈"]])

    answers = [
        client.get(reverse(FILL)),
        client.post(reverse(FILL), {}),
        client.post(reverse(FILL), {"file": other}),
        client.post(reverse(FILL), {"lines": "[1]"}),
    ]

    assert [answer.status_code for answer in answers] == [200, 422, 422, 422]


def test_nothing_of_another_tenant_leaves_or_is_done(
    office: Office, city_a: object, city_b: object, client_for: Clients
) -> None:
    with tenant_context(city_b):  # type: ignore[arg-type]
        neighbour = open_registration(city_b)  # type: ignore[arg-type]
        foreign = bring_to(neighbour, "registration_point", title="邻市的成果")
        theirs = exported(client_for(city_b, neighbour.point), fill="1")
        before = acts_on(foreign)
    own = bring_to(office, "registration_point", title="本市的成果")
    client = client_for(city_a, office.point)

    lists = [str(exported(client, which)) for which in ("inbox", "all", "done")]
    preview = client.post(FILL_ADDRESS, {"file": filled(theirs, **{foreign.number: ("审核通过", "同意")})})
    lines = [{**line, "token": theirs[1][-1]} for line in _lines_of(client, own)]
    forged = client.post(FILL_ADDRESS, {"lines": json.dumps(lines)})

    assert ["邻市" in text for text in lists] == [False] * 3
    assert (preview.context["ready"], "邻市的成果" in preview.content.decode()) == (0, False)
    assert (forged.context["done"], acts_on(own)) == (0, acts_on(own))
    with tenant_context(city_b):  # type: ignore[arg-type]
        assert acts_on(foreign) == before


def _lines_of(client: Client, application: Application) -> list[dict[str, object]]:
    rows = exported(client, fill="1")
    preview = client.post(FILL_ADDRESS, {"file": filled(rows, **{application.number: ("审核通过", "同意")})})
    lines: list[dict[str, object]] = json.loads(preview.context["lines"])
    return lines


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same(
    office: Office, city_a: object, client_for: Clients, django_assert_num_queries: Callable[..., object], count: int
) -> None:
    applications = [bring_to(office, "registration_point", title=f"成果 {at}") for at in range(count)]
    client = client_for(city_a, office.point)
    rows = exported(client, fill="1")
    file = filled(rows, **{each.number: ("审核通过", "同意") for each in applications})
    forget_hosts()
    client.get(FILL_ADDRESS)

    # role, user, memberships, grants, transaction, keys, tasks, ledger, end of it
    with django_assert_num_queries(9):  # type: ignore[attr-defined]
        client.post(reverse("workbench:export", args=["inbox"]), {"column": list(COLUMNS)})
    forget_hosts()
    client.get(FILL_ADDRESS)
    # role, user, memberships, grants, tasks, their packages, unread count
    with django_assert_num_queries(7):  # type: ignore[attr-defined]
        preview = client.post(FILL_ADDRESS, {"file": file})

    assert preview.context["ready"] == count
