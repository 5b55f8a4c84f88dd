"""Who may write, publish and take down announcements: one writes, another publishes (三审三校 needs two people)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from accounts.domain.roles import RoleKey
from accounts.domain.verdict import Rule, Verdict, grant, predicate
from applications.domain.announcing import AnnouncementState


class PublishingAction(StrEnum):
    SEE = "see"
    WRITE = "write"
    CHANGE = "change"
    PUBLISH = "publish"
    TAKE_DOWN = "take_down"


@dataclass(frozen=True, slots=True)
class PublishingSituation:
    """Somebody's roles and, where the action is about an announcement, its state and whether they wrote it."""

    role_keys: frozenset[str]
    state: str = ""
    is_writer: bool = False


_writer: Rule[PublishingSituation] = grant(lambda each: RoleKey.CONFIGURATOR in each.role_keys, "not_configurator")
_publisher: Rule[PublishingSituation] = grant(
    lambda each: RoleKey.CONFIGURATION_APPROVER in each.role_keys, "not_configuration_approver"
)
_draft: Rule[PublishingSituation] = predicate(
    lambda each: each.state == AnnouncementState.DRAFT, "announcement_not_a_draft"
)
_published: Rule[PublishingSituation] = predicate(
    lambda each: each.state == AnnouncementState.PUBLISHED, "announcement_not_published"
)
_written_by_another: Rule[PublishingSituation] = predicate(
    lambda each: not each.is_writer, "announcement_written_by_publisher"
)

PUBLISHING: Mapping[PublishingAction, Rule[PublishingSituation]] = {
    PublishingAction.SEE: _writer | _publisher,
    PublishingAction.WRITE: _writer,
    PublishingAction.CHANGE: _writer & _draft,
    PublishingAction.PUBLISH: _publisher & _draft & _written_by_another,
    PublishingAction.TAKE_DOWN: _publisher & _published,
}


def may_publish(action: PublishingAction, situation: PublishingSituation) -> Verdict:
    return PUBLISHING[action](situation)
