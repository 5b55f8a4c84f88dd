"""The English catalogue is whole, keeps every placeholder, and is compiled as it is written."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from gettext import GNUTranslations

import pytest
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.test import RequestFactory
from django.utils.translation import override

from tests.architecture.sources import ROOT

CATALOGUE = ROOT / "config" / "locale" / "en" / "LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
LINE = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d)\])? )?(".*")')


@dataclass(slots=True)
class Entry:
    """One message of the .po file; `words` holds the translations, one for each plural form."""

    flags: str = ""
    context: str = ""
    source: str = ""
    plural: str = ""
    words: dict[int, str] = field(default_factory=dict)

    def compiled(self) -> list[tuple[str | tuple[str, int], str]]:
        """What the compiled catalogue holds of this entry: key → translation."""
        key = f"{self.context}\x04{self.source}" if self.context else self.source
        if self.plural:
            return [((key, form), words) for form, words in self.words.items()]
        return [(key, self.words[0])]


@cache
def entries() -> tuple[Entry, ...]:
    """Every live message of the .po file, without its header."""
    blocks = (CATALOGUE / "django.po").read_text(encoding="utf-8").split("\n\n")
    return tuple(entry for entry in map(_entry, blocks) if entry.source)


def _entry(block: str) -> Entry:
    entry, keyword, form = Entry(), "", 0
    for line in block.splitlines():
        if line.startswith("#,"):
            entry.flags += line
        if not (parts := LINE.fullmatch(line)):
            continue
        if parts[1]:
            keyword, form = parts[1], int(parts[2] or 0)
        _append(entry, keyword, form, ast.literal_eval(parts[3]))
    return entry


def _append(entry: Entry, keyword: str, form: int, text: str) -> None:
    if keyword == "msgctxt":
        entry.context += text
    elif keyword == "msgid":
        entry.source += text
    elif keyword == "msgid_plural":
        entry.plural += text
    else:
        entry.words[form] = entry.words.get(form, "") + text


def compiled() -> dict[str | tuple[str, int], str]:
    """The .mo file as Python reads it, without its header."""
    with (CATALOGUE / "django.mo").open("rb") as stream:
        catalogue: dict[str | tuple[str, int], str] = vars(GNUTranslations(stream))["_catalog"]
    return {key: words for key, words in catalogue.items() if key != ""}


def wrong_placeholders() -> Iterator[tuple[str, str]]:
    for entry in entries():
        for words in entry.words.values():
            if set(PLACEHOLDER.findall(words)) != set(PLACEHOLDER.findall(entry.source)):
                yield entry.source, words


def test_the_catalogue_is_read_at_all() -> None:
    assert len(entries()) > 1_000


def test_every_message_is_translated() -> None:
    forms = {entry.source: [0, 1] if entry.plural else [0] for entry in entries()}

    translated = {entry.source: [form for form, words in entry.words.items() if words.strip()] for entry in entries()}

    assert translated == forms


def test_no_translation_is_a_guess() -> None:
    assert [entry.source for entry in entries() if "fuzzy" in entry.flags] == []


def test_no_translation_is_left_in_chinese() -> None:
    chinese = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")

    assert [words for entry in entries() for words in entry.words.values() if chinese.search(words)] == []


def test_placeholders_are_kept() -> None:
    assert list(wrong_placeholders()) == []


def test_the_compiled_catalogue_is_the_written_one() -> None:
    """Run `msgfmt -c -o django.mo django.po` beside the file after a change."""
    assert compiled() == dict(pair for entry in entries() for pair in entry.compiled())


@pytest.mark.parametrize(
    ("wanted", "title"),
    [("en", "Page not found"), ("zh-CN", "没有找到这个页面"), ("fr", "没有找到这个页面")],
)
def test_a_page_speaks_the_language_the_browser_asks_for(wanted: str, title: str) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return render(request, "errors/_not_found.html")

    request = RequestFactory().get("/", HTTP_ACCEPT_LANGUAGE=wanted)

    with override(None):
        response = LocaleMiddleware(view)(request)

    assert isinstance(response, HttpResponse)
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", response.content.decode()) == [title]
