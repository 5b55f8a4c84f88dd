"""Rows that only the platform's owner writes, committed for a while beside a test that rolls back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from uuid import UUID

import psycopg
from django.conf import settings

from procedures.domain.package.canonical import canonical_bytes
from procedures.domain.package.reading import parse_package
from tenants.domain.ids import new_id
from tests.domain.procedures.packages import library_json


@contextmanager
def as_owner() -> Iterator[psycopg.Connection]:
    """The owner's login, each statement committed: who uses it removes what it wrote."""
    owner = settings.DATABASES["owner"]
    with psycopg.connect(
        dbname=owner["NAME"],
        user=owner["USER"],
        password=owner["PASSWORD"],
        host=owner["HOST"],
        port=owner["PORT"],
        autocommit=True,
    ) as connection:
        yield connection


@contextmanager
def jurisdiction_rows(parent_code: str | None, codes: dict[str, str], *, division: str) -> Iterator[dict[str, UUID]]:
    """Jurisdictions (code → name) that are rows only, without a schema, below `parent_code`; their ids by code."""
    ids = {code: new_id() for code in codes}
    with as_owner() as owner:
        try:
            for number, (code, name) in enumerate(codes.items(), 1):
                owner.execute(
                    "INSERT INTO tenants_jurisdiction (id, schema_name, code, name, short_name, level, division_code,"
                    " parent_id, state, branding, storage_endpoint, storage_bucket, storage_prefix, created_at)"
                    " VALUES (%s, %s, %s, %s, %s, %s, %s, (SELECT id FROM tenants_jurisdiction WHERE code = %s),"
                    " 'active', '{}', '', %s, '', now())",
                    [ids[code], f"t_{code}", code, name, name, "city" if parent_code else "province",
                     f"{division}{number:02}", parent_code, f"bucket-{code}"],
                )  # fmt: skip
                owner.execute(
                    "INSERT INTO tenants_domain (id, domain, tenant_id, is_primary) VALUES (%s, %s, %s, true)",
                    [new_id(), f"{code.replace('_', '-')}.localhost", ids[code]],
                )
            yield ids
        finally:
            for code in codes:
                owner.execute("DELETE FROM tenants_domain WHERE tenant_id = %s", [ids[code]])
                owner.execute("DELETE FROM tenants_jurisdiction WHERE id = %s", [ids[code]])


@contextmanager
def library_package(*, offered_by: str = "platform", name: str = "科技成果登记", version: str = "1") -> Iterator[UUID]:
    """The shipped package in the library; its id."""
    content = canonical_bytes(parse_package(library_json()))
    package_id = new_id()
    with as_owner() as owner:
        owner.execute(
            "INSERT INTO tenants_librarypackage (id, code, name, version, content, content_hash, metadata, offered_by,"
            " published_at) VALUES (%s, %s, %s, %s, %s, %s, '{}', %s, now())",
            [package_id, "achievement-registration", name, version, content, sha256(content).hexdigest(), offered_by],
        )
        try:
            yield package_id
        finally:
            owner.execute("DELETE FROM tenants_librarypackage WHERE id = %s", [package_id])
