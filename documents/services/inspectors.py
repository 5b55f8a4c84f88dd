"""Runs `documents.inspection` in a child process, so that a file that breaks a parser breaks nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import structlog

from documents.domain.sheets import Cell, CellKind, Line, Sheet
from documents.inspection.limits import WALL_SECONDS
from documents.inspection.verdict import Finding, Refused
from tenants.domain.errors import ParamValue

_log = structlog.get_logger()
_ROOT = Path(__file__).resolve().parents[2]
#: What a parser needs, and no more: no address, no key, no password.
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


class _Answer(TypedDict, total=False):
    refused: str
    params: dict[str, ParamValue]
    file_format: str
    pages: int | None
    rewritten: bool


class _SheetAnswer(TypedDict, total=False):
    refused: str
    params: dict[str, ParamValue]
    epoch: int
    lines: list[tuple[int, list[tuple[str, str]]]]


class _Page(TypedDict):
    number: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A rendered page on the worker's disk."""

    number: int
    path: Path
    width: int
    height: int


def inspect_file(path: Path, *, file_format: str, allowed: Sequence[str], cleaned: Path) -> Finding:
    """What the file really is. Raises Refused; a child that died or hung is a refusal too: `file_too_complex`."""
    request = {"command": "inspect", "path": str(path), "output": str(cleaned), "file_format": file_format}
    answer: _Answer = json.loads(_ask({**request, "allowed": list(allowed)}))
    if "refused" in answer:
        raise Refused(answer["refused"], answer["params"])
    return Finding(answer["file_format"], answer["pages"], answer["rewritten"])


def render_file(path: Path, *, file_format: str, first: int, last: int, folder: Path) -> list[PagePicture]:
    """Pictures of the pages `first` to `last`, written into `folder`. Raises Refused like `inspect_file`."""
    request = {"command": "render", "path": str(path), "output": str(folder), "file_format": file_format}
    pages: list[_Page] = json.loads(_ask({**request, "first": first, "last": last}))["pages"]
    return [PagePicture(p["number"], folder / f"{p['number']}.webp", p["width"], p["height"]) for p in pages]


def read_sheet_file(path: Path) -> Sheet:
    """The first sheet of an xlsx, inspected like every other file. Raises Refused."""
    answer: _SheetAnswer = json.loads(
        _ask({"command": "sheet", "path": str(path), "output": "", "file_format": "xlsx"})
    )
    if "refused" in answer:
        raise Refused(answer["refused"], answer["params"])
    lines = (
        Line(number, tuple(Cell(text, CellKind(kind)) for text, kind in cells)) for number, cells in answer["lines"]
    )
    return Sheet(tuple(lines), answer["epoch"])


def flatten_photo_file(
    path: Path, target: Path, *, turns: int, corners: Sequence[int], longest: int, quality: int
) -> None:
    """A photographed page turned, straightened and scaled, as a JPEG. Raises Refused."""
    wanted = {"turns": turns, "corners": list(corners), "longest": longest, "quality": quality}
    request = {"command": "flatten", "path": str(path), "output": str(target), "file_format": "jpg"}
    _require_taken(json.loads(_ask({**request, **wanted})))


def bind_photo_files(paths: Sequence[Path], target: Path) -> int:
    """Flattened pages as one PDF; how many it has. Raises Refused."""
    request = {"command": "bind", "path": "", "output": str(target), "file_format": "pdf"}
    answer = json.loads(_ask({**request, "photos": [str(path) for path in paths]}))
    _require_taken(answer)
    return int(answer["pages"])


def _require_taken(answer: _Answer) -> None:
    if "refused" in answer:
        raise Refused(answer["refused"], answer["params"])


def _ask(request: dict[str, object]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="tongban-inspect-") as scratch:
        try:
            done = subprocess.run(
                [sys.executable, "-m", "documents.inspection.child"],
                input=json.dumps(request).encode(),
                cwd=_ROOT,
                env={**_ENVIRONMENT, "TMPDIR": scratch},
                capture_output=True,
                timeout=WALL_SECONDS,
                check=True,
            )
        except subprocess.TimeoutExpired as error:
            raise Refused("file_too_complex") from error
        except subprocess.CalledProcessError as error:
            last_line = error.stderr.decode(errors="replace").strip().rpartition("\n")[2]
            _log.warning("inspection_child_died", command=request["command"], status=error.returncode, said=last_line)
            raise Refused("file_too_complex") from error
    return done.stdout
