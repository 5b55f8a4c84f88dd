"""People at their browsers: signing in, filling the form, looking at what they see."""

from __future__ import annotations

import json
import os
import re
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from config.demo.country import read_data
from procedures.domain.values import Json
from tests.web.browsing import WIDE, looked_at

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "manual" / "images"


@dataclass
class Site:
    """The running product: which ports, and everything that went wrong in a browser."""

    browser: Browser
    web: int
    sink: int
    complaints: list[str] = field(default_factory=list)

    def at(self, code: str, path: str = "/") -> str:
        return f"http://{code}.localhost:{self.web}{path}"

    @contextmanager
    def person(self, code: str, mobile: str, password: str = "") -> Iterator[Page]:
        """Somebody signed in on a jurisdiction's host, in a browser of their own."""
        with self.stranger() as page:
            page.goto(self.at(code, "/account/sign-in/"))
            page.fill("#id_login", mobile)
            page.fill("#id_password", password or read_data("people")["password"])
            page.locator("main button[type=submit]").first.click()
            expect(page).not_to_have_url(re.compile("sign-in"))
            yield page

    @contextmanager
    def stranger(self) -> Iterator[Page]:
        context = self.browser.new_context(viewport=WIDE, locale="zh-CN")
        page = context.new_page()
        page.on("console", lambda message: self._note(page, message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self._note(page, str(error)))
        try:
            yield page
        finally:
            context.close()

    def _note(self, page: Page, words: str) -> None:
        # An answer of 4xx is part of the journey where a form is refused; scripts and policy must never complain.
        if "Failed to load resource" not in words:
            self.complaints.append(f"{page.url}: {words}")

    def sent_to(self, mobile: str) -> list[dict[str, str]]:
        """SMS and mail in the sink, newest first."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.sink}/messages.json?to={mobile}") as answer:
            return list(json.load(answer))

    def look(self, page: Page, name: str) -> None:
        """Both widths without sideways scroll, no serious accessibility violation; screenshots when asked for."""
        keep = (lambda width: _keep(page, f"{name}-{width}")) if os.environ.get("KEEP_SCREENSHOTS") else None
        self.complaints += [f"{page.url}: {fault}" for fault in looked_at(page, keep)]


def _keep(page: Page, name: str) -> None:
    from PIL import Image

    IMAGES.mkdir(parents=True, exist_ok=True)
    path = IMAGES / f"{name}.png"
    page.screenshot(path=path)
    Image.open(path).convert("RGB").quantize(64).save(path, optimize=True)


def fill_section(page: Page, section: str, answers: Mapping[str, Json]) -> None:
    """Open a section of the form and type its answers as they are shown, then save."""
    page.locator(f"#section-list a[href*='/sections/{section}/']").first.click()
    expect(page.locator("#section-list a[aria-current]")).to_have_attribute("href", re.compile(section))
    page.wait_for_load_state()  # the list of sections is parsed before the fields below it
    for key, value in answers.items():
        fill_field(page, key, value)
    page.get_by_role("button", name="保存并继续").click()
    page.wait_for_load_state()


def fill_field(page: Page, name: str, value: Json) -> None:
    match value:
        case "" | None:
            return
        case dict():
            for key, part in value.items():
                fill_field(page, f"{name}.{key}", part)
        case list():
            for place, part in enumerate(value):
                _fill_item(page, name, place, part)
        case _:
            _fill_plain(page, name, str(value))


def _fill_item(page: Page, name: str, place: int, part: Json) -> None:
    if isinstance(part, dict):
        row = page.locator(f"[name^='{name}[{place}].']").first
        if row.count() == 0:
            page.get_by_role("button", name="添加一行").click()
            expect(row).to_be_visible()
        fill_field(page, f"{name}[{place}]", part)
        return
    control = page.locator(f"main input[name='{name}[]']")
    if not _comes(control):
        return
    if control.first.get_attribute("type") == "checkbox":
        page.locator(f"main input[name='{name}[]'][value='{part}']").check()
    else:
        control.nth(place).fill(str(part))


def _fill_plain(page: Page, name: str, value: str) -> None:
    control = page.locator(f"main [name='{name}']")
    if not _comes(control):
        return
    kind = control.first.evaluate("element => element.type")
    if kind == "radio":
        page.locator(f"main [name='{name}'][value='{value}']").check()
    elif kind == "select-one":
        control.first.select_option(value)
    else:
        control.first.fill(value)


def _comes(control: Locator) -> bool:
    """Whether the page shows it, perhaps after the answer before it was saved; not so a computed cell."""
    try:
        control.first.wait_for(state="attached", timeout=3_000)
    except PlaywrightTimeout:
        return False
    return True


def upload(page: Page, item: str, file: dict[str, object]) -> None:
    """Choose a file for one item and wait until it was checked: the page then lists it."""
    box = page.locator(f".file-upload[data-start-url*='/{item}/']")
    box.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    filed = page.locator(f"#material-{item}")
    expect(filed).to_contain_text(str(file["name"]), timeout=120_000)
    expect(filed).to_contain_text("已通过检查", timeout=120_000)
