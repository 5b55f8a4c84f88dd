"""OFD packages and the compound files of WPS, made part by part: no library of ours writes them."""

from __future__ import annotations

import struct
from itertools import pairwise
from pathlib import Path

from tests.services.documents.good_files import archive, picture

SAMPLES = Path(__file__).parent / "samples"
SPACE = "http://www.ofdspec.org/2016"
_SECTOR = 512
_END, _FREE, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def ofd_xml(name: str, inner: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><ofd:{name} xmlns:ofd="{SPACE}">{inner}</ofd:{name}>'.encode()


def ofd(extra: dict[str, bytes] | None = None, *, pages: int = 1, page_inner: str = "", place: str = "") -> bytes:
    """`extra` replaces or adds parts."""
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="{place or f"Pages/Page_{n}/Content.xml"}"/>' for n in range(pages))
    entries = {
        "OFD.xml": ofd_xml("OFD", "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"),
        "Doc_0/Document.xml": ofd_xml("Document", f"<ofd:CommonData/><ofd:Pages>{listed}</ofd:Pages>"),
    }
    for number in range(pages):
        entries[f"Doc_0/Pages/Page_{number}/Content.xml"] = ofd_xml("Page", f"<ofd:Content>{page_inner}</ofd:Content>")
    return archive(entries | (extra or {}))


def sealed_ofd() -> bytes:
    """With a picture, a font and an electronic seal, as e-licences come."""
    return ofd(
        {
            "Doc_0/Res/image_1.png": picture("PNG"),
            "Doc_0/Res/font_1.ttf": b"\0\1\0\0" + bytes(40),
            "Doc_0/Signs/Sign_0/SignedValue.dat": b"\x30\x82\x01\x00" + bytes(256),
            "Doc_0/Signs/Sign_0/Seal.esl": b"\x30\x82\x01\x00" + bytes(256),
            "Doc_0/PublicRes.xml": ofd_xml("Res", "<ofd:MediaFile>image_1.png</ofd:MediaFile>"),
        }
    )


def invoice_ofd() -> bytes:
    """An electronic invoice carries its data as an attached XML."""
    listed = '<ofd:Attachment Name="original_invoice"><ofd:FileLoc>original_invoice.xml</ofd:FileLoc></ofd:Attachment>'
    return ofd(
        {
            "Doc_0/Attachs/Attachments.xml": ofd_xml("Attachments", listed),
            "Doc_0/Attachs/original_invoice.xml": b"<eInvoice><Amount>100</Amount></eInvoice>",
        }
    )


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file (MS-CFB). A name with a slash lies in a storage of the first part's name."""
    padded = {name: content.ljust(4096, b"\0") for name, content in streams.items()}
    storages = list(dict.fromkeys(name.split("/")[0] for name in padded if "/" in name))
    entries = 1 + len(storages) + len(padded)
    directory_sectors = -(-entries // 4)
    chains, at = {}, 1 + directory_sectors
    table = [_FAT, *range(2, 1 + directory_sectors), _END]
    for name, content in padded.items():
        count = -(-len(content) // _SECTOR)
        chains[name] = at
        table += [*range(at + 1, at + count), _END]
        at += count
    assert len(table) <= _SECTOR // 4, "one sector of the table is enough for tests"
    header = struct.pack("<8s16s5H6xLLLLLLLLL", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 62, 3, 0xFFFE, 9, 6,
                         0, 1, 1, 0, 4096, _END, 0, _END, 0)  # fmt: skip
    header += struct.pack("<109L", 0, *[_FREE] * 108)
    table += [_FREE] * (_SECTOR // 4 - len(table))
    body = b"".join(content.ljust(-(-len(content) // _SECTOR) * _SECTOR, b"\0") for content in padded.values())
    directory = _directory(padded, storages, chains).ljust(directory_sectors * _SECTOR, b"\0")
    return header + struct.pack(f"<{_SECTOR // 4}L", *table) + directory + body


def _directory(padded: dict[str, bytes], storages: list[str], chains: dict[str, int]) -> bytes:
    """Siblings hang to the right of each other: a poor tree, and a legal one."""
    children: dict[str, list[str]] = {"": [*storages, *(name for name in padded if "/" not in name)]}
    for storage in storages:
        children[storage] = [name for name in padded if name.startswith(f"{storage}/")]
    order = ["", *storages, *padded]
    right = {one: other for listed in children.values() for one, other in pairwise(listed)}
    written = b""
    for name in order:
        label = (name.split("/")[-1] or "Root Entry").encode("utf-16-le") + b"\0\0"
        kind = 5 if not name else 2 if name in padded else 1
        child = order.index(children[name][0]) if children.get(name) else _NONE
        sibling = order.index(right[name]) if name in right else _NONE
        start, size = (chains[name], len(padded[name])) if name in padded else (0 if name else _END, 0)
        written += label.ljust(64, b"\0") + struct.pack(
            "<HBBLLL16sLQQLQ", len(label), kind, 1, _NONE, sibling, child, b"", 0, 0, 0, start, size
        )
    return written


def wps(extra: dict[str, bytes] | None = None, *, flags: int = 0, text: bytes = b"") -> bytes:
    head = struct.pack("<HHHHHH", 0xA5EC, 0x00C1, 0, 0x0804, 0, flags) + bytes(500)
    return compound({"WordDocument": head + text, "1Table": bytes(64), "\x05SummaryInformation": b"x"} | (extra or {}))


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def et(records: bytes = b"", extra: dict[str, bytes] | None = None, *, kind: int = 0) -> bytes:
    sheet = struct.pack("<LBB", 0, 0, kind) + b"\x06\x00Sheet1"
    book = record(0x0809, bytes(16)) + record(0x0085, sheet) + records + record(0x000A)
    return compound({"Workbook": book, "\x05SummaryInformation": b"x"} | (extra or {}))
