"""HEIC: what iPhones take. Few programs in an office open it, so it is decoded here and kept as JPEG.

Nothing but the pixels and their colour profile is carried over: no place, no time, no camera.
"""

from __future__ import annotations

import warnings
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from documents.inspection.limits import MAX_PIXELS
from documents.inspection.verdict import Finding, Refused

_QUALITY = 92


def convert_heic(path: Path, converted: Path) -> Finding:
    """Decode the first picture and write it as JPEG, upright. Raises Refused."""
    import pi_heif

    pi_heif.register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=["HEIF"]) as picture:
                profile = picture.info.get("icc_profile")
                flat = picture.convert("RGB")
        flat.save(converted, "JPEG", quality=_QUALITY, optimize=True, icc_profile=profile)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("file_picture_too_large", {"limit": MAX_PIXELS // 10_000}) from error
    except (UnidentifiedImageError, OSError, EOFError, SyntaxError, ValueError, RuntimeError) as error:
        raise Refused("file_damaged") from error
    return Finding("jpg", pages=1, rewritten=True)
