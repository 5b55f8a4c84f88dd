"""Printing, and bringing the stamped photo, in a real browser against the real store."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from applications.models import PrintedForm, StampedScan
from applications.services.printing import typeset_submission
from documents.services.checking import check_file
from documents.services.object_store import current_store
from tests.factories.applications import Town, make_application
from tests.services.documents.good_files import phone_photo
from tests.web.browsing import browsing, looked_at

pytestmark = pytest.mark.browser


def test_a_form_is_printed_and_its_stamped_photo_uploaded(
    town: Town, city_a: object, client_for: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    current_store().make_bucket()
    application_id = make_application(town)

    with browsing(client_for(city_a, town.leader), "city-a.localhost", monkeypatch) as page:
        page.goto(reverse("applications:application", args=[application_id]))
        page.get_by_role("button", name="打印表格").click()
        expect(page.get_by_text("正在生成", exact=True)).to_be_visible()
        typeset_submission(PrintedForm.objects.get().id)
        expect(page.get_by_role("link", name="打开并打印")).to_be_visible(timeout=30_000)
        photo = {"name": "盖章页.jpg", "mimeType": "image/jpeg", "buffer": phone_photo()}
        page.locator("#stamped input[type=file]").set_input_files(photo)
        expect(page.locator("#stamped")).to_contain_text("正在检查", timeout=30_000)
        check_file(StampedScan.objects.get().file_id)
        expect(page.locator("#stamped")).to_contain_text("已通过检查", timeout=30_000)
        wrong = looked_at(page)

    assert wrong == []
    assert StampedScan.objects.get().file.name == "盖章页.jpg"
