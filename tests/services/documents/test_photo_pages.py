"""From photographs to a PDF: upright, turned, straightened, bounded."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from documents.inspection.limits import MAX_PHOTO_PIXELS
from documents.inspection.photo_binding import bind_photos
from documents.inspection.photos import flatten_photo
from documents.inspection.verdict import Refused
from documents.services.inspectors import bind_photo_files, flatten_photo_file
from tests.services.documents.good_files import picture
from tests.services.documents.good_office import mode
from tests.services.documents.photos import TILTED, corner_colours, page_photo

UPRIGHT = [0, 1, 2, 3]


def flat(
    folder: Path, content: bytes, *, turns: int = 0, corners: list[int] | None = None, longest: int = 2200
) -> Image.Image:
    (folder / "source").write_bytes(content)
    flatten_photo(folder / "source", folder / "flat", turns=turns, corners=corners or [], longest=longest, quality=85)
    made = Image.open(folder / "flat")
    made.load()
    return made


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_photo_comes_out_upright_however_the_camera_lay(orientation: int, tmp_path: Path) -> None:
    made = flat(tmp_path, page_photo(orientation=orientation))

    assert (made.size, corner_colours(made)) == ((900, 1200), UPRIGHT)
    assert dict(made.getexif()) == {}


@pytest.mark.parametrize(("turns", "found"), [(1, [3, 0, 1, 2]), (2, [2, 3, 0, 1]), (3, [1, 2, 3, 0])])
def test_a_turn_goes_to_the_right(turns: int, found: list[int], tmp_path: Path) -> None:
    assert corner_colours(flat(tmp_path, page_photo(), turns=turns)) == found


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_tilted_page_is_straightened_to_its_corners(orientation: int, tmp_path: Path) -> None:
    content = page_photo(corners=TILTED, orientation=orientation)

    assert corner_colours(flat(tmp_path, content)) == [-1] * 4
    assert corner_colours(flat(tmp_path, content, corners=TILTED)) == UPRIGHT


def test_corners_are_those_of_the_turned_picture(tmp_path: Path) -> None:
    lying = Image.open(io.BytesIO(page_photo(corners=TILTED))).transpose(Image.Transpose.ROTATE_90)
    buffer = io.BytesIO()
    lying.save(buffer, "JPEG", quality=95)

    made = flat(tmp_path, buffer.getvalue(), turns=1, corners=TILTED)

    assert corner_colours(made) == UPRIGHT


@pytest.mark.parametrize("size", [(4000, 3000), (3000, 4000), (2201, 10)])
def test_no_page_is_larger_than_asked_for(size: tuple[int, int], tmp_path: Path) -> None:
    assert max(flat(tmp_path, page_photo(size, quality=60)).size) == 2200
    assert max(flat(tmp_path, page_photo(size, quality=60), longest=1600).size) == 1600


@pytest.mark.parametrize("kind", ["L", "CMYK"])
def test_grey_and_printers_colours_become_rgb(kind: str, tmp_path: Path) -> None:
    assert flat(tmp_path, mode(kind, "JPEG")).mode == "RGB"


def test_too_many_pixels_are_refused_before_they_are_decoded(tmp_path: Path) -> None:
    flood = picture(size=(10_000, 5_001), quality=1)

    with pytest.raises(Refused) as refusal:
        flat(tmp_path, flood)

    assert (refusal.value.code, refusal.value.params) == (
        "file_picture_too_large",
        {"limit": MAX_PHOTO_PIXELS // 10_000},
    )


@pytest.mark.parametrize(
    ("content", "corners"),
    [
        (b"\xff\xd8\xff nothing", []),
        (picture("PNG"), []),
        (picture()[:-200], []),
        (picture(), [0] * 8),
    ],
)
def test_what_is_no_whole_jpeg_or_no_page_is_refused(content: bytes, corners: list[int], tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        flat(tmp_path, content, corners=corners)

    assert refusal.value.code == "file_damaged"


def test_pages_are_bound_in_order_on_a4_each_as_it_lies(tmp_path: Path) -> None:
    paths = []
    for number, content in enumerate((page_photo(), page_photo((1200, 900)), page_photo((300, 2000)))):
        (tmp_path / f"{number}.source").write_bytes(content)
        paths.append(tmp_path / f"{number}.jpg")
        flatten_photo(tmp_path / f"{number}.source", paths[-1], turns=0, corners=[], longest=2200, quality=85)

    assert bind_photos(paths, tmp_path / "pages.pdf") == 3

    with pikepdf.open(tmp_path / "pages.pdf") as bound:
        assert [[int(side) for side in page.mediabox] for page in bound.pages] == [
            [0, 0, 595, 842],
            [0, 0, 842, 595],
            [0, 0, 595, 842],
        ]
        assert [len(page.get_images()) for page in bound.pages] == [1, 1, 1]
    document = pypdfium2.PdfDocument(tmp_path / "pages.pdf")
    drawn = document[0].render(scale=1).to_pil()
    document.close()
    inside = drawn.crop((14, 43, 581, 799))
    assert corner_colours(inside) == UPRIGHT


def test_the_child_flattens_binds_and_refuses(tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(page_photo(corners=TILTED))
    (tmp_path / "broken").write_bytes(b"\xff\xd8\xff")
    given = {"turns": 0, "longest": 1600, "quality": 70}

    flatten_photo_file(tmp_path / "source", tmp_path / "1.jpg", corners=TILTED, **given)
    with pytest.raises(Refused) as refusal:
        flatten_photo_file(tmp_path / "broken", tmp_path / "2.jpg", corners=[], **given)

    assert corner_colours(Image.open(tmp_path / "1.jpg")) == UPRIGHT
    assert refusal.value.code == "file_damaged"
    assert bind_photo_files([tmp_path / "1.jpg"] * 2, tmp_path / "pages.pdf") == 2
