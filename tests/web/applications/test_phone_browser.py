"""A phone beside the desktop, in a real browser: the code, three photographs, one of them straightened, one PDF."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pypdfium2
import pytest
from django.conf import settings
from django.test import Client
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from applications.models import DraftMaterial, PhoneCapture
from applications.services.phone_merging import merge_capture
from documents.models import StoredFile
from documents.services.checking import check_file
from documents.services.object_store import current_store
from tests.factories.applications import Town, begin_draft
from tests.factories.phone import MATERIAL, open_phone
from tests.services.documents.photos import TILTED, corner_colours, page_photo
from tests.web.browsing import NARROW, browsing, looked_at

pytestmark = pytest.mark.browser
HOST = "city-a.localhost"
Sign = Callable[[User], Client]
expect.set_options(timeout=20_000)  # a busy machine is no fault


@pytest.fixture(autouse=True)
def _store(city_a: object) -> None:
    current_store().make_bucket()


@contextmanager
def phone_at(browser: Browser, client: Client, path: str) -> Iterator[Page]:
    """A phone's page. What goes to the store is carried there by the driver: a page that is made up may not."""
    with browsing(browser, client, HOST) as phone:
        phone.route(f"{settings.S3_PUBLIC_ENDPOINT}/**", lambda route: route.fulfill(response=route.fetch()))
        phone.set_viewport_size(NARROW)
        phone.goto(path)
        yield phone


