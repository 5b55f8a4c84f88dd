"""The project's own source files, parsed once, for the tests that hold its rules."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("tenants", "accounts", "documents", "notifications", "procedures", "applications", "reviews", "config")


@cache
def python_files() -> tuple[Path, ...]:
    return tuple(path for app in APPS for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def templates() -> Iterator[Path]:
    for app in APPS:
        yield from sorted((ROOT / app).rglob("*.html"))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))
