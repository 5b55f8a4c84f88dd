"""Every event people are told about, with its default words. Apps add theirs when they load.

Words inside the product may name the thing (its title); words that leave it hold a link and nothing else of the matter.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

DEFAULT_LANGUAGE = "zh-hans"


#: The key under which own words replace what is read inside the product.
IN_APP = "in_app"


class InLanguages(Protocol):
    """Words that exist in one language or several: `Words`, and the texts of packages."""

    def in_language(self, language: str) -> str: ...


class OutsideChannel(StrEnum):
    SMS = "sms"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Words:
    """One text in the languages of the product."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language.startswith("en") else self.zh


#: What is sent outside when an event does not say otherwise.
LINK_ONLY = Words(
    zh="{tenant}科技业务平台：您有新的办理消息，请登录查看：{link}",
    en="{tenant} online services: you have a new message. Sign in to read it: {link}",
)
OUTSIDE_PLACES = frozenset({"tenant", "link", "code"})


@dataclass(frozen=True, slots=True)
class Event:
    """One kind of message. `sms_template` is the identifier under which the provider has approved the text."""

    key: str
    title: Words
    body: Words = Words("", "")
    outside: Words = LINK_ONLY
    sms_template: str = "link"
    channels: frozenset[OutsideChannel] = frozenset(OutsideChannel)

    def __post_init__(self) -> None:
        strays = places_of(self.outside) - OUTSIDE_PLACES
        if strays:
            raise ValueError(f"{self.key}: {sorted(strays)} would carry content outside")


@dataclass(slots=True)
class Catalogue:
    """Events by key; a key is registered once."""

    events: dict[str, Event] = field(default_factory=dict)

    def register(self, events: Iterable[Event]) -> None:
        for event in events:
            if self.events.get(event.key, event) != event:
                raise ValueError(f"two events with the key {event.key!r}")
            self.events[event.key] = event

    def __getitem__(self, key: str) -> Event:
        return self.events[key]


def places_of(words: Words) -> frozenset[str]:
    """Names of the places to be filled, in any language."""
    return places_in(words.zh) | places_in(words.en)


def places_in(text: str) -> frozenset[str]:
    """Names of the places to be filled. ValueError when a brace is open or a place is more than a name."""
    places = [place for place in string.Formatter().parse(text) if place[1] is not None]
    if any(not str(name).isidentifier() or form or conversion for _, name, form, conversion in places):
        raise ValueError("a place that is not a plain name")
    return frozenset(str(place[1]) for place in places)


def fill_own(own: InLanguages | None, default: Words, params: Mapping[str, str], language: str) -> str:
    """A procedure's own words where it has some that can be filled whole, else the platform's."""
    text = own.in_language(language) if own is not None else ""
    if not text or not places_in(text) <= params.keys():
        return fill(default, params, language)
    return text.format_map(dict(params))


def fill(words: Words, params: Mapping[str, str], language: str = DEFAULT_LANGUAGE) -> str:
    """The text in a language; KeyError when a place has no value, so that nobody is sent a gap."""
    return words.in_language(language).format_map(dict(params))


CATALOGUE = Catalogue()


def register_events(events: Iterable[Event]) -> None:
    CATALOGUE.register(events)