def photo(name: str, content: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def choose(phone: Page, *photos: dict[str, object], by: str = "album") -> None:
    phone.locator(f"[data-input={by}]").set_input_files(list(photos))  # type: ignore[arg-type]


def check_what_came() -> None:
    for file in StoredFile.objects.filter(state="checking"):
        check_file(file.id)


def lay_corners(phone: Page) -> None:
    """By finger, as `TILTED` says; the last one is then moved away and back by keys and buttons."""
    stage = phone.locator("[data-part=picture]")
    box = stage.bounding_box()
    assert box is not None
    for index in range(4):
        handle = phone.locator(f"[data-corner='{index}']")
        start = handle.bounding_box()
        assert start is not None
        phone.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
        phone.mouse.down()
        phone.mouse.move(
            box["x"] + box["width"] * TILTED[2 * index] / 10_000,
            box["y"] + box["height"] * TILTED[2 * index + 1] / 10_000,
            steps=3,
        )
        phone.mouse.up()
    phone.locator("[data-corner='3']").press("ArrowRight")
    phone.get_by_role("button", name="向左").click()


def test_three_photos_reach_the_desktop_as_one_pdf(
    town: Town, as_user: Sign, public: Client, chromium: Browser
) -> None:
    draft = begin_draft(town)
    with browsing(chromium, as_user(town.leader), HOST) as desktop:
        desktop.goto(f"/my/drafts/{draft.id}/materials/")
        row = desktop.locator(f"#material-{MATERIAL}")
        row.get_by_role("button", name="用手机拍照上传").click()
        expect(row.get_by_role("img", name="二维码")).to_be_visible()
        expect(row).to_contain_text("等待手机拍照")
        assert looked_at(desktop) == []
        link = urlsplit(row.locator(".tb-phone-panel a").inner_text()).path
        with phone_at(chromium, public, link) as phone:
            expect(phone.get_by_role("button", name="拍照", exact=True)).to_be_visible()
            choose(phone, photo("一.jpg", page_photo((1800, 2400))), by="camera")
            choose(
                phone,
                photo("二.jpg", page_photo((1200, 1600), orientation=6)),
                photo("三.jpg", page_photo((1200, 1600), corners=TILTED)),
            )
            lines = phone.locator(".tb-phone-page")
            expect(lines).to_have_count(3)
            lines.nth(2).get_by_role("button", name="拉正").click()
            lay_corners(phone)
            assert looked_at(phone) == []
            phone.set_viewport_size(NARROW)
            phone.get_by_role("button", name="确定").click()
            expect(lines.nth(2)).to_contain_text("已拉正")
            lines.nth(2).get_by_role("button", name="上移").click()
            expect(lines.nth(1)).to_contain_text("已拉正")
            lines.nth(2).get_by_role("button", name="旋转").click()
            assert looked_at(phone) == []

            phone.set_viewport_size(NARROW)
            phone.get_by_role("button", name="合并并提交").click()
            expect(phone.locator("[data-part=wait-words]")).to_contain_text("正在检查")
            check_what_came()
            expect(phone.locator("[data-part=wait-words]")).to_contain_text("正在合并")
            expect(row).to_contain_text("正在合并")
            merge_capture(PhoneCapture.objects.get().id)
            check_what_came()
            expect(phone.locator("[data-part=done]")).to_be_visible()
            expect(row).to_contain_text("手机拍照 · ")
            expect(row).to_contain_text("3 页")
            assert [*looked_at(phone), *looked_at(desktop)] == []

    material = DraftMaterial.objects.select_related("file").get(draft=draft)
    assert material.file is not None
    document = pypdfium2.PdfDocument(io.BytesIO(b"".join(current_store().read(material.file.key))))
    inside = [inner(page.render(scale=1).to_pil()) for page in document]
    document.close()
    assert [corner_colours(each) for each in inside] == [[0, 1, 2, 3], [0, 1, 2, 3], [3, 0, 1, 2]]


def inner(page: Image.Image) -> Image.Image:
    """The picture on the paper, without the white around it."""
    return page.crop(ImageChops.difference(page.convert("RGB"), Image.new("RGB", page.size, "white")).getbbox())


def test_what_is_too_large_or_no_picture_is_said_before_anything_is_sent(
    town: Town, public: Client, chromium: Browser
) -> None:
    token = open_phone(begin_draft(town)).token
    with phone_at(chromium, public, f"/phone/{token}/") as phone:
        choose(phone, photo("坏.jpg", b"\xff\xd8\xff nothing"))
        expect(phone.get_by_role("alert")).to_contain_text("“坏.jpg”打不开")
        choose(phone, {"name": "说明.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"})
        expect(phone.get_by_role("alert")).to_contain_text("“说明.pdf”不是图片")

        phone.evaluate("document.getElementById('phone').dataset.maxBytes = '2000'")
        choose(phone, photo("一.jpg", page_photo((1800, 2400))))
        phone.get_by_role("button", name="合并并提交").click()
        expect(phone.get_by_role("alert")).to_contain_text("请点“缩小全部照片”")
        phone.get_by_role("button", name="缩小全部照片").click()
        expect(phone.get_by_role("alert")).to_contain_text("缩小后仍约")
        phone.get_by_role("button", name="删除").click()
        expect(phone.locator(".tb-phone-page")).to_have_count(0)
        assert looked_at(phone) == []

    assert not StoredFile.objects.filter(purpose__startswith="phone:").exists()


def test_a_dead_code_says_so_and_an_expired_one_keeps_the_photos(town: Town, public: Client, chromium: Browser) -> None:
    opened = open_phone(begin_draft(town))
    with phone_at(chromium, public, f"/phone/{opened.token}/") as phone:
        choose(phone, photo("一.jpg", page_photo()))
        expect(phone.locator(".tb-phone-page")).to_have_count(1)
        PhoneCapture.objects.update(expires_at=opened.capture.opened_at)
        phone.get_by_role("button", name="合并并提交").click()
        expect(phone.get_by_role("alert")).to_contain_text("二维码已失效")
        expect(phone.locator(".tb-phone-page")).to_have_count(1)
        phone.once("dialog", lambda dialog: dialog.accept())
        phone.goto("/phone/nonsense/")
        expect(phone.get_by_role("heading", name="二维码已失效")).to_be_visible()
        assert looked_at(phone) == []
