"""Telling whoever came to the counter: inside the product where they have an account, else by a text with a link."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from applications.messages import COUNTER_NEWS
from applications.models import Application
from applications.queries.counter import entry_of, person_of
from notifications.services.strangers import text_stranger


def tell_who_came(application: Application, *, about: str = "") -> frozenset[UUID]:
    """Accounts to be told with the leader; where there is none, a text is queued, once for each command.

    `about` tells apart what moves no chain.
    """
    entry = entry_of(application)
    if entry is None:
        return frozenset()
    people = frozenset(person_of(application))
    if not people:
        text_stranger(
            COUNTER_NEWS,
            mobile=entry.person_mobile,
            url_path=reverse("portal:progress"),
            reference=f"{application.id}:{about or application.version}",
        )
    return people
