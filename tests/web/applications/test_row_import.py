from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from accounts.models import User
from applications.models import Draft
from applications.queries.stored_answers import stored_answers
from tenants.context import tenant_context
from tenants.hosts import forget_hosts
from tests.factories.accounts import make_member
from tests.factories.applications import Town, begin_draft, open_town

Sign = Callable[[User], Client]
HEAD = [
    "姓名",
    "性别",
    "出生年月",
    "证件类型",
    "证件号码",
    "技术职称",
    "文化程度",
    "是否留学归国",
    "工作单位",
    "对成果创造性贡献",
]
GOOD = ["陈一", "女", "1990-01", "护照", "E00123456", "正高级", "博士研究生", "否", "甲市研究院", "总体方案"]


def address(draft: Draft, name: str = "rows", table: str = "completers") -> str:
    return reverse(f"applications:{name}", args=[draft.id, table])


def pasted(*rows: list[str]) -> str:
    return "\r\n".join("\t".join(row) for row in [HEAD, *rows])


def xlsx(*rows: list[object]) -> SimpleUploadedFile:
    book, target = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(target)
    return SimpleUploadedFile("人员.xlsx", target.getvalue())


def people(draft: Draft) -> list[dict[str, object]]:
    return stored_answers(Draft.objects.get(pk=draft.pk)).get("completers", [])


def test_the_template_has_headers_drop_downs_and_text_cells(town: Town, as_user: Sign) -> None:
    draft = begin_draft(town)

    answer = as_user(town.leader).get(address(draft, "row_template"))

    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert [cell.value for cell in sheet[1]] == HEAD
    assert {column.number_format for column in sheet.column_dimensions.values()} == {"@"}
    assert len(sheet.data_validations.dataValidation) == 5
    assert "attachment" in answer["Content-Disposition"]


def test_the_template_comes_back_as_it_was_filled_in(town: Town, as_user: Sign) -> None:
    draft, client = begin_draft(town), as_user(town.leader)
    book = load_workbook(io.BytesIO(client.get(address(draft, "row_template")).content))
    book.worksheets[0].append(GOOD)
    target = io.BytesIO()
    book.save(target)

    page = client.post(address(draft), {"file": SimpleUploadedFile("a.xlsx", target.getvalue()), "mode": "append"})

    assert page.context["wrong"] == 0
    assert json.loads(page.context["raw"])[0]["document_number"] == "E00123456"


def test_nothing_is_saved_before_the_preview_is_confirmed(town: Town, as_user: Sign) -> None:
    draft, client = begin_draft(town), as_user(town.leader)

    page = client.post(address(draft), {"paste": pasted(GOOD), "mode": "append"})
    before = people(draft)
    shown = page.context
    answer = client.post(address(draft), {"rows": shown["raw"], "version": shown["version"], "mode": "append"})

    assert before == []
    assert shown["wrong"] == 0
    assert answer.url == reverse("applications:section", args=[draft.id, "people"]) + "#field-completers"
    assert [(row["name"], row["document_number"], row["gender"]) for row in people(draft)] == [
        ("陈一", "E00123456", "female")
    ]


def test_every_wrong_cell_is_told_at_its_row_and_column(town: Town, as_user: Sign) -> None:
    draft = begin_draft(town)
    wrong = [*GOOD]
    wrong[1], wrong[2], wrong[3], wrong[4] = "男士", 33000, "居民身份证", 440301199001011234

    page = as_user(town.leader).post(address(draft), {"file": xlsx(HEAD, GOOD, wrong), "mode": "append"})

    rows = page.context["rows"]
    assert [row.line for row in rows] == [2, 3]
    assert [cell.messages for cell in rows[0].cells] == [()] * len(HEAD)
    told = {HEAD[at]: cell.messages[0][:6] for at, cell in enumerate(rows[1].cells) if cell.messages}
    assert told == {"性别": "没有“男士”", "证件号码": "长号码被 E"}
    assert rows[1].cells[2].text == "1990年5月"


def test_a_table_that_changed_after_the_preview_is_shown_again(town: Town, as_user: Sign) -> None:
    draft, client = begin_draft(town), as_user(town.leader)
    old = client.post(address(draft), {"paste": pasted(GOOD), "mode": "replace"}).context
    given = {"rows": old["raw"], "version": old["version"], "mode": "replace"}
    client.post(address(draft), given)
    other = json.dumps([{**json.loads(old["raw"])[0], "name": "王二"}])

    late = client.post(address(draft), {**given, "rows": other})
    again = client.post(address(draft), {**given, "rows": other, "version": late.context["version"]})

    assert (late.status_code, again.status_code) == (409, 302)
    assert [row["name"] for row in people(draft)] == ["王二"]


def test_no_file_and_a_wrong_file_are_told_on_the_page(town: Town, as_user: Sign) -> None:
    draft, client = begin_draft(town), as_user(town.leader)

    nothing = client.post(address(draft), {})
    wrong = client.post(address(draft), {"file": SimpleUploadedFile("a.xls", b"x")})
    forged = client.post(address(draft), {"rows": "{}", "version": "0"})

    assert [page.status_code for page in (nothing, wrong, forged)] == [422] * 3
    assert "请选择 xlsx 文件" in nothing.content.decode()
    assert "只接受 xlsx 文件" in wrong.content.decode()


def test_another_applicants_draft_and_an_unknown_table_look_alike(town: Town, as_user: Sign) -> None:
    draft = begin_draft(town)
    stranger = as_user(make_member(town.organisation, "leader"))
    owner = as_user(town.leader)

    answers = [stranger.get(address(draft)), stranger.post(address(draft), {"paste": pasted(GOOD)})]
    answers += [stranger.get(address(draft, "row_template")), owner.get(address(draft, table="keywords"))]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert people(draft) == []


def test_a_draft_of_another_tenant_is_unknown(town: Town, as_user: Sign, city_b: object) -> None:
    with tenant_context(city_b):  # type: ignore[arg-type]
        foreign = begin_draft(open_town(city_b))
    client = as_user(town.leader)

    answers = [client.get(address(foreign)), client.get(address(foreign, "row_template"))]
    answers += [client.post(address(foreign), given) for given in ({"paste": pasted(GOOD)}, {"file": xlsx(HEAD, GOOD)})]

    assert [answer.status_code for answer in answers] == [404] * 4
    with tenant_context(city_b):  # type: ignore[arg-type]
        assert people(foreign) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_preview_costs_the_same(
    town: Town, as_user: Sign, django_assert_num_queries: Callable[..., object], count: int
) -> None:
    draft, client = begin_draft(town), as_user(town.leader)
    file = xlsx(HEAD, *[GOOD] * count)
    forget_hosts()
    client.get(address(draft))

    # role, user, memberships, grants, draft, unread count
    with django_assert_num_queries(6):  # type: ignore[attr-defined]
        page = client.post(address(draft), {"file": file, "mode": "append"})

    assert len(page.context["rows"]) == count
