"""Default words of what people are told about limits."""

from __future__ import annotations

from notifications.domain.catalogue import Event, Words
from reviews.domain.news import ClockMessage

CLOCK_EVENTS = (
    Event(
        ClockMessage.DUE_SOON,
        title=Words("即将到期：“{name}”{limit}", "Due soon: “{name}”, {limit}"),
        body=Words(
            "{procedure}，受理编号 {number}。应于 {due} 前办理。", "{procedure}, number {number}. Due by {due}."
        ),
    ),
    Event(
        ClockMessage.DUE_TODAY,
        title=Words("今天到期：“{name}”{limit}", "Due today: “{name}”, {limit}"),
        body=Words(
            "{procedure}，受理编号 {number}。今天（{due}）是最后一天。",
            "{procedure}, number {number}. Today ({due}) is the last day.",
        ),
    ),
    Event(
        ClockMessage.OVERDUE,
        title=Words("已超期：“{name}”{limit}", "Overdue: “{name}”, {limit}"),
        body=Words(
            "{procedure}，受理编号 {number}，现在“{step}”。应于 {due} 前办理，请督促。",
            "{procedure}, number {number}, now at “{step}”. It was due by {due}.",
        ),
    ),
    Event(
        ClockMessage.DEEMED,
        title=Words("“{name}”逾期未告知补正，视为受理", "“{name}” counts as accepted: nothing was asked for in time"),
        body=Words("{procedure}，受理编号 {number}。依据：{basis}", "{procedure}, number {number}. By: {basis}"),
    ),
    Event(
        ClockMessage.DEEMED_DECISION,
        title=Words("“{name}”逾期未作决定，视为“{result}”", "“{name}”: no decision in time, counts as “{result}”"),
        body=Words("{procedure}，受理编号 {number}。依据：{basis}", "{procedure}, number {number}. By: {basis}"),
    ),
    Event(
        ClockMessage.EXTENSION_ASKED,
        title=Words("申请延长时限：“{name}”", "More time is asked for: “{name}”"),
        body=Words(
            "{procedure}，受理编号 {number}。申请延长 {length}。",
            "{procedure}, number {number}. {length} are asked for.",
        ),
    ),
    Event(
        ClockMessage.EXTENSION_REFUSED,
        title=Words("未批准延长时限：“{name}”", "More time was refused: “{name}”"),
        body=Words("{procedure}，受理编号 {number}。", "{procedure}, number {number}."),
    ),
    Event(
        ClockMessage.EXTENSION_GRANTED,
        title=Words("“{name}”的办理时限已延长", "More time was granted for “{name}”"),
        body=Words(
            "{procedure}，受理编号 {number}。延长 {length}，应于 {due} 前办结。理由：{reason}",
            "{procedure}, number {number}. {length} more, until {due}. Reason: {reason}",
        ),
    ),
)
