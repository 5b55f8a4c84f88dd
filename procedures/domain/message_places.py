"""Which messages a package may word itself, and what may stand in braces. Part of format 1."""

from __future__ import annotations

from collections.abc import Iterator

from notifications.domain.catalogue import IN_APP, places_in
from procedures.domain.package.compiled import CompiledPackage
from procedures.domain.package.document import PackageDocument
from tenants.domain.errors import Problem

EVENTS = frozenset(
    {
        "application_submitted",
        "task_waiting",
        "step_passed",
        "application_returned",
        "supplement_requested",
        "application_accepted",
        "application_not_accepted",
        "application_suspended",
        "application_resumed",
        "application_terminated",
        "application_copied",
        "paper_awaited",
        "paper_received",
        "application_decided",
        "decision_revoked",
    }
)
#: Inside the product the matter may be named; outside there is a link and nothing of the matter.
INSIDE = frozenset({"title", "number", "name", "procedure", "step", "result", "registration_number"})
OUTSIDE = frozenset({"tenant", "link"})


def lint_messages(_: PackageDocument, compiled: CompiledPackage) -> Iterator[Problem]:
    """Messages nobody sends, the same one twice, places that nobody fills, and SMS or mail without a link."""
    seen: set[tuple[str, str]] = set()
    for index, message in enumerate(compiled.messages):
        path = f"messages.{index}"
        if message.event not in EVENTS:
            yield Problem(f"{path}.event", "message_event_unknown", {"event": message.event})
        if (message.event, message.channel) in seen:
            yield Problem(path, "message_worded_twice", {"event": message.event})
        seen.add((message.event, message.channel))
        is_inside = message.channel == IN_APP
        for _language, text in message.text.by_language:
            yield from _text(f"{path}.text", text, INSIDE if is_inside else OUTSIDE, needs_link=not is_inside)


def _text(path: str, text: str, known: frozenset[str], *, needs_link: bool) -> Iterator[Problem]:
    try:
        places = places_in(text)
    except ValueError:
        yield Problem(path, "message_braces_wrong")
        return
    for name in sorted(places - known):
        yield Problem(path, "message_place_unknown", {"name": name})
    if needs_link and "link" not in places:
        yield Problem(path, "message_without_link")
