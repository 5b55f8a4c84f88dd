"""A photographed page, turned, straightened and scaled."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from documents.domain.perspective import FULL_TURN, WHOLE, coefficients, page_size, read_corners
from documents.inspection.limits import MAX_PHOTO_PIXELS
from documents.inspection.verdict import Refused

_TURNS = {1: Image.Transpose.ROTATE_270, 2: Image.Transpose.ROTATE_180, 3: Image.Transpose.ROTATE_90}


def flatten_photo(
    path: Path, target: Path, *, turns: int, corners: Sequence[int], longest: int, quality: int
) -> tuple[int, int]:
    """Write the page of a JPEG as a JPEG without metadata; its size. `turns` are quarters to the right.

    Corners are those of the turned picture; none means the whole of it. Raises Refused.
    """
    Image.MAX_IMAGE_PIXELS = MAX_PHOTO_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=["JPEG"]) as picture:
                # Half, quarter, eighth while it is decoded: a large photo never stands whole in memory.
                picture.draft("RGB", (longest, longest))
                flat = _flat(ImageOps.exif_transpose(picture).convert("RGB"), turns, corners, longest)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("file_picture_too_large", {"limit": MAX_PHOTO_PIXELS // 10_000}) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error, zlib.error) as error:
        raise Refused("file_damaged") from error
    flat.save(target, "JPEG", quality=quality, optimize=True)
    return flat.size


def _flat(upright: Image.Image, turns: int, corners: Sequence[int], longest: int) -> Image.Image:
    turning = _TURNS.get(turns % FULL_TURN)
    turned = upright.transpose(turning) if turning is not None else upright
    found = read_corners(corners) if corners else WHOLE
    if found is None:
        raise Refused("file_damaged")
    if found == WHOLE:
        turned.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        return turned
    place = found.scaled(turned.width, turned.height)
    size = page_size(place, longest=longest)
    numbers = [float(number) for number in coefficients(place, *size)]
    return turned.transform(size, Image.Transform.PERSPECTIVE, numbers, Image.Resampling.BICUBIC, fillcolor="white")
