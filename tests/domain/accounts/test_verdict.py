from __future__ import annotations

import pytest

from accounts.domain.verdict import ALLOWED, RefusalKind, Rule, Verdict, grant, may_not, not_now, predicate

yes: Rule[None] = grant(lambda _: True)
no: Rule[None] = grant(lambda _: False, "no_grant")
now: Rule[None] = predicate(lambda _: True, "too_late")
late: Rule[None] = predicate(lambda _: False, "too_late")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (yes & now, ALLOWED),
        (no & late, may_not("no_grant")),
        (yes & late, not_now("too_late")),
        (no & now, may_not("no_grant")),
        (yes | late, ALLOWED),
        (no | now, ALLOWED),
        (no | no, may_not("no_grant")),
        (no | late, not_now("too_late")),
        (late | no, not_now("too_late")),
    ],
)
def test_rules_combine(rule: Rule[None], expected: Verdict) -> None:
    assert rule(None) == expected


def test_a_verdict_is_true_when_it_allows() -> None:
    assert bool(ALLOWED) is True
    assert bool(may_not()) is False


def test_the_kinds_of_refusal() -> None:
    assert may_not().refusal is RefusalKind.NOT_AUTHORISED
    assert not_now("x").refusal is RefusalKind.NOT_NOW
