"""The process that sets a document: little memory, little time, no secrets, nothing to fetch from anywhere.

    python -m documents.typesetting.child  < request.json  > answer.json

Started by `documents.services.typesetting` with an empty environment. What people wrote comes as JSON beside the
template and is never read as markup; only the fonts that are shipped are used, so that the same words give the same
bytes on every machine.
"""

from __future__ import annotations

import json
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

MEMORY_BYTES = 2 << 30
CPU_SECONDS = 40
LARGEST_BYTES = 100 << 20


def limit_self() -> None:
    for kind, bound in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, LARGEST_BYTES),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (bound, bound))


def typeset(request: dict[str, Any]) -> dict[str, int]:
    """Write the PDF; its number of pages."""
    import pylopdf_fonts_zh_cn
    import pypdfium2
    import typst

    folder = Path(request["folder"])
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[Path(pylopdf_fonts_zh_cn.__file__).parent],
    )
    nowhere = folder / "packages"
    pdf = typst.compile(
        folder / request["template"],
        root=folder,
        font_paths=fonts,
        format="pdf",
        package_path=nowhere,
        package_cache_path=nowhere,
        timestamp=datetime.fromtimestamp(request["moment"], UTC),
    )
    (folder / request["output"]).write_bytes(pdf)
    document = pypdfium2.PdfDocument(pdf)
    try:
        return {"pages": len(document)}
    finally:
        document.close()


if __name__ == "__main__":
    limit_self()
    json.dump(typeset(json.load(sys.stdin)), sys.stdout)
