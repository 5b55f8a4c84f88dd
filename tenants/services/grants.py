"""Roles and rights as SQL. A tenant's role reaches its own schema, and the shared tables by a common reading role.

Rights on shared tables hang on one role of which every tenant's is a member: a line per tenant in the table's own
access list would outgrow a row of pg_class at some five hundred tenants.
"""

from __future__ import annotations

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS

from tenants.domain.schema_names import PUBLIC, role_of, shared_role_of

#: Tables that can only grow, in every schema: the ledger and its chain.
APPEND_ONLY = ("records_ledgerentry", "records_ledgerseal")
#: Tables that migrations fill and nobody else.
FIXED = ("django_migrations", "django_content_type", "auth_permission")
#: What every tenant may read in public. Nothing there belongs to one tenant, and no person is in it.
SHARED_READING = (
    "tenants_jurisdiction",
    "tenants_domain",
    "tenants_calendaryear",
    "tenants_calendarday",
    "tenants_librarypackage",
    "tenants_dictionaryedition",
    "tenants_dictionaryentry",
    "tenants_dictionaryterm",
)
#: Written by the owner login alone, on the provisioner queue.
OWNED = (
    "tenants_jurisdiction",
    "tenants_domain",
    "tenants_dictionaryedition",
    "tenants_dictionaryentry",
    "tenants_dictionaryterm",
)
WRITING = "SELECT, INSERT, UPDATE, DELETE"


def role_prefix() -> str:
    return str(settings.DATABASES[DEFAULT_DB_ALIAS]["TENANT_ROLE_PREFIX"])


def schema_role(schema: str) -> str:
    return role_of(role_prefix(), schema)


def shared_role_script() -> str:
    """The reading role with its rights. Run after the public migrations."""
    role = shared_role_of(role_prefix())
    return "\n".join(
        [
            _create_role(role),
            f'GRANT USAGE ON SCHEMA public TO "{role}";',
            f'GRANT SELECT ON {_tables(SHARED_READING)} TO "{role}";',
        ]
    )


def public_script() -> str:
    """The role of the platform's own pages: accounts and records of public, reading of the jurisdictions."""
    role = schema_role(PUBLIC)
    return "\n".join(
        [
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC;",
            shared_role_script(),
            _role_for_login(role),
            f'GRANT USAGE ON SCHEMA public TO "{role}";',
            rights_script(PUBLIC),
            f'REVOKE INSERT, UPDATE, DELETE ON {_tables(OWNED)} FROM "{role}";',
        ]
    )


def opening_script(schema: str) -> str:
    """Role and empty schema of a new tenant, with what the role may do in tables that are still to come."""
    role = schema_role(schema)
    return "\n".join(
        [
            _role_for_login(role),
            _membership(shared_role_of(role_prefix()), role, "INHERIT TRUE, SET FALSE"),
            f'CREATE SCHEMA "{schema}";',
            f'GRANT USAGE ON SCHEMA "{schema}" TO "{role}";',
            f'ALTER DEFAULT PRIVILEGES IN SCHEMA "{schema}" GRANT {WRITING} ON TABLES TO "{role}";',
            f'ALTER DEFAULT PRIVILEGES IN SCHEMA "{schema}" GRANT USAGE ON SEQUENCES TO "{role}";',
        ]
    )


def narrowing_script(schema: str) -> str:
    """Take back what default privileges gave too much, in the same transaction as the tables were made."""
    role = schema_role(schema)
    return "\n".join(
        [
            f'REVOKE UPDATE, DELETE ON {_tables(APPEND_ONLY, schema)} FROM "{role}";',
            f'REVOKE INSERT, UPDATE, DELETE ON {_tables(FIXED, schema)} FROM "{role}";',
        ]
    )


def rights_script(schema: str) -> str:
    """All rights of a schema's role on all its tables, repeatable; needed where tables were added."""
    role = schema_role(schema)
    return "\n".join(
        [
            f'GRANT {WRITING} ON ALL TABLES IN SCHEMA "{schema}" TO "{role}";',
            f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA "{schema}" TO "{role}";',
            narrowing_script(schema),
        ]
    )


def _role_for_login(role: str) -> str:
    """`role`, which the application's login may assume but whose rights it does not have by itself."""
    login = settings.DATABASES[DEFAULT_DB_ALIAS]["USER"]
    return "\n".join([_create_role(role), _membership(role, login, "INHERIT FALSE, SET TRUE")])


def _create_role(role: str) -> str:
    """Roles belong to the whole server: another database may have made it, even in this very moment."""
    return (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN "
        f'CREATE ROLE "{role}" NOLOGIN NOINHERIT; END IF; '
        "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;"
    )


def _membership(role: str, member: str, options: str) -> str:
    return (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_auth_members "
        f"WHERE roleid = '\"{role}\"'::regrole AND member = '\"{member}\"'::regrole) THEN "
        f'GRANT "{role}" TO "{member}" WITH {options}; END IF; '
        "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;"
    )


def _tables(names: tuple[str, ...], schema: str = PUBLIC) -> str:
    return ", ".join(f'"{schema}"."{name}"' for name in names)
