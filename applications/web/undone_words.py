"""已作废: what undid an act, in words, for the timelines of offices and applicants."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from applications.domain.undoing import counts_no_more, undone_by
from applications.models import TimelineEntry

_CAUSES: dict[str, str | Promise] = {
    "returned": lazy("已作废：因“%(step)s”退回修改"),
    "returned_to_step": lazy("已作废：因“%(step)s”退回“%(to)s”环节"),
    "supplement_requested": lazy("已作废：因“%(step)s”要求补正"),
    "taken_back": lazy("已作废：因“%(step)s”撤回本人办理"),
    "decision_revoked": lazy("已作废：因退回到未批复"),
}


def undone_words(
    entries: Iterable[TimelineEntry], void: frozenset[tuple[str, str, int]] = frozenset()
) -> dict[UUID, str]:
    """By the line's id. `void` are visits whose undoing is not among the lines: then that it was undone is all."""
    lines = list(entries)
    words = {line.id: str(_("已作废：退回前面的环节重新办理")) for line in lines if counts_no_more(line, void)}
    for line, cause in undone_by(lines):
        said = {"step": cause.step_label, "to": cause.params.get("to", "")}
        words[line.id] = str(_CAUSES.get(cause.kind, _("已作废"))) % said
    return words
