"""Page pictures: what a person looks at instead of opening the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps

from documents.inspection.limits import MAX_PIXELS, PAGE_HEIGHT, PAGE_WIDTH

_POINTS_TO_PIXELS = 2.2
_QUALITY = 82


@dataclass(frozen=True, slots=True)
class RenderedPage:
    number: int
    width: int
    height: int


def render_pages(path: Path, file_format: str, first: int, last: int, folder: Path) -> list[dict[str, int]]:
    """Write `<number>.webp` into `folder` for the pages asked for that exist."""
    pages = _pdf_pages(path, first, last) if file_format == "pdf" else _picture_pages(path, file_format, first)
    return [asdict(_save(picture, number, folder)) for number, picture in pages]


def _pdf_pages(path: Path, first: int, last: int) -> Iterator[tuple[int, Image.Image]]:
    document = pypdfium2.PdfDocument(path)
    document.init_forms()
    try:
        for number in range(first, min(last, len(document)) + 1):
            page = document[number - 1]
            width, height = page.get_size()
            scale = min(_POINTS_TO_PIXELS, PAGE_WIDTH / max(width, 1), PAGE_HEIGHT / max(height, 1))
            yield number, page.render(scale=scale).to_pil()
            page.close()
    finally:
        document.close()


def _picture_pages(path: Path, file_format: str, first: int) -> Iterator[tuple[int, Image.Image]]:
    if first > 1:
        return
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    with Image.open(path, formats=["JPEG" if file_format == "jpg" else "PNG"]) as picture:
        picture.draft("RGB", (PAGE_WIDTH, PAGE_HEIGHT))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((PAGE_WIDTH, PAGE_HEIGHT))
        yield 1, upright


def _save(picture: Image.Image, number: int, folder: Path) -> RenderedPage:
    has_alpha = "A" in picture.getbands() or "transparency" in picture.info
    flat = picture.convert("RGBA" if has_alpha else "RGB")
    flat.save(folder / f"{number}.webp", "WEBP", quality=_QUALITY, method=3)
    return RenderedPage(number, flat.width, flat.height)
