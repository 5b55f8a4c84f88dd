"""Setting documents as PDF from a template and data, in a child process that can break nothing else."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

_log = structlog.get_logger()
_ROOT = Path(__file__).resolve().parents[2]
_WALL_SECONDS = 60
_OUTPUT = "document.pdf"
#: No address, no key, no password; one thread per document, several documents at once.
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "RAYON_NUM_THREADS": "1"}


class TypesettingFailed(Exception):
    """A document could not be set: the template or the machine is at fault, never the person who asked."""


@dataclass(frozen=True, slots=True)
class TypesetDocument:
    """A PDF on the worker's disk."""

    path: Path
    pages: int


def typeset(
    template: Path, data: Mapping[str, object], *, pictures: Mapping[str, str], moment: datetime, folder: Path
) -> TypesetDocument:
    """Set `template` (Typst) with `data.json` and `pictures` (file name → SVG) beside it, all copied into `folder`.

    The same input gives the same bytes: `moment` is the document's date. Raises TypesettingFailed.
    """
    shutil.copy(template, folder / template.name)
    (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    for name, picture in pictures.items():
        (folder / name).write_text(picture, encoding="utf-8")
    request = {
        "folder": str(folder),
        "template": template.name,
        "output": _OUTPUT,
        "moment": int(moment.timestamp()),
    }
    return TypesetDocument(folder / _OUTPUT, _ask(request, folder)["pages"])


def _ask(request: Mapping[str, object], folder: Path) -> dict[str, int]:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "documents.typesetting.child"],
            input=json.dumps(request).encode(),
            cwd=_ROOT,
            env={**_ENVIRONMENT, "TMPDIR": str(folder)},
            capture_output=True,
            timeout=_WALL_SECONDS,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        raise TypesettingFailed("timeout") from error
    except subprocess.CalledProcessError as error:
        last_line = error.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        _log.warning("typesetting_child_died", template=request["template"], status=error.returncode, said=last_line)
        raise TypesettingFailed("child") from error
    answer: dict[str, int] = json.loads(done.stdout)
    return answer
