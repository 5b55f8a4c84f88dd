"""The entries of a side menu or bar: whoever renders a page says which it has, the layouts draw them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class NavItem:
    """`icon` is a name of the icon sprite; `count` is drawn as a quiet number and left out when None or 0."""

    label: str | Promise
    url: str
    icon: str
    active: bool = False
    count: int | None = None
