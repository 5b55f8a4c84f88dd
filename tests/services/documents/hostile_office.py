"""Hostile OFD, WPS and HEIC, and the tricks with XML that all packages share."""

from __future__ import annotations

from tests.services.documents.good_files import archive, docx, picture, xlsx
from tests.services.documents.hostile import EICAR, SCRIPT, Hostile, xml_with_doctype
from tests.services.documents.office_files import compound, et, ofd, ofd_xml, record, sample, wps

LAUGHS = (
    b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]><a>&c;&c;&c;</a>'
)
DEEP = b"<a>" * 20_000 + b"</a>" * 20_000


def _acting(element: str) -> bytes:
    return ofd(page_inner=f"<ofd:Action Event='DO'><ofd:{element}/></ofd:Action>")


def _leading(scheme: str) -> bytes:
    return ofd(page_inner=f'<ofd:Action><ofd:URI URI="{scheme}"/></ofd:Action>')


MORE_HOSTILE: dict[str, Hostile] = {
    "ofd with a doctype": Hostile("ofd", lambda: ofd({"Doc_0/a.xml": xml_with_doctype()}), "file_external_reference"),
    "ofd of a billion laughs": Hostile("ofd", lambda: ofd({"Doc_0/a.xml": LAUGHS}), "file_external_reference"),
    "ofd nested without end": Hostile("ofd", lambda: ofd({"Doc_0/a.xml": DEEP}), "file_too_complex"),
    "ofd with a program": Hostile("ofd", lambda: ofd({"Doc_0/Attachs/run.exe": b"MZ"}), "file_embedded_object"),
    "program called a seal": Hostile("ofd", lambda: ofd({"Doc_0/Seal.esl": b"MZ" + bytes(99)}), "file_embedded_object"),
    "svg called a font": Hostile("ofd", lambda: ofd({"Doc_0/Res/a.ttf": b"<svg/>"}), "file_embedded_object"),
    "html in ofd": Hostile("ofd", lambda: ofd({"Doc_0/a.html": SCRIPT}), "file_embedded_object"),
    "script called a picture": Hostile("ofd", lambda: ofd({"Doc_0/Res/a.png": SCRIPT}), "file_content_mismatch"),
    "archive in ofd": Hostile("ofd", lambda: ofd({"Doc_0/a.dat": archive({"a": b"b"})}), "file_embedded_object"),
    "ofd opens an attachment": Hostile("ofd", lambda: _acting("GotoA"), "file_ofd_active"),
    "ofd plays a film": Hostile("ofd", lambda: _acting("Movie"), "file_ofd_active"),
    "ofd plays a sound": Hostile("ofd", lambda: _acting("Sound"), "file_ofd_active"),
    "ofd with a script": Hostile("ofd", lambda: _acting("Script"), "file_ofd_active"),
    "ofd leads to a script": Hostile("ofd", lambda: _leading("javascript:alert(1)"), "file_external_reference"),
    "ofd leads to a file": Hostile("ofd", lambda: _leading("file:///etc/passwd"), "file_external_reference"),
    "ofd with a page outside": Hostile("ofd", lambda: ofd(place="../../etc/passwd"), "file_archive_unsafe_name"),
    "ofd with a page elsewhere": Hostile("ofd", lambda: ofd(place="http://x/page.xml"), "file_external_reference"),
    "ofd with a picture elsewhere": Hostile(
        "ofd",
        lambda: ofd({"Doc_0/PublicRes.xml": ofd_xml("Res", "<ofd:MediaFile>http://x/a.png</ofd:MediaFile>")}),
        "file_external_reference",
    ),
    "ofd slips": Hostile("ofd", lambda: ofd({"../a.xml": b"<a/>"}), "file_archive_unsafe_name"),
    "ofd bomb": Hostile("ofd", lambda: ofd({"Doc_0/a.xml": bytes(90_000_000)}), "file_archive_bomb"),
    "encrypted ofd": Hostile("ofd", lambda: ofd({"Encryptions.xml": b"<a/>"}), "file_encrypted"),
    "ofd without pages": Hostile("ofd", lambda: ofd(pages=0), "file_damaged"),
    "ofd whose page is missing": Hostile("ofd", lambda: ofd(place="Pages/None/Content.xml"), "file_damaged"),
    "broken xml in ofd": Hostile("ofd", lambda: ofd({"Doc_0/a.xml": b"<a>"}), "file_damaged"),
    "docx called ofd": Hostile("ofd", docx, "file_content_mismatch"),
    "ofd called docx": Hostile("docx", ofd, "file_content_mismatch"),
    "html before ofd": Hostile("ofd", lambda: SCRIPT + ofd(), "file_content_mismatch"),
    "html behind ofd": Hostile("ofd", lambda: ofd() + SCRIPT, "file_polyglot"),
    "wps with a macro": Hostile("wps", lambda: wps({"Macros/VBA": b"x"}), "file_macro"),
    "wps with a script of wps": Hostile("wps", lambda: wps({"JDEData": b"x"}), "file_macro"),
    "wps with an object": Hostile("wps", lambda: wps({"ObjectPool/_1234": b"x"}), "file_embedded_object"),
    "wps with a packed program": Hostile("wps", lambda: wps({"\x01Ole10Native": b"MZ"}), "file_embedded_object"),
    "wps with a password": Hostile("wps", lambda: wps(flags=0x0100), "file_encrypted"),
    "wps with dde": Hostile("wps", lambda: wps(text=b"\x13 DDEAUTO c:\\cmd.exe"), "file_external_reference"),
    "wps with dde in two bytes": Hostile(
        "wps", lambda: wps(text="\x13 ddeauto cmd".encode("utf-16-le")), "file_external_reference"
    ),
    "wps that fetches": Hostile(
        "wps", lambda: wps(text=b'\x13INCLUDEPICTURE "http://x/a.png"'), "file_external_reference"
    ),
    "encrypted package called wps": Hostile("wps", lambda: compound({"EncryptedPackage": b"x"}), "file_encrypted"),
    "installer called wps": Hostile("wps", lambda: compound({"Installer": b"x"}), "file_content_mismatch"),
    "et called wps": Hostile("wps", et, "file_content_mismatch"),
    "docx called wps": Hostile("wps", docx, "file_content_mismatch"),
    "truncated wps": Hostile("wps", lambda: wps()[:1500], "file_damaged"),
    "et with a macro": Hostile("et", lambda: et(extra={"_VBA_PROJECT_CUR/VBA": b"x"}), "file_macro"),
    "et with a macro sheet": Hostile("et", lambda: et(kind=1), "file_macro"),
    "et with a project": Hostile("et", lambda: et(record(0x00D3)), "file_macro"),
    "et with a password": Hostile("et", lambda: et(record(0x002F, bytes(6))), "file_encrypted"),
    "et that reads another book": Hostile(
        "et", lambda: et(record(0x01AE, b"\x01\x00\x08\x00other.xls")), "file_external_reference"
    ),
    "et with an object": Hostile("et", lambda: et(extra={"MBD0001/Workbook": b"x"}), "file_embedded_object"),
    "xlsx called et": Hostile("et", xlsx, "file_content_mismatch"),
    "script of wps in docx": Hostile("docx", lambda: docx({"word/JDEData.bin": b"x"}), "file_macro"),
    "docx nested without end": Hostile("docx", lambda: docx({"word/a.xml": DEEP}), "file_too_complex"),
    "xlsx of a billion laughs": Hostile("xlsx", lambda: xlsx({"xl/a.xml": LAUGHS}), "file_external_reference"),
    "truncated heic": Hostile("heic", lambda: sample("photo.heic")[:-900], "file_damaged"),
    "head of a heic": Hostile("heic", lambda: sample("photo.heic")[:60], "file_damaged"),
    "html called heic": Hostile("heic", lambda: b"<html>" + SCRIPT, "file_content_mismatch"),
    "film called heic": Hostile("heic", lambda: b"\0\0\0\x18ftypmp42" + bytes(400), "file_content_mismatch"),
    "heic with a program behind": Hostile("heic", lambda: sample("photo.heic") + b"MZ" + SCRIPT, None),
    "virus behind a jpeg called heic": Hostile("heic", lambda: picture() + EICAR + SCRIPT, None),
}
