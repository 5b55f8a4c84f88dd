"""Words of a package: one language or several, never translated by the engines."""

from __future__ import annotations

from dataclasses import dataclass

#: The language a plain string is written in, and the one that stands in where another is missing.
DEFAULT_LANGUAGE = "zh-hans"


@dataclass(frozen=True, slots=True)
class Text:
    """Wording by language tag (lower case), the default language always among them."""

    by_language: tuple[tuple[str, str], ...]

    def in_language(self, language: str) -> str:
        """The wording in a language; the default one where the package has no other."""
        wordings = dict(self.by_language)
        return wordings.get(language.lower(), wordings[DEFAULT_LANGUAGE])

    def __str__(self) -> str:
        return self.in_language(DEFAULT_LANGUAGE)


def plain_text(words: str) -> Text:
    return Text(((DEFAULT_LANGUAGE, words),))
