"""Files that honest people upload, made by the libraries their programs use."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pikepdf
from PIL import Image, ImageDraw

DOCX_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
XLSX_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def picture(kind: str = "JPEG", size: tuple[int, int] = (400, 300), **options: object) -> bytes:
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).ellipse((40, 40, 200, 200), outline="red", width=6)
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def phone_photo() -> bytes:
    """A photograph lying on its side, with the place where it was taken in its metadata."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "taken at home"
    exif.get_ifd(0x8825)[2] = (22.0, 31.0, 12.0)
    return picture("JPEG", exif=exif, comment=b"private words")


def pdf(pages: int = 2, **options: object) -> bytes:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
    return save_pdf(document, **options)


def save_pdf(document: pikepdf.Pdf, **options: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer, **options)
    return buffer.getvalue()


def archive(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as out:
        for name, content in entries.items():
            out.writestr(name, content)
    return buffer.getvalue()


def content_types(main: str, part: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{part}" ContentType="{main}"/></Types>'
    ).encode()


def relation(kind: str, target: str, mode: str = "Internal") -> bytes:
    return (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE_RELATIONS}/{kind}" '
        f'Target="{target}" TargetMode="{mode}"/></Relationships>'
    ).encode()


def docx(extra: dict[str, bytes] | None = None, main: str = DOCX_MAIN, body: str = "成果简介") -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = f'<w:document xmlns:w="{space}"><w:body><w:p><w:r><w:t>{body}</w:t></w:r></w:p></w:body></w:document>'
    entries = {
        "[Content_Types].xml": content_types(main, "word/document.xml"),
        "_rels/.rels": relation("officeDocument", "word/document.xml"),
        "word/document.xml": document.encode(),
    }
    return archive(entries | (extra or {}))


def xlsx(extra: dict[str, bytes] | None = None) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    entries = {
        "[Content_Types].xml": content_types(XLSX_MAIN, "xl/workbook.xml"),
        "_rels/.rels": relation("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{space}"><sheets/></workbook>'.encode(),
    }
    return archive(entries | (extra or {}))


def gbk_archive() -> bytes:
    """Packed by an old Chinese Windows: names in GBK, the flag for UTF-8 not set."""
    written = archive({"AAAAAAAA.pdf": pdf()})
    return written.replace(b"AAAAAAAA", "成果报告".encode("gbk"))


def signed_form() -> bytes:
    """A PDF with a form and a signature field, as e-seals leave it."""
    document = pikepdf.new()
    document.add_blank_page()
    field = document.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="seal", Subtype=pikepdf.Name.Widget))
    document.Root.AcroForm = pikepdf.Dictionary(Fields=[field], SigFlags=3)
    return save_pdf(document)


GOOD: dict[str, tuple[str, Callable[[], bytes]]] = {
    "pdf": ("pdf", pdf),
    "pdf of 300 pages": ("pdf", lambda: pdf(300)),
    "pdf with object streams": ("pdf", lambda: pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate)),
    "linearised pdf": ("pdf", lambda: pdf(linearize=True)),
    "pdf padded by a scanner": ("pdf", lambda: pdf() + b"\r\n" + bytes(512)),
    "pdf with a signature": ("pdf", signed_form),
    "jpeg": ("jpg", picture),
    "progressive jpeg": ("jpg", lambda: picture("JPEG", progressive=True)),
    "photo with place": ("jpg", phone_photo),
    "png named jpg": ("jpg", lambda: picture("PNG")),
    "png": ("png", lambda: picture("PNG")),
    "docx": ("docx", docx),
    "docx with a link": (
        "docx",
        lambda: docx({"word/_rels/document.xml.rels": relation("hyperlink", "https://www.most.gov.cn/", "External")}),
    ),
    "docx with a chart's sheet": ("docx", lambda: docx({"word/embeddings/Sheet1.xlsx": xlsx()})),
    "xlsx": ("xlsx", xlsx),
    "zip of papers": ("zip", lambda: archive({"a/报告.pdf": pdf(), "a/章.png": picture("PNG")})),
    "zip from chinese windows": ("zip", gbk_archive),
}
