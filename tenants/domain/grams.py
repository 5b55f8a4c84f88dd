"""Finding words inside texts with an index that needs no extension: every character and every pair of neighbours.

A row holds the grams of its text; whatever contains a query holds all grams of the query. The index narrows to those,
and the text itself is asked once more.
"""

from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """One form of a text for comparing: width, case and spaces make no difference."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def grams_of(*texts: str) -> list[str]:
    """What is stored with a row, sorted."""
    found = set[str]()
    for text in map(folded, texts):
        found.update(text)
        found.update(text[at : at + 2] for at in range(len(text) - 1))
    return sorted(found)


def grams_asked(query: str) -> list[str]:
    """What a row must hold to be looked at: the pairs of a query, or its single character."""
    text = folded(query)
    return sorted({text[at : at + 2] for at in range(len(text) - 1)} or set(text))
