from __future__ import annotations

import pytest

from accounts.domain.devices import device_name

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        (CHROME, "Chrome · Windows"),
        (f"{CHROME} Edg/140.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger/8.0", "微信 · iPhone"),
        ("curl/8", "—"),
        ("", "—"),
    ],
)
def test_devices(agent: str, expected: str) -> None:
    assert device_name(agent) == expected
