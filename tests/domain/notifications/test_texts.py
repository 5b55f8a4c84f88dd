from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from notifications.domain.receipts import kept_reason
from notifications.domain.texts import TextSituation, problems_of_rules, resend_refusal

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
UNDELIVERED = TextSituation(
    is_undelivered=True, is_resent=False, first_at=NOW - timedelta(days=3), resends=1, is_code=False, has_quota=True
)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, ""),
        ({"is_undelivered": False}, "text_not_undelivered"),
        ({"is_resent": True}, "text_resent_already"),
        ({"is_code": True}, "text_code_ran_out"),
        ({"first_at": NOW - timedelta(days=3, seconds=1)}, "text_too_old"),
        ({"resends": 2}, "text_resent_too_often"),
        ({"has_quota": False}, "text_quota_used_up"),
    ],
)
def test_when_a_text_is_sent_again(change: dict[str, object], code: str) -> None:
    assert resend_refusal(replace(UNDELIVERED, **change), NOW) == code  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("signature", "quota", "paths"),
    [
        ("", None, []),
        ("甲市科技局", 0, []),
        ("【甲市】", 1_000_000, ["signature"]),
        ("甲", None, ["signature"]),
        ("甲市科技局", -1, ["daily_quota"]),
        ("a b", 1_000_001, ["signature", "daily_quota"]),
    ],
)
def test_rules_of_a_jurisdiction(signature: str, quota: int | None, paths: list[str]) -> None:
    assert [problem.path for problem in problems_of_rules(signature, quota)] == paths


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("空号", "空号"),
        ("13912345678 停机\n请核对", "*** 停机 请核对"),
        ("x" * 80, "x" * 60),
        (None, ""),
        ({"a": 1}, ""),
    ],
)
def test_a_providers_reason_holds_no_number(given: object, kept: str) -> None:
    assert kept_reason(given) == kept
