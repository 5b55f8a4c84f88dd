"""JPEG and PNG: full decode against the pixel limit, then only the bytes that make the picture are kept.

Cameras write places and names into pictures, attackers write programs. Everything but the picture itself is dropped
without re-compressing it: the pixels stay exactly what was uploaded, the metadata and whatever is appended go.
"""

from __future__ import annotations

import struct
import warnings
import zlib
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from documents.inspection.limits import MAX_PIXELS
from documents.inspection.verdict import Finding, Refused

_PIL_FORMATS = {"jpg": "JPEG", "png": "PNG"}
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"pHYs", b"sBIT", b"bKGD"}
)
_ORIENTATION = 0x0112
_UPRIGHT = 1
_MARK, _EOI, _SOS = 0xFF, 0xD9, 0xDA
#: JFIF, ICC profile and Adobe's colour transform change how the picture looks; all other APPn and COM do not.
_JPEG_APPLICATION = range(0xE0, 0xF0)
_JPEG_KEPT_APPLICATION = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
_JPEG_COMMENT = 0xFE
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})


def inspect_picture(path: Path, file_format: str, cleaned: Path) -> Finding:
    """Decode the whole picture and write its cleaned bytes to `cleaned`. Raises Refused."""
    orientation = _decode(path, file_format)
    data = path.read_bytes()
    kept = _strip_jpeg(data, orientation) if file_format == "jpg" else _strip_png(data)
    if kept != data:
        cleaned.write_bytes(kept)
        _decode(cleaned, file_format)
    return Finding(file_format, pages=1, rewritten=kept != data)


def _decode(path: Path, file_format: str) -> int:
    """Verify, then decode every pixel; returns the EXIF orientation."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=[_PIL_FORMATS[file_format]]) as picture:
                picture.verify()
            with Image.open(path, formats=[_PIL_FORMATS[file_format]]) as picture:
                picture.load()
                orientation = int(picture.getexif().get(_ORIENTATION, _UPRIGHT))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("file_picture_too_large", {"limit": MAX_PIXELS // 10_000}) from error
    except UnidentifiedImageError as error:
        raise Refused("file_damaged") from error
    except (OSError, SyntaxError, ValueError, struct.error, zlib.error) as error:
        raise Refused("file_damaged") from error
    return orientation if orientation in range(1, 9) else _UPRIGHT


def _strip_png(data: bytes) -> bytes:
    if not data.startswith(_PNG_SIGNATURE):
        raise Refused("file_damaged")
    kept, at = [_PNG_SIGNATURE], len(_PNG_SIGNATURE)
    while at + 12 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, end = data[at + 4 : at + 8], at + 12 + length
        if end > len(data):
            break
        if kind in _PNG_KEPT:
            kept.append(data[at:end])
        if kind == b"IEND":
            return b"".join(kept)
        at = end
    raise Refused("file_truncated")


def _strip_jpeg(data: bytes, orientation: int) -> bytes:
    """Segments up to the end marker of the first picture; its orientation is kept in a minimal EXIF block."""
    if data[:2] != b"\xff\xd8":
        raise Refused("file_damaged")
    kept, at = [data[:2]], 2
    if orientation != _UPRIGHT:
        kept.append(_orientation_segment(orientation))
    while at + 4 <= len(data) or data[at : at + 2] == b"\xff\xd9":
        if data[at] != _MARK:
            raise Refused("file_damaged")
        marker = data[at + 1]
        if marker == _MARK:
            at += 1
            continue
        if marker == _EOI:
            return b"".join([*kept, b"\xff\xd9"])
        end = at + 2 if marker in _STANDALONE else at + 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
        if marker == _SOS:
            end = _end_of_scan(data, end)
        if _keeps(marker, data[at + 4 : at + 20]):
            kept.append(data[at:end])
        at = end
    raise Refused("file_truncated")


def _keeps(marker: int, content: bytes) -> bool:
    if marker in _JPEG_APPLICATION:
        return content.startswith(_JPEG_KEPT_APPLICATION.get(marker, b"\0never\0"))
    return marker != _JPEG_COMMENT


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the next real marker after entropy-coded data begins: not a stuffed zero, not a restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise Refused("file_truncated")
        following = data[at + 1]
        if following not in (0x00, _MARK) and following not in _STANDALONE:
            return at
        at += 1 if following == _MARK else 2


def _orientation_segment(orientation: int) -> bytes:
    tiff = b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, _ORIENTATION, 3, 1, orientation, 0, 0)
    content = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content
