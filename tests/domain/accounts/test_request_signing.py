from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.request_signing import (
    MOMENT,
    SKEW,
    SignedRequest,
    authorization,
    is_signed_by,
    is_timely,
    read_authorization,
    sign,
)

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
KEY_ID = "0123456789abcdef" * 2
REQUEST = SignedRequest("PUT", "a.example.cn", "/api/v1/x/?y=1", "2026-11-21T04:00:00Z", "key-1", b'{"a": 1}')


def test_a_signature_is_the_documented_one() -> None:
    """The worked example of docs/api.md: another system can check its own code against it."""
    assert sign("secret", REQUEST) == "8e445ff971a6d44230d47d167422bb3d4f27e3cc1030fd53542c32fd6551a4f1"


def test_what_is_written_is_read() -> None:
    assert read_authorization(authorization(KEY_ID, "secret", REQUEST)) == (KEY_ID, sign("secret", REQUEST))


@pytest.mark.parametrize("header", ["", "Basic x", f"TONGBAN-HMAC-SHA256 Credential={KEY_ID}", "一" * 50])
def test_anything_else_is_no_signature(header: str) -> None:
    assert read_authorization(header) is None


@given(st.sampled_from(["method", "host", "path", "moment", "idempotency_key"]), st.text(min_size=1))
def test_whatever_is_changed_breaks_the_signature(name: str, extra: str) -> None:
    signature = sign("secret", REQUEST)
    changed = replace(REQUEST, **{name: getattr(REQUEST, name) + extra})

    assert is_signed_by("secret", signature, REQUEST)
    assert not is_signed_by("secret", signature, changed)


@given(st.binary())
def test_a_changed_body_breaks_the_signature(body: bytes) -> None:
    assert is_signed_by("secret", sign("secret", REQUEST), replace(REQUEST, body=body)) == (body == REQUEST.body)


@pytest.mark.parametrize("seconds", [-SKEW.seconds, 0, SKEW.seconds])
def test_a_moment_within_the_difference_of_clocks_is_timely(seconds: int) -> None:
    assert is_timely((NOON + timedelta(seconds=seconds)).strftime(MOMENT), NOON)


@pytest.mark.parametrize(
    "moment", ["", "yesterday", "2026-11-21 04:00:00", "2026-11-21T03:54:59Z", "2026-11-21T04:05:01Z"]
)
def test_another_moment_is_not(moment: str) -> None:
    assert not is_timely(moment, NOON)
