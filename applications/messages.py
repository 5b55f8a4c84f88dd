"""Default words of what applicants are told before anything is submitted."""

from __future__ import annotations

from notifications.domain.catalogue import Event, Words

EVENTS = (
    Event(
        "plan_draft_waiting",
        title=Words("请填写“{name}”的{procedure}", "Please fill in: {procedure}, “{name}”"),
        body=Words(
            "该项目已完成验收评审，系统已生成登记草稿并带入项目信息。请先提交登记表，再提交项目验收书。",
            "The project passed its completion review and a draft was made for you. Submit it before the acceptance.",
        ),
    ),
)
