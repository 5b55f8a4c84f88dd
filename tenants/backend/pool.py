"""What a connection forgets when it goes back to the pool. Imported by the settings: no Django in here."""

from __future__ import annotations

import psycopg

FORGET = "SELECT set_config('role', 'none', false), set_config('search_path', 'public', false)"


def reset_connection(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Drop the tenant's role and search_path; the login alone may read nothing."""
    connection.execute(FORGET)
    if not connection.autocommit:
        connection.commit()
