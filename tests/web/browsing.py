"""A real browser over Django's test client: pages, scripts and policy are real, the transaction is the test's own."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Browser, Page, Route

WIDE, NARROW = {"width": 1366, "height": 900}, {"width": 390, "height": 844}


@contextmanager
def browsing(browser: Browser, client: Client, host: str) -> Iterator[Page]:
    """A page whose requests to `host` are answered by the client; others (the object store) go out.

    Fails when a script or the policy complained.
    """
    complaints: list[str] = []
    context = browser.new_context(viewport=WIDE, locale="zh-CN", base_url=f"http://{host}")
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    # Django's connections belong to a context; the driver answers in one of its own.
    here = copy_context()
    page.route(f"http://{host}/**", lambda route: _answer(partial(here.run, client.generic), route))
    yield page
    context.close()
    assert [words for words in complaints if "Failed to load resource" not in words] == []


def _answer(ask: Callable[..., HttpResponse], route: Route) -> None:
    request = route.request
    parts = urlsplit(request.url)
    if parts.path.startswith("/static/"):
        found = finders.find(parts.path.removeprefix("/static/"))
        if found is None:
            route.fulfill(status=404)
        else:
            kind = mimetypes.guess_type(str(found))[0] or "text/plain"
            route.fulfill(body=Path(str(found)).read_bytes(), content_type=kind)
        return
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    headers = {
        f"HTTP_{name.upper().replace('-', '_')}": value
        for name, value in request.headers.items()
        if name not in {"cookie", "host"}
    }
    kind = request.headers.get("content-type", "application/octet-stream")
    answer = ask(request.method, path, request.post_data_buffer or b"", content_type=kind, **headers)
    if answer.status_code in {301, 302, 303}:
        # A browser does not follow an answer that was made up for it: it is sent on by hand.
        target = str(answer["Location"])
        route.fulfill(
            status=200,
            content_type="text/html; charset=utf-8",
            body=f'<!doctype html><meta http-equiv="refresh" content="0;url={target}">',
        )
        return
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    route.fulfill(status=answer.status_code, headers=dict(answer.items()), body=body)


def looked_at(page: Page, keep: Callable[[str], object] | None = None) -> list[str]:
    """What is wrong with the page at both widths: sideways scroll, serious violations of accessibility.

    `keep` is called with "narrow" and "wide" while the page is that wide, for pictures.
    """
    # A click returns when the next page begins to come: without its style sheets everything is too wide.
    page.wait_for_load_state()
    wrong = []
    for name, size in (("narrow", NARROW), ("wide", WIDE)):
        page.set_viewport_size(size)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        wrong += [f"scrolls sideways by {wide} px at {size['width']}"] if wide > 0 else []
        if keep:
            keep(name)
    serious = [each for each in Axe().run(page).response["violations"] if each["impact"] in {"serious", "critical"}]
    return wrong + [f"{each['id']}: {'; '.join(node['html'][:160] for node in each['nodes'][:3])}" for each in serious]
