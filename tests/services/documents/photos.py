"""Photographs of a page whose corners are known by their colours: red, green, blue, yellow from the top left on."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

Place = tuple[int, int]
COLOURS = ((220, 30, 30), (30, 160, 30), (30, 30, 220), (230, 210, 30))
#: In ten-thousandths of the picture, as the phone says it.
TILTED = [2000, 1000, 8000, 2000, 9000, 9000, 1000, 8000]
_FULL = 10_000


def page_photo(
    size: tuple[int, int] = (900, 1200), *, corners: list[int] | None = None, orientation: int = 1, quality: int = 90
) -> bytes:
    """A page on a dark table: over the whole picture, or with `corners` somewhere in it; stored as a camera would."""
    upright = Image.new("RGB", size, (40, 40, 40))
    given = corners or [0, 0, _FULL, 0, _FULL, _FULL, 0, _FULL]
    places = [(given[at] * size[0] // _FULL, given[at + 1] * size[1] // _FULL) for at in (0, 2, 4, 6)]
    pen = ImageDraw.Draw(upright)
    pen.polygon(places, fill="white")
    middle = (sum(x for x, _ in places) // 4, sum(y for _, y in places) // 4)
    for index, place in enumerate(places):
        before, after = places[index - 1], places[(index + 1) % 4]
        pen.polygon([place, _towards(place, after), _towards(place, middle), _towards(place, before)], COLOURS[index])
    lying = {1: None, 3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
    turning = lying[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    buffer = io.BytesIO()
    (upright.transpose(turning) if turning is not None else upright).save(buffer, "JPEG", quality=quality, exif=exif)
    return buffer.getvalue()


def corner_colours(picture: Image.Image) -> list[int]:
    """Which of the colours stands in each corner, from the top left clockwise; -1 for none of them."""
    inset_x, inset_y = picture.width // 25, picture.height // 25
    right, bottom = picture.width - 1 - inset_x, picture.height - 1 - inset_y
    places = ((inset_x, inset_y), (right, inset_y), (right, bottom), (inset_x, bottom))
    return [_nearest(picture.convert("RGB").getpixel(place)) for place in places]  # type: ignore[arg-type]


def _nearest(seen: tuple[int, int, int]) -> int:
    far = [sum(abs(a - b) for a, b in zip(seen, colour, strict=True)) for colour in COLOURS]
    return far.index(min(far)) if min(far) < 120 else -1


def _towards(start: Place, end: Place) -> Place:
    return (start[0] + (end[0] - start[0]) // 5, start[1] + (end[1] - start[1]) // 5)
