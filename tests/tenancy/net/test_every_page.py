"""Every page of a city in a browser, once: no sideways scroll, no serious violation of accessibility.

The worlds of the net hold something for every address, so that no page is empty.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from accounts.models import User
from tenants.context import tenant_context
from tests.factories.people import HostClient, sign_in
from tests.factories.world import ANONYMOUS, MEMBERS, PROVINCE, STAFF, World
from tests.tenancy.net.conftest import values_of
from tests.tenancy.net.database import Worlds
from tests.tenancy.net.inputs import targets
from tests.web.browsing import browsing, looked_at

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("every page")]
#: Where the pictures go, for whoever wants to look at them.
KEPT = os.environ.get("KEEP_SCREENSHOTS", "")
URLCONF = "config.urls_tenant"


def test_every_page_is_narrow_enough_and_accessible(worlds: Worlds, chromium: Browser) -> None:
    seen: set[str] = set()
    pageless: set[str] = set()
    wrong: dict[str, list[str]] = {}
    for role, code in [*((role, "city_a") for role in (ANONYMOUS, *MEMBERS, *STAFF)), (*PROVINCE, "province_p")]:
        world = worlds.by_code[code]
        client = _client(world, role)
        values = values_of(worlds, world)
        asked = [(target.route, target.path(values)) for target in targets(URLCONF)]
        with browsing(chromium, client, world.host) as page:
            for route, path in asked:
                if route in seen | pageless:
                    continue
                is_page = _is_page(client, path)
                if is_page is None:
                    pageless.add(route)
                if not is_page:
                    continue
                seen.add(route)
                page.goto(path)
                found = looked_at(page, _keeper(page, f"{role}-{route}") if KEPT else None)
                if found:
                    wrong[f"{role} {path}"] = found

    assert wrong == {}
    assert len(seen) > 80


def _client(world: World, role: str) -> HostClient:
    client = HostClient(SERVER_NAME=world.host)
    if role in world.people:
        with tenant_context(world.jurisdiction):
            sign_in(client, world.jurisdiction, User.objects.get(pk=world.people[role]))
    return client


def _is_page(client: HostClient, path: str) -> bool | None:
    """Whether the address answers this person with a whole page; None where it has none for anybody."""
    answer = client.get(path)
    if answer.status_code == 405:
        return None
    kind, download = answer.headers.get("Content-Type", ""), "Content-Disposition" in answer.headers
    if answer.status_code != 200:
        return False
    return (kind.startswith("text/html") and not download and b"<html" in answer.content) or None


def _keeper(page: Page, name: str) -> Callable[[str], object]:
    folder = Path(KEPT)
    folder.mkdir(parents=True, exist_ok=True)
    stem = re.sub(r"[^a-z_-]+", "-", name)
    return lambda width: page.screenshot(path=folder / f"{stem}-{width}.png", full_page=True)
