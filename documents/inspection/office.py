"""docx and xlsx: the package is read part by part; programs, objects, outside links and document types are refused."""

from __future__ import annotations

import posixpath
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from documents.inspection.archives import open_archive, read_entry
from documents.inspection.verdict import Finding, Refused
from documents.inspection.xml_parts import parse_part

_CONTENT_TYPES = "[Content_Types].xml"
_MAIN_PARTS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
_PACKAGES = frozenset({"docx", "xlsx"})
_MACRO_WORDS = ("macroenabled", "vbaproject", "vnd.ms-office.activex", "macrosheet")
_MACRO_FOLDERS = ("/macrosheets/", "/dialogsheets/", "/activex/", "/ctrlprops/", "/jdedata")
_PASSIVE_LINK = "/hyperlink"


def inspect_office(path: Path, file_format: str, *, nested: bool = False) -> Finding:
    """Read every part of the package. Raises Refused.

    A package inside a package (the sheet behind a chart) is read as well, one inside that is refused.
    """
    with open_archive(path) as archive:
        names = {info.filename: info for info in archive.infolist()}
        if _CONTENT_TYPES not in names:
            raise Refused("file_content_mismatch")
        _check_content_types(read_entry(archive, names[_CONTENT_TYPES]), file_format)
        for info in archive.infolist():
            _check_part(archive, info, nested=nested)
    return Finding(file_format)


def _check_content_types(content: bytes, file_format: str) -> None:
    scan = _XmlScan(content)
    declared = [attributes.get("ContentType", "").lower() for _, attributes in scan.elements]
    if any(word in kind for kind in declared for word in _MACRO_WORDS):
        raise Refused("file_macro")
    if _MAIN_PARTS[file_format] not in declared:
        raise Refused("file_content_mismatch")


def _check_part(archive: zipfile.ZipFile, info: zipfile.ZipInfo, *, nested: bool) -> None:
    name = "/" + info.filename.lower()
    extension = posixpath.splitext(name)[1].removeprefix(".")
    if "vbaproject" in name or any(folder in name for folder in _MACRO_FOLDERS):
        raise Refused("file_macro")
    content = read_entry(archive, info)
    if content.startswith(b"\xd0\xcf\x11\xe0") or ("/embeddings/" in name and extension not in _PACKAGES):
        raise Refused("file_embedded_object")
    if extension in _PACKAGES:
        _check_nested(content, extension, nested=nested)
    elif extension in {"xml", "rels", "vml"}:
        _check_xml(content, is_relations=extension == "rels")


def _check_nested(content: bytes, extension: str, *, nested: bool) -> None:
    if nested:
        raise Refused("file_embedded_object")
    with TemporaryDirectory() as folder:
        inner = Path(folder) / "part"
        inner.write_bytes(content)
        inspect_office(inner, extension, nested=True)


def _check_xml(content: bytes, *, is_relations: bool) -> None:
    scan = _XmlScan(content)
    if is_relations:
        for _, attributes in scan.elements:
            if attributes.get("TargetMode", "").lower() == "external" and not attributes.get("Type", "").endswith(
                _PASSIVE_LINK
            ):
                raise Refused("file_external_reference")
    if any(name.rpartition(":")[2] == "ddeLink" for name, _ in scan.elements) or scan.has_dde_field():
        raise Refused("file_external_reference")


class _XmlScan:
    """What one pass over a part finds."""

    def __init__(self, content: bytes) -> None:
        self.elements: list[tuple[str, dict[str, str]]] = []
        self._instructions: list[str] = []
        self._inside_instruction = False
        parse_part(content, start=self._start, end=self._end, text=self._text)

    def has_dde_field(self) -> bool:
        words = "".join(self._instructions).upper().split()
        return any(word.strip('"').startswith("DDE") for word in words)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "ddeLink" or (attributes and local in {"Default", "Override", "Relationship"}):
            self.elements.append((name, attributes))
        self._inside_instruction = local == "instrText"
        if local == "fldSimple":
            self._instructions.append(" " + next((v for k, v in attributes.items() if k.endswith("instr")), ""))
        elif local == "fldChar":
            self._instructions.append(" ")

    def _end(self, _name: str) -> None:
        self._inside_instruction = False

    def _text(self, text: str) -> None:
        if self._inside_instruction:
            self._instructions.append(text)
