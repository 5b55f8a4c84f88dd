"""Where codes become words: every app registers its sentences, the edge looks them up once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import get_language

from tenants.domain.errors import ParamValue

_sentences: dict[str, str | Promise] = {}


def register_wording(sentences: Mapping[str, str | Promise]) -> None:
    """Add sentences by code; `{name}` places are filled from the parameters. A code belongs to one app."""
    for code, sentence in sentences.items():
        if _sentences.get(code, sentence) != sentence:
            raise ValueError(f"two sentences for the code {code!r}")
        _sentences[code] = sentence


def say(code: str, params: Mapping[str, ParamValue] | None = None) -> str:
    """The sentence of a code in the active language. An unknown code is a bug and raises KeyError."""
    return str(_sentences[code]).format(**{name: _shown(value) for name, value in (params or {}).items()})


def _shown(value: ParamValue) -> str | int:
    return shown_day(value) if isinstance(value, date) else value


def shown_day(day: date) -> str:
    """2026年11月21日, in English 21 November 2026."""
    if (get_language() or "").startswith("en"):
        return f"{day.day} {day:%B} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def known_codes() -> frozenset[str]:
    return frozenset(_sentences)
