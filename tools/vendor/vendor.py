"""Copies the browser files we ship out of node_modules, with licences and checksums.

    cd tools/vendor && npm ci --ignore-scripts && python vendor.py

Needed only to refresh a version: the result is committed, and neither `make run` nor `make test` needs node.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODULES = HERE / "node_modules"
TARGET = HERE.parents[1] / "config" / "static" / "vendor"
#: A map named in a comment but not shipped breaks the hashed static storage.
SOURCE_MAP = re.compile(r"\n?(/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=\S+)")


def main() -> None:
    bootstrap = fresh_folder("bootstrap", "bootstrap")
    copy_text(MODULES / "bootstrap/dist/css/bootstrap.min.css", bootstrap / "bootstrap.min.css")
    copy_text(MODULES / "bootstrap/LICENSE", bootstrap / "LICENSE")

    alpine = fresh_folder("alpinejs-csp", "@alpinejs/csp")
    copy_text(MODULES / "@alpinejs/csp/dist/cdn.min.js", alpine / "alpine-csp.min.js")
    # The package carries no licence file; this is the one of its repository.
    copy_text(HERE / "licences/alpinejs.txt", alpine / "LICENSE")

    icons = fresh_folder("tabler-icons", "@tabler/icons")
    (icons / "sprite.svg").write_text(icon_sprite(), encoding="utf-8")
    copy_text(MODULES / "@tabler/icons/LICENSE", icons / "LICENSE")

    for folder in (bootstrap, alpine, icons):
        write_checksums(folder)


def fresh_folder(name: str, package: str) -> Path:
    """An empty folder named for the installed version; older versions of the same package are removed."""
    version = json.loads((MODULES / package / "package.json").read_text(encoding="utf-8"))["version"]
    for old in TARGET.glob(f"{name}-[0-9]*"):
        shutil.rmtree(old)
    folder = TARGET / f"{name}-{version}"
    folder.mkdir(parents=True)
    return folder


def copy_text(source: Path, target: Path) -> None:
    target.write_text(SOURCE_MAP.sub("", source.read_text(encoding="utf-8")), encoding="utf-8")


def icon_sprite() -> str:
    """One SVG with a symbol per name in icons.txt; stroke and size are left to the theme."""
    symbols = []
    for name in (HERE / "icons.txt").read_text(encoding="utf-8").split():
        drawing = (MODULES / "@tabler/icons/icons/outline" / f"{name}.svg").read_text(encoding="utf-8")
        body = drawing[drawing.index(">") + 1 : drawing.rindex("</svg>")]
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{" ".join(body.split())}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def write_checksums(folder: Path) -> None:
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}"
        for path in sorted(folder.iterdir())
        if path.name != "SHA256SUMS"
    ]
    (folder / "SHA256SUMS").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
