"""Fifty uploads of 20 MB at once pass by the web process: its memory does not notice."""

from __future__ import annotations

import secrets
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.services.documents.posting import post_form
from tests.web.documents.conftest import Site

UPLOADS = 50
MEGABYTE = 1024 * 1024
CONTENT = b"%PDF-1.7\n" + secrets.token_bytes(20 * MEGABYTE - 9)
#: What a Python process may grow by while it answers a hundred small requests on eight threads.
ALLOWANCE = 12 * MEGABYTE


@pytest.mark.slow
def test_fifty_uploads_at_once_do_not_raise_the_memory_of_the_web_process(site: Site) -> None:
    _upload(site, b"%PDF-1.7\nwarm up")
    before = site.memory()
    peak, done = [before], threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            peak[0] = max(peak[0], site.memory())

    watcher = threading.Thread(target=watch)
    watcher.start()
    with ThreadPoolExecutor(UPLOADS) as pool:
        states = list(pool.map(lambda _: _upload(site, CONTENT), range(UPLOADS)))
    done.set()
    watcher.join()

    assert states == ["checking"] * UPLOADS
    assert peak[0] - before < ALLOWANCE


def _upload(site: Site, content: bytes) -> str:
    declared = {"name": "报告.pdf", "size": len(content), "content_type": "application/pdf"}
    ticket = requests.post(f"{site.url}/start", data=declared, timeout=60).json()
    status, answer = post_form(ticket["url"], ticket["fields"], content)
    assert status == 204, answer
    return str(requests.post(f"{site.url}/finish/{ticket['file_id']}", timeout=60).json()["state"])
