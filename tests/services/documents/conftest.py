"""The object store of the first city, and a city whose rows are really committed, for threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest


@pytest.fixture
def store(city_a: object) -> object:
    """The first city's place in the real store."""
    from documents.services.object_store import current_store

    place = current_store()
    place.make_bucket()
    return place


@pytest.fixture
def uploaded(store: object) -> Callable[..., object]:
    """A file brought in the whole way: ticket, post to the store, finish, check."""
    from uuid import UUID

    from documents.domain.file_rules import FORMATS, FileRules
    from documents.models import StoredFile
    from documents.services.checking import check_file
    from documents.services.uploads import finish_upload, start_upload
    from tests.services.documents.posting import post_form

    def bring(name: str, content: bytes, actor_id: UUID, *, formats: tuple[str, ...] = tuple(FORMATS)) -> StoredFile:
        ticket = start_upload(
            actor_id=actor_id,
            name=name,
            size=max(len(content), 1),
            content_type="",
            purpose="test",
            rules=FileRules(formats, 50_000_000),
        )
        status, answer = post_form(ticket.url, ticket.fields, content)
        assert status in {200, 204}, answer
        finish_upload(ticket.file_id, actor_id=actor_id)
        check_file(ticket.file_id)
        return StoredFile.objects.get(id=ticket.file_id)

    return bring


@pytest.fixture
def committing_city(django_db_setup: None, django_db_blocker: object) -> Iterator[object]:
    """The first city without a surrounding transaction; numbers and files written there are removed afterwards."""
    with committed_city(django_db_blocker) as city:
        yield city


@contextmanager
def committed_city(blocker: object) -> Iterator[object]:
    from django.db import connection

    from documents.models import IssuedNumber, NumberSequence, StoredFile
    from tenants.context import tenant_context
    from tenants.models import Jurisdiction
    from tenants.records.models import OutboxMessage

    with blocker.unblock():  # type: ignore[attr-defined]
        connection.set_schema_to_public()
        city = Jurisdiction.objects.get(code="city_a")
        yield city
        with tenant_context(city):
            for model in (IssuedNumber, NumberSequence, StoredFile, OutboxMessage):
                model.objects.all().delete()
        connection.close()
