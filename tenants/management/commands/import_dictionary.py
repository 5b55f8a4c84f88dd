"""`manage.py import_dictionary divisions 2024 file.xlsx`: publish an edition of a code list for all tenants."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from tenants.domain.dictionaries import DICTIONARIES, PLATFORM
from tenants.domain.errors import ValidationFailed
from tenants.services.dictionaries import publish_edition
from tenants.services.dictionary_files import rows_of
from tenants.services.schemas import OWNER
from tenants.wording import say


class Command(BaseCommand):
    help = "Publish an edition of a shared code list from CSV or xlsx (代码, 名称, 上级代码). Needs OWNER_DATABASE_URL."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", choices=sorted(DICTIONARIES))
        parser.add_argument("edition")
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="", help="where the list comes from, with its licence")

    def handle(self, *_args: Any, **options: Any) -> None:
        if OWNER not in connections:
            raise CommandError("set OWNER_DATABASE_URL: shared lists are written by the owner's login")
        try:
            made = publish_edition(
                options["key"],
                edition=options["edition"],
                source=options["source"] or DICTIONARIES[options["key"]],
                offered_by=PLATFORM,
                rows=rows_of(options["file"].read_bytes()),
                using=OWNER,
            )
        except ValidationFailed as failed:
            lines = [f"{problem.path}: {say(problem.code, problem.params)}" for problem in failed.problems]
            raise CommandError("\n".join(lines)) from failed
        self.stdout.write(f"{made}: {made.entry_count}")
