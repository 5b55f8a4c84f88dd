"""Settings that a parent makes for its children, kept in the child's own data. Apps register what they take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class SettingFromAbove:
    """`store` runs inside the child, in a transaction of its own, and may run twice."""

    key: str
    title: str | Promise
    store: Callable[[Mapping[str, object]], None]


_settings: dict[str, SettingFromAbove] = {}


def register_setting(setting: SettingFromAbove) -> None:
    known = _settings.get(setting.key)
    if known is not None and known.store.__qualname__ != setting.store.__qualname__:
        raise ValueError(f"two settings called {setting.key}")
    _settings[setting.key] = setting


def setting_from_above(key: str) -> SettingFromAbove:
    """KeyError for one that nobody registered."""
    return _settings[key]
