from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as stdnum_uscc

from accounts.domain.login_names import LoginKind, LoginName, normalise_email, normalise_mobile, parse_login_name
from accounts.domain.masking import mask_email, mask_identity_number, mask_mobile, mask_name
from accounts.domain.uscc import ALPHABET, check_character, normalise_uscc


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("13812345678", "13812345678"),
        (" 138-1234 5678 ", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("12812345678", None),
        ("1381234567", None),
        ("138123456789", None),
        ("٣٨١٢٣٤٥٦٧٨١", None),
        ("", None),
    ],
)
def test_mobile_numbers(typed: str, expected: str | None) -> None:
    assert normalise_mobile(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (" Zhang@Example.CN ", "zhang@example.cn"),
        ("a@b", None),
        ("a b@example.cn", None),
        ("a@@example.cn", None),
        ("@example.cn", None),
        (f"{'a' * 60}@{'b' * 60}.cn", None),
    ],
)
def test_mail_addresses(typed: str, expected: str | None) -> None:
    assert normalise_email(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("13812345678", LoginName(LoginKind.MOBILE, "13812345678")),
        ("Zhang@example.cn", LoginName(LoginKind.EMAIL, "zhang@example.cn")),
        ("zhang", None),
    ],
)
def test_login_names(typed: str, expected: LoginName | None) -> None:
    assert parse_login_name(typed) == expected


def test_a_real_code_is_right_in_any_writing() -> None:
    assert normalise_uscc(" 91110000 600037341l ") == "91110000600037341L"


@pytest.mark.parametrize("typed", ["", "91110000600037341", "91110000600037341A", "9111000060003734IL", "9" * 19])
def test_wrong_codes(typed: str) -> None:
    assert normalise_uscc(typed) is None


@given(st.text(alphabet=ALPHABET, min_size=17, max_size=17))
def test_the_check_character_is_stdnums(body: str) -> None:
    assert check_character(body) == stdnum_uscc.calc_check_digit(body)


@pytest.mark.parametrize(
    ("masked", "expected"),
    [
        (mask_mobile("13812345678"), "138****5678"),
        (mask_mobile("1381"), "****"),
        (mask_mobile(""), ""),
        (mask_email("zhang@example.cn"), "z***@example.cn"),
        (mask_email("zhang"), "*****"),
        (mask_name("张三丰"), "张**"),
        (mask_name("张"), "张"),
        (mask_name(""), ""),
        (mask_identity_number("442000199001011234"), "4420************34"),
    ],
)
def test_masks(masked: str, expected: str) -> None:
    assert masked == expected
