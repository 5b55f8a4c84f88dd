"""`manage.py procedure lint|score|simulate|diff FILE …`: packages on the command line, without a database."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from procedures.command_line import (
    Answer,
    diff_answer,
    lint_answer,
    read_facts,
    read_json,
    read_package,
    score_answer,
    simulate_answer,
    unusable,
)
from tenants.domain.errors import ValidationFailed


class Command(BaseCommand):
    help = "Look at a procedure package from a YAML file: what is wrong with it, and what it makes of given answers."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        ways = parser.add_subparsers(dest="way", required=True)
        checked = ways.add_parser("lint", help="what would go wrong once people use it")
        checked.add_argument("file", type=Path)
        scored = ways.add_parser("score", help="points with their working, gates, and what they come to")
        scored.add_argument("file", type=Path)
        scored.add_argument("--facts", type=Path, required=True, help="JSON: answers by key, points as judged.KEY")
        scored.add_argument("--variant", default="", help="key of a variant; the first without it")
        scored.add_argument("--sheet", default="", help="key of a score sheet; the first without it")
        compared = ways.add_parser("diff", help="what a newer package has otherwise, by key")
        compared.add_argument("file", type=Path)
        compared.add_argument("newer", type=Path)
        tried = ways.add_parser("simulate", help="one application on pretend days: its path, people and limits")
        tried.add_argument("file", type=Path)
        tried.add_argument("--facts", type=Path, required=True, help="JSON: answers by key")
        tried.add_argument("--start", type=date.fromisoformat, required=True, help="the day of submission, 2026-03-02")
        tried.add_argument("--acts", type=Path, help='JSON: [{"on": "2026-03-05", "act": "approve", "step": "…"}, …]')
        tried.add_argument("--variant", default="", help="key of a variant; the first without it")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            answer = _answer(options)
        except ValidationFailed as failed:
            answer = unusable(failed.problems)
        self.stdout.write(json.dumps(answer.content, ensure_ascii=False, indent=2))
        if answer.status:
            sys.exit(answer.status)


def _answer(options: dict[str, Any]) -> Answer:
    document = read_package(options["file"])
    if options["way"] == "lint":
        return lint_answer(document)
    if options["way"] == "diff":
        return diff_answer(document, read_package(options["newer"]))
    raw = read_facts(options["facts"])
    if options["way"] == "simulate":
        acts = read_json(options["acts"]) if options["acts"] else []
        return simulate_answer(document, raw, options["start"], acts, variant=options["variant"])
    return score_answer(document, raw, variant=options["variant"], sheet=options["sheet"])
