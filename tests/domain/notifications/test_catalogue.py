from __future__ import annotations

from datetime import timedelta

import pytest

from notifications.domain.catalogue import LINK_ONLY, Catalogue, Event, Words, fill, fill_own, places_of
from notifications.domain.retry import PAUSES, pause_before_next
from notifications.events import ACCOUNT_EVENTS

TOLD = Event("applications.returned", Words("“{title}”被退回", "“{title}” was returned"))


def test_words_by_language() -> None:
    assert fill(TOLD.title, {"title": "甲"}) == "“甲”被退回"
    assert fill(TOLD.title, {"title": "A"}, "en") == "“A” was returned"


def test_a_gap_is_never_sent() -> None:
    with pytest.raises(KeyError):
        fill(TOLD.title, {})


def test_what_leaves_carries_no_content() -> None:
    with pytest.raises(ValueError, match="opinion"):
        Event("x", TOLD.title, outside=Words("意见：{opinion} {link}", "{link}"))


def test_the_default_is_a_link() -> None:
    assert TOLD.outside is LINK_ONLY
    assert places_of(LINK_ONLY) == {"tenant", "link"}


def test_an_event_is_registered_once() -> None:
    catalogue = Catalogue()
    catalogue.register([TOLD])
    catalogue.register([TOLD])

    assert catalogue["applications.returned"] is TOLD
    with pytest.raises(ValueError, match="two events"):
        catalogue.register([Event("applications.returned", Words("别的", "Other"))])


def test_account_events_speak_both_languages() -> None:
    assert [event.key for event in ACCOUNT_EVENTS if not (event.outside.zh and event.outside.en)] == []


@pytest.mark.parametrize(
    ("attempts", "expected"),
    [(1, timedelta(minutes=1)), (len(PAUSES), timedelta(minutes=300)), (len(PAUSES) + 1, None)],
)
def test_pauses(attempts: int, expected: timedelta | None) -> None:
    assert pause_before_next(attempts) == expected


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (None, "“甲”被退回"),
        (Words("{title}：请改", "{title}: change it"), "甲：请改"),
        (Words("{nobody}", "{nobody}"), "“甲”被退回"),
    ],
)
def test_own_words_stand_in_where_they_can_be_filled(own: Words | None, expected: str) -> None:
    assert fill_own(own, TOLD.title, {"title": "甲"}, "zh-hans") == expected
