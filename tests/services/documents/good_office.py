"""More of what honest people upload: OFD, WPS, HEIC, and the pictures and books of everyday programs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pikepdf
from PIL import Image

from tests.services.documents.good_files import archive, docx, pdf, picture, relation, save_pdf, xlsx
from tests.services.documents.office_files import et, invoice_ofd, ofd, ofd_xml, record, sample, sealed_ofd, wps

LINK = '<ofd:Action><ofd:URI URI="https://www.most.gov.cn/"/></ofd:Action>'


def mode(kind: str, file_format: str) -> bytes:
    buffer = io.BytesIO()
    Image.new(kind, (120, 80)).save(buffer, file_format)
    return buffer.getvalue()


def scanned_pdf() -> bytes:
    """A picture as a page, as scanners make them."""
    buffer = io.BytesIO()
    Image.open(io.BytesIO(picture(size=(1240, 1754)))).save(buffer, "PDF", resolution=150)
    return buffer.getvalue()


def linked_pdf() -> bytes:
    document = pikepdf.new()
    page = document.add_blank_page()
    action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://www.most.gov.cn/")
    page.obj.Annots = [pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)]
    return save_pdf(document)


MORE_GOOD: dict[str, tuple[str, Callable[[], bytes]]] = {
    "pdf as a scanner makes it": ("pdf", scanned_pdf),
    "pdf with a link": ("pdf", linked_pdf),
    "pdf of one page": ("pdf", lambda: pdf(1)),
    "grey jpeg": ("jpg", lambda: mode("L", "JPEG")),
    "cmyk jpeg": ("jpg", lambda: mode("CMYK", "JPEG")),
    "large jpeg": ("jpg", lambda: picture(size=(4000, 3000))),
    "transparent png": ("png", lambda: mode("RGBA", "PNG")),
    "palette png": ("png", lambda: mode("P", "PNG")),
    "black and white png": ("png", lambda: mode("1", "PNG")),
    "docx with a picture": ("docx", lambda: docx({"word/media/image1.png": picture("PNG")})),
    "docx stored uncompressed": ("docx", lambda: _stored(docx())),
    "docx of much text": ("docx", lambda: docx(body="成果" * 50_000)),
    "xlsx with a link": (
        "xlsx",
        lambda: xlsx({"xl/_rels/workbook.xml.rels": relation("hyperlink", "https://www.most.gov.cn/", "External")}),
    ),
    "ofd": ("ofd", ofd),
    "ofd of 40 pages": ("ofd", lambda: ofd(pages=40)),
    "sealed ofd": ("ofd", sealed_ofd),
    "invoice as ofd": ("ofd", invoice_ofd),
    "ofd with a link": ("ofd", lambda: ofd(page_inner=LINK)),
    "ofd with a jpeg": (
        "ofd",
        lambda: ofd({"Doc_0/Res/a.jpg": picture(), "Doc_0/DocumentRes.xml": ofd_xml("Res", "")}),
    ),
    "wps": ("wps", wps),
    "wps with an empty pool": ("wps", lambda: wps({"\x01CompObj": b"x"})),
    "wps that speaks of DDE": ("wps", lambda: wps(text="本文说明 DDE 与 INCLUDETEXT。".encode("utf-16-le"))),
    "et": ("et", et),
    "et with its own names": ("et", lambda: et(record(0x01AE, b"\x01\x00\x01\x04"))),
    "zip with ofd and wps": ("zip", lambda: archive({"发票.ofd": invoice_ofd(), "说明.wps": wps()})),
}
#: What becomes a JPEG on the way in: declared format and bytes.
CONVERTED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "heic": ("heic", lambda: sample("photo.heic")),
    "heic named jpg": ("jpg", lambda: sample("photo.heic")),
    "jpeg named heic": ("heic", picture),
}


def _stored(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return archive({name: packed.read(name) for name in packed.namelist()}, zipfile.ZIP_STORED)
