"""Internal notes, and the whole file of an application as one zip."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications.models import Application, CorrectionItem, CounterEntry
from reviews.models import InternalNote
from tenants.clock import now
from tenants.records.models import LedgerEntry
from tenants.records.services.sealing import seal_ledger
from tests.factories.registrations import Office, bring_to
from tests.web.reviews.test_files import filed

Clients = Callable[..., Client]
LISTING = "文件校验值（SHA-256）.txt"


def note_url(application: Application) -> str:
    return reverse("workbench:add_note", args=[application.id])


def export_url(application: Application) -> str:
    return reverse("workbench:export_dossier", args=[application.id])


def archive(client: Client, application: Application) -> zipfile.ZipFile:
    response = client.post(export_url(application), {"reason": "审计调阅"})
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))  # type: ignore[attr-defined]


def test_a_note_is_kept_and_seen_by_the_office_alone(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "registration_point")
    point = client_for(city_a, office.point)
    point.post(note_url(application), {"kind": "phone_call", "called": "周岳", "text": "已电话提醒补盖章。"})

    seen = {
        name: "已电话提醒补盖章" in client_for(city_a, person).get(address).content.decode()
        for name, person, address in (
            ("point", office.point, reverse("workbench:application", args=[application.id])),
            ("unit", office.unit, reverse("workbench:application", args=[application.id])),
            ("supervising", office.supervising, reverse("workbench:application", args=[application.id])),
            ("leader", office.leader, reverse("applications:application", args=[application.id])),
        )
    }

    assert seen == {"point": True, "unit": False, "supervising": False, "leader": False}


def test_a_double_click_makes_one_note(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "registration_point")
    client, key = client_for(city_a, office.point), "0190a1b2-0000-7000-8000-000000000001"

    for _ in range(2):
        client.post(note_url(application), {"kind": "note", "text": "材料已核对。", "idempotency_key": key})

    assert InternalNote.objects.count() == 1


def test_a_refused_note_keeps_what_was_typed(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "registration_point")

    page = client_for(city_a, office.point).post(
        note_url(application), {"kind": "phone_call", "text": "已电话提醒。", "called": ""}
    )

    assert page.status_code == 422
    assert "请填写与谁通话" in page.content.decode()
    assert "已电话提醒。</textarea>" in page.content.decode()


def test_the_archive_holds_form_files_process_rules_and_proof(
    office: Office, city_a: object, client_for: Clients
) -> None:
    application = bring_to(office, "registration_point")
    material = filed(office, application)
    client = client_for(city_a, office.point)
    client.post(note_url(application), {"kind": "note", "text": "材料已核对。"})
    seal_ledger(everything=True)

    found = archive(client, application)

    names = found.namelist()
    assert names[:3] == ["办件全档.html", "所依据的规则.yaml", "操作留痕凭据.jsonl"]
    assert names[-1] == LISTING
    assert [name for name in names if name.startswith("材料/第1次提交/")] == names[3:-1]
    assert hashlib.sha256(found.read(names[3])).hexdigest() == material.file.sha256
    page = found.read("办件全档.html").decode()
    assert [word in page for word in (application.title, "材料已核对。", "申报单位审核：通过")] == [True, True, True]
    proof = [json.loads(line) for line in found.read("操作留痕凭据.jsonl").decode().splitlines()]
    assert {line["entry"]["subject"][1] for line in proof} == {str(application.id)}
    sums = dict(line.split("  ", 1)[::-1] for line in found.read(LISTING).decode().splitlines())
    assert sums == {name: hashlib.sha256(found.read(name)).hexdigest() for name in names[:-1]}


def test_taking_the_file_is_recorded_with_its_purpose(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "registration_point")
    client = client_for(city_a, office.point)

    without = client.post(export_url(application), {"reason": " "})
    archive(client, application)

    entries = LedgerEntry.objects.filter(command="reviews.export_dossier")
    assert without.status_code == 422
    assert [(entry.actor_id, entry.data["reason"]) for entry in entries] == [(office.point.id, "审计调阅")]


def test_the_archive_says_who_entered_it_at_the_counter_and_holds_the_mandate(
    office: Office, city_a: object, client_for: Clients
) -> None:
    application = bring_to(office, "registration_point")
    material = filed(office, application)
    Application.objects.filter(pk=application.pk).update(channel="counter")
    CounterEntry.objects.create(
        submission=material.submission,
        entered_by=office.second_point,
        entered_at=application.submitted_at,
        organisation_name="某镇农业服务站",
        person_name="梁来办",
        person_mobile="13800001234",
        relation="经办人",
        evidence=material.file,
        stamp_seen=True,
    )

    found = archive(client_for(city_a, office.point), application)

    page = found.read("办件全档.html").decode()
    assert "窗口代录（第 1 次提交）：录入人 林惠民，来办人 梁来办 13800001234（经办人）" in page
    assert [name for name in found.namelist() if name.startswith("委托证明/")] == ["委托证明/01 工作总结报告.pdf"]


@pytest.mark.parametrize("who", ["unit", "supervising", "leader", "other_point"])
def test_nobody_else_writes_or_takes(office: Office, city_a: object, client_for: Clients, who: str) -> None:
    application = bring_to(office, "registration_point")
    person: User = getattr(office, who)
    client = client_for(city_a, person)

    answers = [
        client.post(note_url(application), {"kind": "note", "text": "x"}).status_code,
        client.post(export_url(application), {"reason": "x"}).status_code,
    ]

    assert answers == [404, 404]
    assert InternalNote.objects.count() == 0


def test_another_city_finds_nothing(office: Office, city_b: object, client_for: Clients) -> None:
    application = bring_to(office, "registration_point")

    answer = client_for(city_b).post(export_url(application), {"reason": "x"}, follow=False)

    assert answer.status_code == 302
    assert "/account/sign-in/" in answer.url


def test_the_file_holds_what_returns_asked_for_and_what_was_found(
    office: Office, city_a: object, client_for: Clients
) -> None:
    application = bring_to(office, "registration_point")
    CorrectionItem.objects.create(
        application=application,
        round=1,
        ordinal=0,
        path="materials.work_report",
        text="缺盖章页",
        done=True,
        answer="已补齐",
        finding="settled",
        found_by=office.point,
        found_at=now(),
    )

    words = archive(client_for(city_a, office.point), application).read("办件全档.html").decode()

    assert [each in words for each in ("整改清单", "缺盖章页", "已补齐", "已落实（程清和")] == [True] * 4
