"""Finding codes: as somebody types, and by what was chosen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Min, Q, QuerySet

from tenants.context import current_tenant
from tenants.domain.dictionaries import DICTIONARIES, PLATFORM, asked_for, search_key
from tenants.domain.errors import NotAuthorised
from tenants.models import DictionaryEdition, DictionaryEntry, DictionaryTerm, Jurisdiction

MOST_HITS = 20


@dataclass(frozen=True, slots=True)
class CodeHit:
    code: str
    label: str
    path: str


@dataclass(frozen=True, slots=True)
class CodeChoice:
    """A code with the words and the edition of its day."""

    code: str
    label: str
    edition: str


def offered_editions() -> QuerySet[DictionaryEdition]:
    """What the current tenant may use: the platform's, its parent's and its own editions, newest first in each list."""
    tenant = current_tenant()
    parent = Jurisdiction.objects.filter(pk=tenant.parent_id).values("code")
    mine = Q(offered_by__in=[PLATFORM, tenant.code]) | Q(offered_by__in=parent)
    return DictionaryEdition.objects.filter(mine).order_by("key", "-published_at", "-id")


def current_edition(key: str) -> DictionaryEdition | None:
    """The newest edition of a list. One query. Raises NotAuthorised for a list that does not exist."""
    if key not in DICTIONARIES:
        raise NotAuthorised("dictionary_unknown")
    return offered_editions().filter(key=key).first()


def search_codes(key: str, words: str) -> list[CodeHit]:
    """The first entries whose code, words, initials or pinyin begin as typed, or go on so from a later character.

    Two queries, or one where nothing was typed.
    """
    edition, beginning = current_edition(key), search_key(words)
    if edition is None or not beginning:
        return []
    found = (
        DictionaryTerm.objects.filter(edition=edition, term__startswith=beginning[:60])
        .values("entry__code", "entry__label", "entry__path", "entry__ordinal")
        .annotate(rank=Min("weight"))
        .order_by("rank", "entry__ordinal")[:MOST_HITS]
    )
    return [CodeHit(row["entry__code"], row["entry__label"], row["entry__path"]) for row in found]


def choices_of(key: str, typed: Collection[str]) -> dict[str, CodeChoice]:
    """What each typed line stands for in the current edition: a code, a code with its words, or exact words.

    Lines that stand for nothing, or whose words several entries share, are left out. Two queries.
    """
    edition = current_edition(key)
    if edition is None or not typed:
        return {}
    wanted = {line: asked_for(line) for line in typed}
    codes = {code for code, _ in wanted.values()}
    labels = {label for _, label in wanted.values()}
    entries = list(DictionaryEntry.objects.filter(Q(code__in=codes) | Q(label__in=labels), edition=edition))
    by_code = {entry.code: entry for entry in entries}
    by_label: dict[str, list[DictionaryEntry]] = {}
    for entry in entries:
        by_label.setdefault(entry.label, []).append(entry)
    chosen = {}
    for line, (code, label) in wanted.items():
        same = by_label.get(label, [])
        found = same[0] if len(same) == 1 else by_code.get(code)
        if found is not None:
            chosen[line] = CodeChoice(found.code, found.label, edition.edition)
    return chosen
