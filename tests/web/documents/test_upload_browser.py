"""The upload box in a real browser, under the strict policy, against the real store."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.services.documents.good_files import pdf, phone_photo
from tests.services.documents.hostile import pdf_with_deep_script
from tests.web.documents.conftest import Site

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)  # a busy machine is no fault


@pytest.fixture
def page(site: Site, chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{site.url}/page")
    page.evaluate(
        "addEventListener('tongban:file-ready', e => document.title += ' ' + e.detail.name + '/' + e.detail.pages)"
    )
    yield page
    context.close()
    assert [text for text in complaints if "Security Policy" in text or "Alpine" in text or "TypeError" in text] == []


def choose(page: Page, *files: tuple[str, bytes]) -> None:
    payload = [{"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in files]
    page.locator("input[type=file]").set_input_files(payload)


def item(page: Page, name: str) -> object:
    return page.locator(".file-upload-item", has_text=name)


def test_several_files_are_uploaded_and_checked(page: Page) -> None:
    choose(page, ("合同.pdf", pdf(3)), ("照片.jpg", phone_photo()), ("附件.PDF", pdf(1)))

    for name in ("合同.pdf", "照片.jpg", "附件.PDF"):
        expect(item(page, name)).to_have_attribute("data-state", "clean")
        expect(item(page, name)).to_contain_text("上传成功，检查通过")
    expect(page).to_have_title(re.compile(r"合同\.pdf/3"))
    expect(page.get_by_role("status")).to_contain_text("检查通过")


def test_wrong_files_are_refused_before_a_byte_is_sent(page: Page, tmp_path: Path) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    files = {"程序.exe": b"MZ", "空.pdf": b"", "大.pdf": bytes(20 * 1024 * 1024 + 1)}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    page.locator("input[type=file]").set_input_files([tmp_path / name for name in files])

    expect(item(page, "程序.exe")).to_contain_text("此处只接受 PDF、JPG，请转换格式后重新选择。")
    expect(item(page, "空.pdf")).to_contain_text("“空.pdf”是空文件")
    expect(item(page, "大.pdf")).to_contain_text("“大.pdf”约 21 MB，超过 20 MB 的上限。请用 200 至 300 dpi 重新扫描")
    assert asked == []


def test_refusal_of_the_check_is_shown_and_can_be_taken_off_the_list(page: Page) -> None:
    choose(page, ("合同.pdf", pdf_with_deep_script()))

    expect(item(page, "合同.pdf")).to_contain_text("PDF 中含有脚本或自动执行的动作")
    expect(page.get_by_role("status")).to_contain_text("合同.pdf：PDF 中含有脚本")
    page.get_by_role("button", name="从列表移去").click()

    expect(page.locator(".file-upload-item")).to_have_count(0)


def test_short_interruption_is_overcome_without_the_person(page: Page) -> None:
    failures = iter([True])

    def break_once(route: Route) -> None:
        if next(failures, False):
            route.abort()
        else:
            route.continue_()

    page.route(lambda url: "tongban-test" in url, break_once)

    choose(page, ("合同.pdf", pdf()))

    expect(item(page, "合同.pdf")).to_have_attribute("data-state", "clean", timeout=15_000)


def test_long_interruption_loses_nothing(page: Page) -> None:
    page.route(lambda url: "tongban-test" in url, lambda route: route.abort())
    choose(page, ("合同.pdf", pdf()))

    expect(item(page, "合同.pdf")).to_contain_text("文件仍在列表中，可以重试", timeout=15_000)
    page.unroute_all()
    page.get_by_role("button", name="重试").click()

    expect(item(page, "合同.pdf")).to_have_attribute("data-state", "clean", timeout=15_000)
