from __future__ import annotations

from datetime import date

import pytest

from accounts.domain.verdict import RefusalKind
from applications.domain.announcing import AnnouncementText, check_text, days_until
from applications.publishing_policies import PublishingAction, PublishingSituation, may_publish

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (AnnouncementText("notice", "题", "文"), []),
        (AnnouncementText("call", "题", "文", closes_on=TODAY), []),
        (AnnouncementText("call", "题", "文"), [("closes_on", "required")]),
        (AnnouncementText("call", "题", "文", closes_on=date(2026, 11, 20)), [("closes_on", "call_already_closed")]),
        (AnnouncementText("news", " ", ""), [("kind", "announcement_kind_unknown"), ("title", "required"), ("body", "required")]),
        (AnnouncementText("policy", "题" * 201, "文"), [("title", "too_long")]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(text: AnnouncementText, expected: list[tuple[str, str]]) -> None:
    assert [(problem.path, problem.code) for problem in check_text(text, today=TODAY)] == expected


def test_days_until_the_last_day() -> None:
    assert [days_until(date(2026, 11, day), TODAY) for day in (20, 21, 26)] == [-1, 0, 5]


CONFIGURATOR, APPROVER, OTHER = "configurator", "configuration_approver", "business_office"


@pytest.mark.parametrize("role", [CONFIGURATOR, APPROVER, OTHER])
@pytest.mark.parametrize("state", ["draft", "published", "taken_down"])
def test_one_writes_and_another_publishes(role: str, state: str) -> None:
    situation = PublishingSituation(frozenset({role}), state)

    allowed = {action.value for action in PublishingAction if may_publish(action, situation)}

    expected = {
        CONFIGURATOR: {"see", "write"} | ({"change"} if state == "draft" else set()),
        APPROVER: {"see"} | {"draft": {"publish"}, "published": {"take_down"}, "taken_down": set()}[state],
        OTHER: set(),
    }
    assert allowed == expected[role]


def test_a_writer_who_became_approver_does_not_publish_their_own() -> None:
    verdict = may_publish(PublishingAction.PUBLISH, PublishingSituation(frozenset({APPROVER}), "draft", is_writer=True))

    assert (verdict.allowed, verdict.refusal) == (False, RefusalKind.NOT_NOW)
