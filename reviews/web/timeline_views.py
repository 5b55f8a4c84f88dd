"""What happened, in words, for the timeline below an application."""

from __future__ import annotations

from django.utils.translation import gettext as _

from applications.models import TimelineEntry
from procedures.domain.form_paths import label_of
from reviews.domain.news import TimelineKind
from reviews.queries.dossier import Dossier

_STATUS = {
    TimelineKind.SUBMITTED: "submitted",
    TimelineKind.RESUBMITTED: "submitted",
    TimelineKind.APPROVED: "done",
    TimelineKind.PAPER_RECEIVED: "done",
    TimelineKind.RETURNED: "returned",
    TimelineKind.DECIDED: "done",
    TimelineKind.DECISION_REVOKED: "revoked",
    TimelineKind.WITHDRAWN: "withdrawn",
    TimelineKind.BLOCKED: "needs_you",
}


def timeline_read(dossier: Dossier) -> list[dict[str, object]]:
    """Entries for `partials/_timeline.html`, the latest first."""
    return [
        {
            "status": _STATUS[TimelineKind(entry.kind)],
            "title": _title(entry),
            "at": entry.at,
            "who": entry.actor_label,
            "note": "\n".join(_notes(entry, dossier)),
        }
        for entry in dossier.timeline
    ]


def _title(entry: TimelineEntry) -> str:
    words = {"step": entry.step_label, "round": entry.round, "result": entry.params.get("result", "")}
    match TimelineKind(entry.kind):
        case TimelineKind.SUBMITTED:
            return _("提交申报")
        case TimelineKind.RESUBMITTED:
            return _("修改后重新提交（第 %(round)d 次提交）") % words
        case TimelineKind.APPROVED:
            return _("%(step)s：通过") % words
        case TimelineKind.PAPER_RECEIVED:
            return _("已接收纸质材料")
        case TimelineKind.RETURNED:
            return _("%(step)s：退回修改") % words
        case TimelineKind.DECIDED:
            return _("批复：%(result)s") % words
        case TimelineKind.DECISION_REVOKED:
            return _("退回到未批复")
        case TimelineKind.WITHDRAWN:
            return _("申报人撤回")
        case TimelineKind.BLOCKED:
            return _("%(step)s：等待指定办理人员") % words


def _notes(entry: TimelineEntry, dossier: Dossier) -> list[str]:
    """Number, opinion, then each remark with the name of its place."""
    notes = [_("登记号 %(number)s") % entry.params] if entry.params.get("number") else []
    notes += [entry.opinion] if entry.opinion else []
    materials = {f"materials.{material.key}": material.name for material in dossier.round.materials}
    for item in entry.params.get("items", []):
        place = materials.get(item["path"]) or label_of(dossier.form, item["path"])
        notes.append(f"{place}：{item['text']}")
    return notes
