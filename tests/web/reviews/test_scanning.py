"""The counter's page: a line per scanned code, one confirmation for all; and the form beside its scans."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from applications.models import PrintedForm, StampedScan
from documents.services.object_store import current_store
from reviews.models import PaperReceipt
from tenants.clock import now
from tenants.context import tenant_context
from tenants.records.models import LedgerEntry
from tests.factories.applications import stored_file
from tests.factories.registrations import Office, bring_to, key, open_registration, open_task, version_of
from tests.services.reviews.test_scanned_papers import printed, resubmitted

Clients = Callable[..., Client]
CANARY = "乙市不可外泄的成果"
LOOK = "workbench:scanned_paper"


def test_a_scanned_code_becomes_a_line(office: Office, city_a: object, client_for: Clients) -> None:
    client = client_for(city_a, office.point)
    code = printed(bring_to(office, "receive_paper", title="可接收的成果"))

    page = client.get(reverse("workbench:scan_papers")).content.decode()
    line = client.get(reverse(LOOK), {"code": f"http://x/verify/{code}/"}).content.decode()
    unknown = client.get(reverse(LOOK), {"code": "关键<词>"}).content.decode()

    assert f'data-look-url="{reverse(LOOK)}"' in page
    assert [word for word in ("可以接收", "可接收的成果", "data-receivable") if word not in line] == []
    assert ("查不到" in unknown, "关键&lt;词&gt;" in unknown, "data-receivable" in unknown) == (True, True, False)


def test_an_older_version_asks_for_a_reason(office: Office, city_a: object, client_for: Clients) -> None:
    code = printed(resubmitted(office), 1)

    line = client_for(city_a, office.point).get(reverse(LOOK), {"code": code}).content.decode()

    assert ("较早版本" in line, "第 1 次提交的版本，现在是第 2 次" in line, 'name="older_reason"' in line) == (
        True,
    ) * 3


def test_another_citys_paper_is_as_unknown_as_nonsense(
    office: Office, city_a: object, city_b: object, client_for: Clients
) -> None:
    with tenant_context(city_b):  # type: ignore[arg-type]
        foreign = printed(bring_to(open_registration(city_b), "receive_paper", title=CANARY))  # type: ignore[arg-type]
    client = client_for(city_a, office.point)

    lines = [client.get(reverse(LOOK), {"code": code}).content.decode() for code in (foreign, "Z" * 12)]

    plain = [
        line.replace(code, "").replace("-".join((code[:4], code[4:8], code[8:])), "")
        for line, code in zip(lines, (foreign, "Z" * 12), strict=True)
    ]
    assert (plain[0] == plain[1], CANARY in lines[0]) == (True, False)


def test_one_confirmation_receives_all_that_were_scanned(office: Office, city_a: object, client_for: Clients) -> None:
    good, newer = bring_to(office, "receive_paper"), resubmitted(office)
    papers = [(good, printed(good), ""), (newer, printed(newer, 1), "原件已盖章")]
    body = {
        "task": [str(open_task(each).id) for each, _, _ in papers],
        "version": [f"{open_task(each).id}:{version_of(each)}" for each, _, _ in papers],
        "paper": [f"{open_task(each).id}:{code}" for each, code, _ in papers],
        "older_reason": [reason for _, _, reason in papers],
        "copies": "2",
        "storage_place": "三号柜",
        "idempotency_key": key(),
    }
    client = client_for(city_a, office.point)

    refused = client.post(reverse("workbench:receive_papers"), {**body, "copies": "0"})
    done = client.post(reverse("workbench:receive_papers"), body)
    again = client.post(reverse("workbench:receive_papers"), body)

    assert (refused.status_code, "原件已盖章" in refused.content.decode()) == (422, True)
    assert (done.context["received"], again.context["received"]) == (2, 2)
    assert sorted(PaperReceipt.objects.values_list("round", "older_reason")) == [(1, ""), (1, "原件已盖章")]
    shown = client.get(reverse("workbench:application", args=[newer.id])).content.decode()
    assert [word for word in ("三号柜", "2 份", "原件已盖章") if word not in shown] == []


def test_a_single_paper_with_an_older_code_comes_back_for_a_reason(
    office: Office, city_a: object, client_for: Clients
) -> None:
    application = resubmitted(office)
    address = reverse("workbench:receive_paper", args=[open_task(application).id])
    body = {
        "version": version_of(application),
        "idempotency_key": key(),
        "copies": "1",
        "code": printed(application, 1),
        "storage_place": "四号柜",
    }
    client = client_for(city_a, office.point)

    refused = client.post(address, body)
    accepted = client.post(address, {**body, "older_reason": "仅联系人不同"})

    page = refused.content.decode()
    assert (refused.status_code, 'name="older_reason"' in page, "四号柜" in page) == (422, True, True)
    assert accepted.status_code == 302


def test_the_form_stands_beside_its_scans_and_looking_is_recorded(
    office: Office, city_a: object, client_for: Clients
) -> None:
    current_store().make_bucket()
    application = bring_to(office, "receive_paper")
    form = PrintedForm.objects.get(code=printed(application))
    form.file = stored_file("生成.pdf", office.leader.id)
    form.save(update_fields=["file"])
    scan = stored_file("盖章照片.pdf", office.leader.id)
    StampedScan.objects.create(printed=form, file=scan, uploaded_by=office.leader.id, uploaded_at=now())
    address = reverse("workbench:printed", args=[application.id])

    client = client_for(city_a, office.point)
    asked = client.get(address).content.decode()
    refused = client.post(address, {"reason": ""})
    page = client.post(address, {"reason": "核对盖章件"}).content.decode()
    answers = [client_for(city_a, user).get(address).status_code for user in (office.supervising, office.other_point)]

    assert ("盖章照片.pdf" in asked, "盖章扫描件 1 个" in asked, refused.status_code) == (False, True, 422)
    assert [word for word in ("盖章照片.pdf", "系统生成") if word not in page] == []
    assert answers == [404, 404]
    entry = LedgerEntry.objects.get(command="accounts.reveal_personal", actor_id=office.point.id)
    assert entry.data["reason"] == "核对盖章件"


def test_nothing_printed_yet_is_said(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "receive_paper")

    page = client_for(city_a, office.point).get(reverse("workbench:printed", args=[application.id])).content.decode()

    assert "还没有打印过" in page
