"""The process that touches hostile bytes: little memory, little time, no secrets, no network to speak of.

    python -m documents.inspection.child  < request.json  > answer.json

Started by `documents.services.inspectors` with an empty environment. Limits itself before it imports a parser.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any

from documents.inspection.limits import CPU_SECONDS, MAX_UNPACKED_BYTES, MEMORY_BYTES


def limit_self() -> None:
    for kind, bound in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, MAX_UNPACKED_BYTES),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (bound, bound))


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """What was asked for, or the refusal. Each command imports its own parsers: a process does one thing."""
    from documents.inspection.verdict import Refused

    path, output = Path(request["path"]), Path(request["output"])
    if request["command"] == "render":
        return _rendered(request, path, output)
    work = {"sheet": _sheet, "flatten": _flattened, "bind": _bound}.get(request["command"], _inspected)
    try:
        return work(request, path, output)
    except Refused as refusal:
        return {"refused": refusal.code, "params": refusal.params}
    except (MemoryError, RecursionError):
        return {"refused": "file_too_complex", "params": {}}


def _rendered(request: dict[str, Any], path: Path, output: Path) -> dict[str, Any]:
    from documents.inspection.render import render_pages

    return {"pages": render_pages(path, request["file_format"], request["first"], request["last"], output)}


def _inspected(request: dict[str, Any], path: Path, output: Path) -> dict[str, Any]:
    from documents.inspection.formats import inspect_content
    from documents.inspection.packages import inspect_package

    declared = request["file_format"]
    if declared == "zip":
        finding = inspect_package(path)
    else:
        finding = inspect_content(path, declared, tuple(request["allowed"]), output)
    return {"file_format": finding.file_format, "pages": finding.pages, "rewritten": finding.rewritten}


def _sheet(_request: dict[str, Any], path: Path, _output: Path) -> dict[str, Any]:
    from documents.inspection.sheets import read_first_sheet

    return read_first_sheet(path)


def _flattened(request: dict[str, Any], path: Path, output: Path) -> dict[str, Any]:
    from documents.inspection.photos import flatten_photo

    wanted = {name: request[name] for name in ("turns", "corners", "longest", "quality")}
    width, height = flatten_photo(path, output, **wanted)
    return {"width": width, "height": height}


def _bound(request: dict[str, Any], _path: Path, output: Path) -> dict[str, Any]:
    from documents.inspection.photo_binding import bind_photos

    return {"pages": bind_photos([Path(each) for each in request["photos"]], output)}


if __name__ == "__main__":
    limit_self()
    json.dump(answer(json.load(sys.stdin)), sys.stdout)
