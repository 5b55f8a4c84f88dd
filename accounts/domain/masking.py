"""How personal values look to somebody who has not asked to see them (GB/T 35273 7.2)."""

from __future__ import annotations

HIDDEN = "*"
MOBILE_HEAD, MOBILE_TAIL = 3, 4


def mask_mobile(mobile: str) -> str:
    """`138****5678`; anything too short to keep a secret is hidden wholly."""
    return _keep(mobile, MOBILE_HEAD, MOBILE_TAIL)


def mask_email(email: str) -> str:
    """`z***@example.cn`: the first letter and the domain."""
    local, separator, domain = email.partition("@")
    if not separator:
        return HIDDEN * len(email)
    return f"{local[:1]}{HIDDEN * 3}@{domain}"


def mask_name(name: str) -> str:
    """`张*`, `欧**`: the first character only."""
    return name[:1] + HIDDEN * max(len(name) - 1, 0)


def mask_identity_number(number: str) -> str:
    """`4420************12`: the region and the last two."""
    return _keep(number, 4, 2)


def _keep(text: str, head: int, tail: int) -> str:
    hidden = len(text) - head - tail
    if hidden < tail:
        return HIDDEN * len(text)
    return text[:head] + HIDDEN * hidden + text[-tail:]
