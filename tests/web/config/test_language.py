"""The language of the pages: offered everywhere, kept, and back on the same page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tenants.models import Jurisdiction
from tests.factories.accounts import make_applicant, make_staff, open_bureau


def test_a_stranger_chooses_english_and_comes_back(city_a: Jurisdiction, client_for) -> None:
    client = client_for(city_a)

    response = client.post(reverse("set_language"), {"language": "en", "next": "/guides/?q=1"})

    assert (response.status_code, response["Location"]) == (302, "/guides/?q=1")
    assert client.cookies["django_language"].value == "en"
    assert client.cookies["django_language"]["max-age"] == 365 * 24 * 60 * 60
    assert '<html lang="en">' in client.get("/guides/").content.decode()


def test_nobody_is_led_away(city_a: Jurisdiction, client_for) -> None:
    response = client_for(city_a).post(reverse("set_language"), {"language": "en", "next": "https://evil.example/"})

    assert response["Location"] == "/"


def test_a_choice_stays_with_the_account(city_a: Jurisdiction, client_for) -> None:
    open_bureau(city_a)
    user = make_applicant()
    other = make_applicant()

    client_for(city_a, user).post(reverse("set_language"), {"language": "en", "next": "/"})
    client_for(city_a, other).post(reverse("set_language"), {"language": "xx", "next": "/"})

    assert [User.objects.get(pk=each.pk).language for each in (user, other)] == ["en", ""]
    elsewhere = client_for(city_a, User.objects.get(pk=user.pk))
    elsewhere.get(reverse("landing"))
    assert elsewhere.cookies["django_language"].value == "en"


def test_every_layout_offers_the_other_language(city_a: Jurisdiction, client_for) -> None:
    open_bureau(city_a)
    applicant, staff = make_applicant(), make_staff("registration_point")

    pages = {
        "portal": client_for(city_a).get("/"),
        "bare": client_for(city_a).get(reverse("accounts:sign_in")),
        "my": client_for(city_a, applicant).get(reverse("applications:mine")),
        "staff": client_for(city_a, staff).get(reverse("workbench:inbox")),
    }

    offers = {name: 'name="language" value="en"' in page.content.decode() for name, page in pages.items()}
    assert offers == {"portal": True, "bare": True, "my": True, "staff": True}


@pytest.mark.django_db
def test_the_platforms_own_host_offers_it_too() -> None:
    client = Client(SERVER_NAME="localhost")

    response = client.post("/i18n/setlang/", {"language": "en", "next": "/"})

    assert (response.status_code, client.cookies["django_language"].value) == (302, "en")
