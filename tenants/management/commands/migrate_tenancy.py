"""`manage.py migrate_tenancy`: public and every tenant schema to the newest migrations, with roles and rights."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from tenants.services.migrating import migrate_all
from tenants.services.schemas import OWNER


class Command(BaseCommand):
    help = "Migrate the public schema and every tenant's. Needs OWNER_DATABASE_URL."
    requires_migrations_checks = False

    def handle(self, *_args: Any, **options: Any) -> None:
        if OWNER not in connections:
            raise CommandError("set OWNER_DATABASE_URL: migrating needs the owner's login")
        summary = migrate_all(self._report if options["verbosity"] > 1 else lambda _line: None)
        if options["verbosity"]:
            self.stdout.write(f"{len(summary.changed)} schemas migrated" if summary.changed else "up to date")

    def _report(self, schema: str) -> None:
        self.stdout.write(f"migrating {schema}")
