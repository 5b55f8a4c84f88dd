"""Databases with real commits: walls, races and provisioning cannot be seen from inside one rolled-back transaction."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.tenancy.committed import forget_everything, remove_what_was_made


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """Real transactions on both logins; afterwards the records are emptied and new tenants dropped."""
    with django_db_blocker.unblock():
        forget_everything()
        try:
            yield
        finally:
            remove_what_was_made()
            forget_everything()
