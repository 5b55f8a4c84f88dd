"""用印、公示、制发 on the application page: what is asked for, what the page says, where the scan is."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from procedures.domain.values import Json
from reviews.models import PublicNotice
from reviews.services.notices import release_notice
from tenants.models import Jurisdiction
from tenants.wording import shown_day
from tests.factories.accounts import fresh_actor
from tests.factories.assigning import with_steps
from tests.factories.registrations import Office, approve, evidence_for, key, open_task, submit_registration, version_of

Clients = Callable[..., Client]
POINT: Json = {"kind": "role", "role": "registration_point"}


def test_a_seal_is_posted_with_its_scan_which_is_shown_for_a_reason(
    office: Office, city_a: Jurisdiction, client_for: Clients
) -> None:
    step: dict[str, Json] = {"key": "seal", "name": "用印", "kind": "seal", "assignee": POINT}
    application = submit_registration(with_steps(office, step))
    approve(application, office.unit)
    client, task = client_for(city_a, office.point), open_task(application)
    form = {"version": version_of(application), "idempotency_key": key(), "opinion": ""}
    address = reverse("workbench:steer", args=[task.id, "seal"])

    page = client.get(reverse("workbench:task", args=[task.id])).content.decode()
    nothing = client.post(address, form)
    done = client.post(
        address, {**form, "evidence": str(evidence_for(office.point, "盖章页.pdf")), "idempotency_key": key()}
    )
    scans = client.get(reverse("workbench:printed", args=[application.id])).content.decode()

    assert ("用印扫描件" in page, "审核通过</button>" in page) == (True, False)
    assert (nothing.status_code, "请上传用印扫描件。" in nothing.content.decode()) == (422, True)
    assert (done.status_code, open_task(application).step_key) == (302, "registration_point")
    assert ("盖章页.pdf" in scans, "查看用印扫描件（留痕）" in scans, "还没有打印过" in scans) == (True, True, False)


def test_the_step_of_publicity_says_what_it_waits_for(
    office: Office, city_a: Jurisdiction, client_for: Clients
) -> None:
    step: dict[str, Json] = {"key": "publicity", "name": "公示", "kind": "public_notice", "assignee": POINT}
    application = submit_registration(with_steps(office, step))
    approve(application, office.unit)
    client = client_for(city_a, office.point)
    address = reverse("workbench:application", args=[application.id])

    before = client.get(address).content.decode()
    made = client.post(reverse("workbench:prepare_notices"), {"application": str(application.id)})
    notice_id = PublicNotice.objects.get(application=application).id
    prepared = client.get(address).content.decode()
    notice = release_notice(fresh_actor(office.second_point), notice_id=notice_id)
    running = client.get(address).content.decode()

    assert "拟定公示，由另一人核对发布" in before
    button, opened = "拟定公示</button>", reverse("workbench:notice", args=[notice_id])
    assert made.status_code == 302
    assert [(button in page, opened in page) for page in (before, prepared, running)] == [
        (True, False),
        (False, True),
        (False, True),
    ]
    assert "等待另一人核对发布" in prepared
    assert f"正在公示，最后一天是 {shown_day(notice.ends_on)}" in running
    assert [("退回修改</button>" in page, "审核通过</button>" in page) for page in (before, running)] == [
        (True, False)
    ] * 2
