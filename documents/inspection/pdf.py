"""PDF: parsed as a whole, object streams included; what acts, carries files or hides another format is refused.

Refused rather than rewritten: a signed document must keep its bytes.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path

import pikepdf
import pypdfium2

from documents.inspection.limits import MAX_PAGES, MAX_PDF_NODES
from documents.inspection.verdict import Finding, Refused

_ACTIVE_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/RichMediaExecute", "/Movie"}
)
_SCRIPT_KEYS = ("/JS", "/JavaScript")
_CARRIER_KEYS = ("/EmbeddedFiles", "/EF", "/RichMediaContent")
_CARRIER_SUBTYPES = frozenset({"/FileAttachment", "/RichMedia", "/3D"})
_END = b"%%EOF"
#: Scanners pad with zeros or line ends; nothing else may follow the end.
_PADDING = b"\0\t\r\n\x0c "
_LARGEST_TAIL = 64 * 1024


def inspect_pdf(path: Path) -> Finding:
    """Count the pages of a PDF that is whole, open and passive. Raises Refused."""
    _check_frame(path)
    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise Refused("file_encrypted")
            pages = len(pdf.pages)
            _check_objects(pdf)
    except pikepdf.PasswordError as error:
        raise Refused("file_encrypted") from error
    except (pikepdf.PdfError, ValueError, RuntimeError, TypeError) as error:
        raise Refused("file_damaged") from error
    if not pages:
        raise Refused("file_damaged")
    if pages > MAX_PAGES:
        raise Refused("file_too_many_pages", {"limit": MAX_PAGES})
    _check_render(path, pages)
    return Finding("pdf", pages=pages)


def _check_frame(path: Path) -> None:
    """The file begins and ends as a PDF and cannot be read as an archive as well."""
    with path.open("rb") as source:
        if source.read(5) != b"%PDF-":
            raise Refused("file_polyglot")
        source.seek(0, 2)
        size = source.tell()
        source.seek(max(size - _LARGEST_TAIL, 0))
        tail = source.read()
    end = tail.rfind(_END)
    if end < 0:
        with path.open("rb") as source:
            found = any(_END in block for block in iter(lambda: source.read(1 << 20), b""))
        raise Refused("file_polyglot" if found else "file_truncated")
    if tail[end + len(_END) :].strip(_PADDING) or zipfile.is_zipfile(path):
        raise Refused("file_polyglot")


def _check_objects(pdf: pikepdf.Pdf) -> None:
    """Look into every object once, however deep it is nested; `pdf.objects` unpacks the object streams."""
    seen = 0
    pending: list[object] = [pdf.trailer]
    for indirect in pdf.objects:
        pending.append(indirect)
        while pending:
            seen += 1
            if seen > MAX_PDF_NODES:
                raise Refused("file_too_complex")
            pending.extend(_direct_children(pending.pop()))


def _direct_children(node: object) -> Iterable[object]:
    if isinstance(node, pikepdf.Stream):
        node = node.stream_dict
    if isinstance(node, pikepdf.Dictionary):
        keys = frozenset(node.keys())
        _check_dictionary(node, keys)
        return [value for value in (node[key] for key in keys) if _is_direct_container(value)]
    if isinstance(node, pikepdf.Array):
        return [value for value in node.as_list() if _is_direct_container(value)]
    return ()


def _is_direct_container(value: object) -> bool:
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect


def _check_dictionary(node: pikepdf.Dictionary, keys: frozenset[str]) -> None:
    if keys.intersection(_SCRIPT_KEYS) or ("/S" in keys and _name(node["/S"]) in _ACTIVE_ACTIONS):
        raise Refused("file_active_content")
    if "/XFA" in keys:
        raise Refused("file_xfa_form")
    if keys.intersection(_CARRIER_KEYS) or ("/Subtype" in keys and _name(node["/Subtype"]) in _CARRIER_SUBTYPES):
        raise Refused("file_embedded_file")


def _name(value: object) -> str:
    return str(value) if isinstance(value, pikepdf.Name) else ""


def _check_render(path: Path, pages: int) -> None:
    """The renderer must see the same document: a file that two readers read differently hides something."""
    try:
        document = pypdfium2.PdfDocument(path)
        try:
            if len(document) != pages:
                raise Refused("file_damaged")
            document[0].render(scale=0.1).close()
        finally:
            document.close()
    except pypdfium2.PdfiumError as error:
        raise Refused("file_damaged") from error
