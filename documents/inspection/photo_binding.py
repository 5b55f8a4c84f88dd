"""Flattened pages bound into one PDF. Apart from the flattening, which runs once a page and needs no PDF library."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pikepdf
from PIL import Image

#: A4 in PDF units, and what stays white around a page.
_A4 = (595, 842)
_MARGIN = 14


def bind_photos(paths: Sequence[Path], target: Path) -> int:
    """One PDF with a picture on each A4 page, upright or lengthwise as the picture is; the number of pages."""
    document = pikepdf.new()
    for path in paths:
        _add_page(document, path)
    document.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return len(document.pages)


def _add_page(document: pikepdf.Pdf, path: Path) -> None:
    with Image.open(path, formats=["JPEG"]) as picture:
        width, height = picture.size
    paper_width, paper_height = _A4 if height >= width else _A4[::-1]
    scale = min((paper_width - 2 * _MARGIN) / width, (paper_height - 2 * _MARGIN) / height)
    drawn_width, drawn_height = width * scale, height * scale
    left, bottom = (paper_width - drawn_width) / 2, (paper_height - drawn_height) / 2
    image = pikepdf.Stream(
        document,
        path.read_bytes(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=width,
        Height=height,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    drawing = f"q {drawn_width:.3f} 0 0 {drawn_height:.3f} {left:.3f} {bottom:.3f} cm /Photo Do Q"
    page = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=[0, 0, paper_width, paper_height],
        Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(Photo=document.make_indirect(image))),
        Contents=document.make_indirect(pikepdf.Stream(document, drawing.encode())),
    )
    document.pages.append(pikepdf.Page(document.make_indirect(page)))
