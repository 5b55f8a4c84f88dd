"""The document's texts as the engines carry them."""

from __future__ import annotations

from collections.abc import Iterable

from procedures.domain.text import DEFAULT_LANGUAGE, Text

Wording = str | dict[str, str]


def compile_text(words: Wording) -> Text:
    by_language = {DEFAULT_LANGUAGE: words} if isinstance(words, str) else words
    return Text(tuple(sorted(by_language.items())))


def optional_text(words: Wording | None) -> Text | None:
    return None if words is None else compile_text(words)


def compile_texts(words: Iterable[Wording]) -> tuple[Text, ...]:
    return tuple(compile_text(each) for each in words)
