from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from accounts.domain.roles import RoleKey
from accounts.queries.people import grants_in_force
from tenants.context import tenant_context
from tests.factories.accounts import make_staff, open_bureau
from tests.factories.registrations import Office

Clients = Callable[..., Client]


def test_the_list_is_shown_before_it_is_done(office: Office, city_a: object, client_for: Clients) -> None:
    client = client_for(city_a, make_staff(RoleKey.SECURITY_ADMINISTRATOR))
    successor, auditor = make_staff(), make_staff(RoleKey.AUDIT_ADMINISTRATOR)
    address = reverse("workbench:handover", args=[office.point.id])

    empty = client.get(address)
    unknown = client.get(address, {"successor": "13900000000"})
    impossible = client.get(address, {"successor": auditor.mobile})
    shown = client.get(address, {"successor": successor.mobile})
    stale = client.post(address, {"successor": successor.mobile, "previewed": "0"})
    done = client.post(address, {"successor": successor.mobile, "previewed": shown.context["plan"].fingerprint})

    assert (empty.status_code, unknown.status_code, shown.status_code) == (200, 422, 200)
    assert "职责分离" in impossible.content.decode()
    assert "确认移交" not in impossible.content.decode()
    assert (stale.status_code, done.status_code) == (409, 302)
    assert grants_in_force().filter(user=successor).count() == 1


def test_nobody_else_finds_the_page(office: Office, city_a: object, city_b: object, client_for: Clients) -> None:
    address = reverse("workbench:handover", args=[office.point.id])
    with tenant_context(city_b):  # type: ignore[arg-type]
        open_bureau(city_b)  # type: ignore[arg-type]
        foreign = client_for(city_b, make_staff(RoleKey.SECURITY_ADMINISTRATOR))
        of_another_city = foreign.get(address, {"successor": office.second_point.mobile}).status_code

    own = [client_for(city_a, user).get(address).status_code for user in (office.system, office.point, office.unit)]

    assert (of_another_city, own) == (404, [404, 404, 404])
