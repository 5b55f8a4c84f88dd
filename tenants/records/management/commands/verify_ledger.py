"""`manage.py verify_ledger [--schema t_x] [--heads FILE]`: walks each chain and names the first bad entry."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants.context import tenant_context
from tenants.models import Jurisdiction
from tenants.records.services.sealing import read_anchors, verify_ledger


class Command(BaseCommand):
    help = "Verify the ledger of one tenant or of all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--schema", help="one schema; all tenants without it")
        parser.add_argument("--heads", type=Path, help="the file of heads anchored outside the database")

    def handle(self, *_args: Any, **options: Any) -> None:
        schemas = [options["schema"]] if options["schema"] else _all_schemas()
        bad = [schema for schema in schemas if not self._verify(schema, options["heads"])]
        if bad:
            raise CommandError(f"{len(bad)} of {len(schemas)} ledgers do not hold: {', '.join(bad)}")

    def _verify(self, schema: str, heads: Path | None) -> bool:
        anchors = read_anchors(heads, schema) if heads else None
        with tenant_context(schema):
            finding = verify_ledger(anchors=anchors)
        if finding is None:
            self.stdout.write(f"{schema}: holds")
            return True
        self.stdout.write(f"{schema}: {finding.fault} at position {finding.position}, entry {finding.entry_id}")
        return False


def _all_schemas() -> list[str]:
    return list(Jurisdiction.objects.order_by("schema_name").values_list("schema_name", flat=True))
