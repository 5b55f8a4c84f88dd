"""Publishing editions of code lists: shipped ones at migration, others by command or for a province's own tenants."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.db import connections, transaction
from pypinyin import Style, lazy_pinyin

from tenants.clock import now
from tenants.domain.dictionaries import PLATFORM, CodeRow, path_of, read_rows, search_key
from tenants.domain.errors import Problem, ValidationFailed
from tenants.models import DictionaryEdition, DictionaryEntry, DictionaryTerm

DATA = Path(__file__).resolve().parents[1] / "data" / "dictionaries"
BATCH = 2000
TERM_CHARS = 60


def seed_dictionaries(*, using: str) -> None:
    """Publish every shipped edition that is not in the database yet. Repeatable."""
    known = set(DictionaryEdition.objects.using(using).filter(offered_by=PLATFORM).values_list("key", "edition"))
    for entry in json.loads((DATA / "index.json").read_text(encoding="utf-8")):
        if (entry["key"], entry["edition"]) in known:
            continue
        with (DATA / entry["file"]).open(encoding="utf-8", newline="") as stream:
            rows, problems = read_rows(list(csv.reader(stream)))
        if problems:
            raise ValidationFailed(problems)
        publish_edition(
            entry["key"],
            edition=entry["edition"],
            source=entry["source"],
            offered_by=PLATFORM,
            rows=rows,
            using=using,
        )


def publish_edition(
    key: str, *, edition: str, source: str, offered_by: str, rows: Sequence[CodeRow], using: str
) -> DictionaryEdition:
    """Write an edition with everything that finds its entries, all or nothing, as the owner's login.

    Raises ValidationFailed where this edition was published before: editions never change.
    """
    with transaction.atomic(using=using):
        editions = DictionaryEdition.objects.using(using)
        if editions.filter(key=key, edition=edition, offered_by=offered_by).exists():
            raise ValidationFailed([Problem("edition", "dictionary_edition_taken", {"edition": edition})])
        made = editions.create(
            key=key,
            edition=edition,
            source=source,
            offered_by=offered_by,
            entry_count=len(rows),
            content_hash=_hash(rows),
            published_at=now(),
        )
        by_code = {row.code: row for row in rows}
        entries = [
            DictionaryEntry(edition=made, code=row.code, label=row.label, path=path_of(row, by_code), ordinal=ordinal)
            for ordinal, row in enumerate(rows)
        ]
        DictionaryEntry.objects.using(using).bulk_create(entries, batch_size=BATCH)
        _copy_terms(made, entries, using)
    return made


def _hash(rows: Sequence[CodeRow]) -> str:
    lines = "\n".join(f"{row.code}\t{row.label}\t{row.parent}" for row in rows)
    return hashlib.sha256(lines.encode()).hexdigest()


def _copy_terms(edition: DictionaryEdition, entries: Sequence[DictionaryEntry], using: str) -> None:
    """By COPY: a national list has some fifty thousand beginnings."""
    table = connections[using].ops.quote_name(DictionaryTerm._meta.db_table)  # noqa: SLF001 - Django's public name
    with (
        connections[using].cursor() as cursor,
        cursor.copy(f"COPY {table} (edition_id, entry_id, term, weight) FROM STDIN") as copy,
    ):
        for entry in entries:
            for term, weight in _terms(entry.code, entry.label):
                copy.write_row((edition.pk, entry.pk, term, weight))


def _terms(code: str, label: str) -> Iterator[tuple[str, int]]:
    """Every beginning under which an entry is found, each once, the best weight first."""
    syllables = [search_key(each) for each in lazy_pinyin(label, style=Style.NORMAL)]
    letters = [search_key(each) for each in lazy_pinyin(label, style=Style.FIRST_LETTER)]
    spelt = [("".join(syllables[at:]), at) for at in range(len(syllables))]
    initials = [("".join(letters[at:]), at) for at in range(len(letters))]
    words = [(search_key(label[at:]), at) for at in range(len(label))]
    seen: set[str] = set()
    for term, at in sorted([(search_key(code), 0), *words, *spelt, *initials], key=lambda found: min(found[1], 1)):
        cut = term[:TERM_CHARS]
        if cut and cut not in seen:
            seen.add(cut)
            yield cut, min(at, 1)
