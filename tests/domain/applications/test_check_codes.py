from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.domain.check_codes import LENGTH, check_code, grouped, read_code

CODE = "AB12CD34EF5G"


def test_a_code_is_the_first_sixty_bits_of_a_digest() -> None:
    codes = [check_code(digest * 64) for digest in "0f"], check_code("0" * 14 + "1" + "0" * 49)

    assert codes == (["0" * 12, "Z" * 12], "000000000001")


def test_a_code_is_read_in_groups_of_four() -> None:
    assert grouped(CODE) == "AB12-CD34-EF5G"


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        "AB12-CD34-EF5G",
        " ab12 cd34 ef5g ",
        "ABl2-CD34-EF5G",
        "ＡＢ１２－ＣＤ３４－ＥＦ５Ｇ",
        f"https://city.example.cn/verify/{CODE}/",
        f"https://city.example.cn:8443/verify/{CODE}",
    ],
)
def test_a_code_is_read_however_it_comes(typed: str) -> None:
    assert read_code(typed) == CODE


@pytest.mark.parametrize("typed", ["", "AB12", f"{CODE}0", "AB12CD34EF5U", "AB12CD34EF5<", "/", "关键词", "0" * 5000])
def test_anything_else_is_no_code(typed: str) -> None:
    assert read_code(typed) == ""


@given(st.binary(min_size=32, max_size=32))
def test_what_is_made_is_read(digest: bytes) -> None:
    code = check_code(digest.hex())

    assert (len(code), read_code(grouped(code))) == (LENGTH, code)


@given(st.text())
def test_no_text_breaks_the_reader(typed: str) -> None:
    assert len(read_code(typed)) in {0, LENGTH}
