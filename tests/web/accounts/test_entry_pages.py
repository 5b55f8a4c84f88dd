"""Signing in, sessions, registration, reset, invitation: as a browser does it."""

from __future__ import annotations

import re

import pyotp
import pytest
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import reverse

from accounts.domain.roles import RoleKey
from accounts.links import invitation_token
from accounts.models import Department, Invitation, Organisation, User
from accounts.services.account_messages import compose
from accounts.services.grants import require_second_factor
from accounts.services.organisations import invite_member
from accounts.services.second_factor import begin_set_up, confirm_set_up
from tenants.context import tenant_context
from tenants.records.models import OutboxMessage
from tests.factories.accounts import (
    PASSWORD,
    fresh_actor,
    make_applicant,
    make_member,
    make_organisation,
    make_staff,
    next_mobile,
    next_uscc,
    open_bureau,
)

NEW = "Chuntian-8862-huakai"


def url(name: str, *args: object) -> str:
    return reverse(f"accounts:{name}", args=args, urlconf="config.urls_tenant")


def post_sign_in(client: Client, user: User, password: str = PASSWORD, **more: str):
    return client.post(url("sign_in"), {"login": user.mobile, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    return client.get(url("profile")).status_code == 200


def without_tokens(response: HttpResponse) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value|csrf-token" content)="\w+"', "", response.content.decode())


def last_message():
    payload = OutboxMessage.objects.filter(handler="notifications.send_account_message").latest("created_at").payload
    return compose(payload["kind"], payload["reference"])


def test_sign_in_and_out(bureau: Department, city_a, client_for) -> None:
    client, user = client_for(city_a), make_applicant()

    assert client.get(url("sign_in")).status_code == 200
    response = post_sign_in(client, user, next=url("profile"))

    assert (response.status_code, response["Location"]) == (302, url("profile"))
    profile = client.get(url("profile"))
    assert profile.status_code == 200
    assert profile["Cache-Control"] == "private, no-store"
    assert client.post(url("sign_out"))["Location"] == url("sign_in")
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_sign_in_returns_to_this_host_only(bureau: Department, city_a, client_for, target: str) -> None:
    assert post_sign_in(client_for(city_a), make_applicant(), next=target)["Location"] == resolve_url(
        settings.LOGIN_REDIRECT_URL
    )


def test_unknown_and_wrong_answer_alike(bureau: Department, city_a, client_for) -> None:
    user = make_applicant()
    pages = []
    for login, password in ((user.mobile, "wrong"), (next_mobile(), PASSWORD)):
        response = client_for(city_a).post(url("sign_in"), {"login": login, "password": password})
        pages.append((response.status_code, without_tokens(response).replace(login, "LOGIN")))

    assert pages[0] == pages[1]
    assert pages[0][0] == 422


def test_the_sixth_failure_is_429(bureau: Department, city_a, client_for) -> None:
    client, user = client_for(city_a), make_applicant()

    answers = [post_sign_in(client, user, "wrong").status_code for _ in range(6)]

    assert answers == [422] * 5 + [429]
    assert post_sign_in(client, user).status_code == 429


def test_a_fixed_session_is_not_kept(bureau: Department, city_a, client_for) -> None:
    client, user = client_for(city_a), make_applicant()
    client.post(url("reset"), {"login": next_mobile()})
    before = client.cookies["sessionid"].value

    post_sign_in(client, user)

    assert client.cookies["sessionid"].value != before
    assert (
        Client(SERVER_NAME="city-a.localhost", headers={"cookie": f"sessionid={before}"})
        .get(url("profile"))
        .status_code
        == 302
    )


@pytest.mark.parametrize(("minutes", "kept"), [(29, True), (31, False)])
def test_idle_sessions_end(bureau: Department, city_a, client_for, time_machine, minutes: int, *, kept: bool) -> None:
    time_machine.move_to("2026-11-21T01:00:00Z", tick=False)
    client = client_for(city_a)
    post_sign_in(client, make_applicant())

    time_machine.shift(minutes * 60)

    assert is_signed_in(client) is kept


def test_a_busy_session_ends_after_twelve_hours(bureau: Department, city_a, client_for, time_machine) -> None:
    time_machine.move_to("2026-11-21T01:00:00Z", tick=False)
    client = client_for(city_a)
    post_sign_in(client, make_applicant())

    answers = []
    for _ in range(25):
        time_machine.shift(29 * 60)
        answers.append(is_signed_in(client))

    assert answers == [True] * 24 + [False]


def test_a_session_of_one_city_is_nothing_in_another(bureau: Department, city_a, city_b, client_for) -> None:
    client, user = client_for(city_a), make_applicant()
    post_sign_in(client, user)
    with tenant_context(city_b):
        open_bureau(city_b)
        User.objects.create(
            id=user.id, kind="applicant", name="同号", mobile=user.mobile, mobile_index="x" * 64, password=user.password
        )

    foreign = Client(SERVER_NAME="city-b.localhost")
    foreign.cookies["sessionid"] = client.cookies["sessionid"].value

    assert foreign.get(url("profile")).status_code == 302
    assert is_signed_in(client)


def test_a_copied_session_without_its_stamp_is_ended(bureau: Department, city_a, client_for) -> None:
    client = client_for(city_a, make_applicant())
    with tenant_context(city_a):
        session = client.session
        session["schema"] = "t_city_b"
        session.save()

    assert not is_signed_in(client)


def test_changing_the_password_ends_other_sessions(bureau: Department, city_a, client_for) -> None:
    user = make_applicant()
    here, there = client_for(city_a), client_for(city_a)
    post_sign_in(here, user)
    post_sign_in(there, user)

    assert here.get(url("change_password")).status_code == 200
    wrong = here.post(url("change_password"), {"current": "x", "password": NEW, "repeated": NEW})
    differ = here.post(url("change_password"), {"current": PASSWORD, "password": NEW, "repeated": "x"})
    right = here.post(url("change_password"), {"current": PASSWORD, "password": NEW, "repeated": NEW})

    assert (wrong.status_code, differ.status_code, right.status_code) == (422, 422, 302)
    assert is_signed_in(here)
    assert not is_signed_in(there)


def test_ending_other_sessions(bureau: Department, city_a, client_for) -> None:
    user = make_applicant()
    here, there = client_for(city_a), client_for(city_a)
    post_sign_in(there, user)
    post_sign_in(here, user)
    assert here.get(url("profile")).content.decode().count("（本机）") == 1

    here.post(url("end_other_sessions"))

    assert is_signed_in(here)
    assert not is_signed_in(there)


def test_the_second_factor_cannot_be_walked_around(bureau: Department, city_a, client_for) -> None:
    user = make_staff(RoleKey.BUSINESS_OFFICE)
    secret = begin_set_up(user.id).totp_secret
    recovery = confirm_set_up(user.id, pyotp.TOTP(secret).now())
    client = client_for(city_a)

    assert post_sign_in(client, user, next=url("profile"))["Location"] == url("second_factor")

    for name in ("profile", "organisations", "change_password", "second_factor_setup", "second_factor_off"):
        assert client.get(url(name))["Location"].startswith(url("sign_in"))
    assert client.get(url("second_factor")).status_code == 200
    assert client.post(url("second_factor"), {"code": "000000"}).status_code == 422
    assert not is_signed_in(client)
    assert client.post(url("second_factor"), {"code": recovery[0]})["Location"] == url("profile")
    assert is_signed_in(client)


def test_waiting_at_the_second_factor_ends_after_five_minutes(
    bureau: Department, city_a, client_for, time_machine
) -> None:
    time_machine.move_to("2026-11-21T01:00:00Z", tick=False)
    user = make_staff()
    recovery = confirm_set_up(user.id, pyotp.TOTP(begin_set_up(user.id).totp_secret).now())
    client = client_for(city_a)
    post_sign_in(client, user)

    time_machine.shift(301)

    assert client.post(url("second_factor"), {"code": recovery[0]})["Location"] == url("sign_in")


def test_staff_set_it_up_where_the_tenant_demands_it(bureau: Department, city_a, client_for) -> None:
    require_second_factor(fresh_actor(make_staff(RoleKey.SECURITY_ADMINISTRATOR)), required=True)
    user = make_staff(RoleKey.BUSINESS_OFFICE)
    client = client_for(city_a)

    assert post_sign_in(client, user)["Location"] == url("second_factor")
    page = client.get(url("second_factor")).content.decode()
    user.refresh_from_db()
    assert user.totp_secret in page
    assert "data:image/svg+xml;base64," in page
    assert not is_signed_in(client)
    done = client.post(url("second_factor"), {"code": pyotp.TOTP(user.totp_secret).now()})

    assert done.content.decode().count("<code>") == 8
    assert is_signed_in(client)
    assert client.post(url("second_factor_off"), {"code": "000000"}).status_code == 409


def test_turning_the_second_factor_on_and_off(bureau: Department, city_a, client_for, time_machine) -> None:
    time_machine.move_to("2026-11-21T01:00:00Z", tick=False)
    user = make_applicant()
    client = client_for(city_a, user)

    assert client.get(url("second_factor_setup")).status_code == 200
    user.refresh_from_db()
    code = pyotp.TOTP(user.totp_secret)
    assert client.post(url("second_factor_setup"), {"code": "x"}).status_code == 422
    assert client.post(url("second_factor_setup"), {"code": code.now()}).status_code == 200
    assert client.get(url("second_factor_setup"))["Location"] == url("profile")
    time_machine.shift(90)
    assert client.get(url("second_factor_off")).status_code == 200
    assert client.post(url("second_factor_off"), {"code": "x"}).status_code == 422
    assert client.post(url("second_factor_off"), {"code": code.now()})["Location"] == url("profile")


def test_registering(bureau: Department, city_a, client_for) -> None:
    client, mobile = client_for(city_a), next_mobile()
    form = {"name": "周新人", "mobile": mobile, "password": PASSWORD, "repeated": PASSWORD}

    assert client.get(url("register")).status_code == 200
    assert client.get(url("register_confirm"))["Location"] == url("register")
    assert client.post(url("register"), form | {"mobile": "1"}).status_code == 422
    assert client.post(url("register"), form)["Location"] == url("register_confirm")
    assert client.get(url("register_confirm")).status_code == 200
    assert client.post(url("register_confirm"), {"code": "x"}).status_code == 422
    assert client.post(url("register_confirm"), {"code": last_message().code})["Location"] == url("sign_in")

    assert User.objects.get(kind="applicant").mobile == mobile


def test_registering_an_organisation(bureau: Department, city_a, client_for) -> None:
    client, uscc = client_for(city_a), next_uscc()
    form = {
        "organisation_name": "丁公司",
        "uscc": uscc,
        "organisation_kind": "enterprise",
        "name": "周新人",
        "mobile": next_mobile(),
        "password": PASSWORD,
        "repeated": PASSWORD,
    }

    assert client.get(url("register_organisation")).status_code == 200
    assert client.post(url("register_organisation"), form | {"uscc": "1"}).status_code == 422
    client.post(url("register_organisation"), form)
    client.post(url("register_confirm"), {"code": last_message().code})

    assert Organisation.objects.get().uscc == uscc


def test_the_code_is_bound_to_the_session_that_asked(bureau: Department, city_a, client_for) -> None:
    user = make_applicant()
    asking, other = client_for(city_a), client_for(city_a)
    asking.post(url("reset"), {"login": user.mobile})
    other.post(url("reset"), {"login": next_mobile()})

    answer = {"code": compose(**_first_reset()).code, "password": NEW, "repeated": NEW}
    assert other.post(url("reset_code"), answer).status_code == 422
    assert asking.post(url("reset_code"), answer)["Location"] == url("sign_in")


def _first_reset() -> dict[str, str]:
    return OutboxMessage.objects.filter(payload__kind="reset_code").earliest("created_at").payload


def test_resetting(bureau: Department, city_a, client_for) -> None:
    client, user = client_for(city_a), make_applicant(email="wang@example.cn")

    assert client.get(url("reset")).status_code == 200
    assert client.get(url("reset_code"))["Location"] == url("reset")
    assert client.post(url("reset"), {"login": "nobody"}).status_code == 422
    sent = [client.post(url("reset"), {"login": login}) for login in ("wang@example.cn", "nobody@example.cn")]
    assert without_tokens(sent[0]) == without_tokens(sent[1])
    payload = OutboxMessage.objects.filter(payload__kind="reset_link").earliest("created_at").payload
    link = compose(**payload).path
    assert client.get(link).status_code == 200
    assert client.post(link, {"password": "weak", "repeated": "weak"}).status_code == 422
    assert client.post(link, {"password": NEW, "repeated": NEW})["Location"] == url("sign_in")
    assert client.get(link).status_code == 410
    assert client.post(url("reset"), {"login": user.mobile})["Location"] == url("reset_code")
    assert client.get(url("reset_code")).status_code == 200
    assert post_sign_in(client, user, NEW).status_code == 302


def test_a_new_person_accepts_an_invitation(bureau: Department, city_a, client_for) -> None:
    organisation = make_organisation()
    actor = fresh_actor(make_member(organisation, "administrator"))
    invite_member(actor, organisation_id=organisation.id, name="孙", login=next_mobile(), role="leader")
    link = url("invitation", invitation_token(Invitation.objects.get().id))
    client = client_for(city_a)

    page = client.get(link)
    assert organisation.name in page.content.decode()
    assert client.post(link, {"password": "weak", "repeated": "weak"}).status_code == 422
    assert client.post(link, {"password": NEW, "repeated": NEW})["Location"] == url("sign_in")
    assert client.get(link).status_code == 410
    assert client.get(url("invitation", "nonsense")).status_code == 410


def test_somebody_known_accepts_with_his_password(bureau: Department, city_a, client_for) -> None:
    organisation, known = make_organisation(), make_applicant()
    actor = fresh_actor(make_member(organisation, "administrator"))
    invite_member(actor, organisation_id=organisation.id, name="", login=known.mobile, role="leader")
    link = url("invitation", invitation_token(Invitation.objects.get().id))
    client = client_for(city_a)

    assert client.get(link).status_code == 200
    assert client.post(link, {"current": "wrong"}).status_code == 422
    assert organisation.memberships.filter(state="invited").count() == 1
    assert client.post(link, {"current": PASSWORD})["Location"] == url("sign_in")
    assert organisation.memberships.filter(state="active").count() == 2
