from __future__ import annotations

from datetime import datetime

import pytest

from notifications.domain.hours import Hours, leaves_at
from notifications.domain.receipts import is_authentic, signature_of
from tenants.domain.clock import CHINA

NIGHT = Hours(quiet_from=22, quiet_until=7)
NOON = Hours(quiet_from=12, quiet_until=14)
DIGEST = Hours(digest=9)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("hours", "moment", "leaves"),
    [
        (Hours(), at(21, 3), at(21, 3)),
        (NIGHT, at(21, 21, 59), at(21, 21, 59)),
        (NIGHT, at(21, 22), at(22, 7)),
        (NIGHT, at(22, 6, 59), at(22, 7)),
        (NIGHT, at(22, 7), at(22, 7)),
        (NOON, at(21, 12, 30), at(21, 14)),
        (NOON, at(21, 14), at(21, 14)),
        (DIGEST, at(21, 8), at(21, 9)),
        (DIGEST, at(21, 9), at(22, 9)),
        (Hours(quiet_from=8, quiet_until=8), at(21, 8), at(21, 8)),
    ],
)
def test_a_message_leaves_when_the_person_wants(hours: Hours, moment: datetime, leaves: datetime) -> None:
    assert leaves_at(moment, hours) == leaves


@pytest.mark.parametrize(
    ("given", "authentic"),
    [
        ({}, True),
        ({"seconds_now": 1300}, True),
        ({"seconds_now": 1301}, False),
        ({"key": "other"}, False),
        ({"host": "b.cn"}, False),
        ({"body": b"{ }"}, False),
        ({"moment": "x"}, False),
        ({"key": ""}, False),
    ],
)
def test_only_the_provider_signs(given: dict[str, object], authentic: bool) -> None:
    signature = signature_of("k", host="a.cn", moment="1000", body=b"{}")
    right = {"key": "k", "host": "a.cn", "moment": "1000", "body": b"{}", "seconds_now": 1000}

    assert is_authentic(signature=signature, **{**right, **given}) is authentic  # type: ignore[arg-type]
