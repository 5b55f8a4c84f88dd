"""Cleaning up after tests that commit, by the owner's login."""

from __future__ import annotations

from django.db import connection, connections

from tenants.hosts import forget_hosts
from tests.factories.jurisdictions import CITIES

BUILT = {"t_province_p", *(f"t_{code}" for code, _name, _division in CITIES)}
#: In an order that foreign keys allow. DELETE, because TRUNCATE makes new files for what is a handful of rows.
EMPTIED = (
    "records_ledgerentry",
    "records_ledgerseal",
    "records_outboxmessage",
    "records_inboxmessage",
    "records_idempotencykey",
    "records_jobstep",
    "records_job",
    "records_readinessitem",
    "records_calendaroverlay",
)


def forget_everything() -> None:
    connection.set_schema_to_public()
    connections["owner"].set_schema_to_public()
    forget_hosts()


def remove_what_was_made() -> None:
    """Drop every schema and row of tenants that the template did not hold, and empty the records of those it did."""
    forget_everything()
    with connections["owner"].cursor() as cursor:
        for schema in tenant_schemas():
            if schema in BUILT:
                cursor.execute(";".join(f'DELETE FROM "{schema}".{table}' for table in EMPTIED))
            else:
                cursor.execute(f'DROP SCHEMA "{schema}" CASCADE')
        cursor.execute(
            "DELETE FROM tenants_domain USING tenants_jurisdiction j WHERE tenant_id = j.id AND j.schema_name <> ALL(%s)",
            [list(BUILT)],
        )
        cursor.execute("DELETE FROM tenants_jurisdiction WHERE schema_name <> ALL(%s)", [list(BUILT)])
        cursor.execute("UPDATE tenants_jurisdiction SET state = 'active'")


def tenant_schemas() -> list[str]:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 't\\_%%' ORDER BY nspname", [])
        return [name for (name,) in cursor.fetchall()]
