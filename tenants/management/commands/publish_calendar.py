"""`manage.py publish_calendar 2027.json`: publish the State Council's arrangement of a year for all tenants."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tenants.domain.calendar_years import read_arrangement
from tenants.domain.errors import Problem, ValidationFailed
from tenants.services.national_calendar import publish_year
from tenants.wording import say


class Command(BaseCommand):
    help = "Publish a year's arrangement of working days for all tenants; their limits are reckoned anew by workers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="JSON as in tenants/data/calendar_2026.json")
        parser.add_argument("--correct", action="store_true", help="replace the year where it is published otherwise")
        parser.add_argument("--check", action="store_true", help="only say what is wrong with the file")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            content = json.loads(options["file"].read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        arrangement, problems = read_arrangement(content)
        if arrangement is None:
            raise CommandError(_lines(problems))
        if options["check"]:
            self.stdout.write(f"{arrangement.year}: {len(arrangement.days)}")
            return
        try:
            made = publish_year(arrangement, correct=options["correct"])
        except ValidationFailed as failed:
            raise CommandError(_lines(failed.problems)) from failed
        self.stdout.write(f"{arrangement.year}: {made.days} ({made.changed} changed)")


def _lines(problems: Iterable[Problem]) -> str:
    return "\n".join(f"{problem.path}: {say(problem.code, problem.params)}" for problem in problems)
