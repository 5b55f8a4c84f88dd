"""Editions of code lists, published for good by the owner's login: from a thread of its own, as the provisioner does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connections

from tenants.domain.dictionaries import CodeRow
from tenants.models import DictionaryEdition
from tenants.services.dictionaries import publish_edition
from tenants.services.schemas import OWNER

EDITION = "另版"


@contextmanager
def later_edition(key: str, rows: Sequence[CodeRow], *, offered_by: str) -> Iterator[None]:
    """A newer edition than the shipped one, taken away again afterwards."""
    _apart(_publish, key, rows, offered_by)
    try:
        yield
    finally:
        _apart(forget)


def _publish(key: str, rows: Sequence[CodeRow], offered_by: str) -> None:
    publish_edition(key, edition=EDITION, source="试", offered_by=offered_by, rows=rows, using=OWNER)


def forget() -> None:
    DictionaryEdition.objects.using(OWNER).filter(edition=EDITION).delete()


def _apart(work: object, *given: object) -> None:
    def run() -> None:
        try:
            work(*given)  # type: ignore[operator]
        finally:
            connections[OWNER].close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(run).result()
