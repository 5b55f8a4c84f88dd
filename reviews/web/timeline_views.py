"""What happened, in words, for the timeline below an application."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import TimelineEntry
from applications.web.undone_words import undone_words
from procedures.domain.form_paths import label_of
from reviews.domain.news import BESIDE_THE_CHAIN, TimelineKind
from reviews.models import StepAct
from reviews.queries.dossier import Dossier
from reviews.web.material_cards import acts_at, names_of_materials, verdict_words

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
    TimelineKind.REMINDED: "needs_you",
    TimelineKind.COPIED: "submitted",
    TimelineKind.RECTIFIED: "revoked",
    TimelineKind.VALUE_RECTIFIED: "revoked",
    TimelineKind.SIGNED: "done",
    TimelineKind.OBJECTED: "returned",
    TimelineKind.ACCEPTED: "done",
    TimelineKind.SUPPLEMENT_REQUESTED: "supplementing",
    TimelineKind.ACCEPTANCE_REFUSED: "not_accepted",
    TimelineKind.RETURNED_TO_STEP: "revoked",
    TimelineKind.TAKEN_BACK: "revoked",
    TimelineKind.CLAIMED: "current",
    TimelineKind.RELEASED: "waiting",
    TimelineKind.TRANSFERRED: "current",
    TimelineKind.SIGNERS_ADDED: "current",
    TimelineKind.SIGNER_REMOVED: "waiting",
    TimelineKind.ASSIGNED: "current",
    TimelineKind.SUSPENDED: "in_suspension",
    TimelineKind.RESUMED: "submitted",
    TimelineKind.TERMINATED: "terminated",
    TimelineKind.ANSWERED: "done",
    TimelineKind.COMPLETED: "done",
    TimelineKind.EXTENDED: "in_time",
}
_TITLES = {
    TimelineKind.SUBMITTED: gettext_lazy("提交申报"),
    TimelineKind.RESUBMITTED: gettext_lazy("修改后重新提交（第 %(round)d 次提交）"),
    TimelineKind.APPROVED: gettext_lazy("%(step)s：通过"),
    TimelineKind.PAPER_RECEIVED: gettext_lazy("已接收纸质材料"),
    TimelineKind.RETURNED: gettext_lazy("%(step)s：退回修改"),
    TimelineKind.DECIDED: gettext_lazy("批复：%(result)s"),
    TimelineKind.DECISION_REVOKED: gettext_lazy("退回到未批复"),
    TimelineKind.WITHDRAWN: gettext_lazy("申报人撤回"),
    TimelineKind.BLOCKED: gettext_lazy("%(step)s：等待指定办理人员"),
    TimelineKind.REMINDED: gettext_lazy("%(step)s：催办"),
    TimelineKind.COPIED: gettext_lazy("抄送 %(to)s"),
    TimelineKind.RECTIFIED: gettext_lazy("更正文书：%(document)s"),
    TimelineKind.VALUE_RECTIFIED: gettext_lazy("更正登记内容：%(field)s"),
    TimelineKind.SIGNED: gettext_lazy("%(step)s：同意"),
    TimelineKind.OBJECTED: gettext_lazy("%(step)s：不同意"),
    TimelineKind.ACCEPTED: gettext_lazy("予以受理"),
    TimelineKind.SUPPLEMENT_REQUESTED: gettext_lazy("要求补正"),
    TimelineKind.ACCEPTANCE_REFUSED: gettext_lazy("不予受理"),
    TimelineKind.RETURNED_TO_STEP: gettext_lazy("%(step)s：退回“%(to)s”环节"),
    TimelineKind.TAKEN_BACK: gettext_lazy("%(step)s：撤回本人办理"),
    TimelineKind.CLAIMED: gettext_lazy("%(step)s：签收"),
    TimelineKind.RELEASED: gettext_lazy("%(step)s：取消签收"),
    TimelineKind.TRANSFERRED: gettext_lazy("%(step)s：转办"),
    TimelineKind.SIGNERS_ADDED: gettext_lazy("%(step)s：加签"),
    TimelineKind.SIGNER_REMOVED: gettext_lazy("%(step)s：减签"),
    TimelineKind.ASSIGNED: gettext_lazy("%(step)s：已指定办理人员"),
    TimelineKind.SUSPENDED: gettext_lazy("中止办理"),
    TimelineKind.RESUMED: gettext_lazy("恢复办理"),
    TimelineKind.TERMINATED: gettext_lazy("终止办理"),
    TimelineKind.COMPLETED: gettext_lazy("%(step)s：已完成"),
    TimelineKind.ANSWERED: gettext_lazy("%(step)s：其他系统已答复"),
    TimelineKind.EXTENDED: gettext_lazy("办理时限延长 %(length)s，至 %(due)s"),
}


#: Entries of acts that say something of materials.
_SPOKEN = frozenset(
    {
        TimelineKind.APPROVED,
        TimelineKind.SIGNED,
        TimelineKind.OBJECTED,
        TimelineKind.ACCEPTED,
        TimelineKind.PAPER_RECEIVED,
        TimelineKind.DECIDED,
        TimelineKind.RETURNED,
        TimelineKind.RETURNED_TO_STEP,
        TimelineKind.SUPPLEMENT_REQUESTED,
        TimelineKind.ACCEPTANCE_REFUSED,
        TimelineKind.TRANSFERRED,
        TimelineKind.TERMINATED,
    }
)


def timeline_read(dossier: Dossier, *, internal: bool = True, acts: Sequence[StepAct] = ()) -> list[dict[str, object]]:
    """Entries for `partials/_timeline.html`, the latest first; without `internal` as the applicant's own unit reads.

    `acts` are those whose verdicts on materials the reader may see.
    """
    spoken, names = acts_at(acts), names_of_materials(dossier)

    def judged(entry: TimelineEntry) -> list[str]:
        found = spoken.get(entry.at, []) if entry.kind in _SPOKEN else []
        return [line for act in found for line in verdict_words(act, names)]

    undone = undone_words(dossier.timeline)
    return [
        {
            "status": _STATUS[TimelineKind(entry.kind)],
            "title": _title(entry),
            "at": entry.at,
            "who": entry.actor_label,
            "note": "\n".join([*_notes(entry, dossier), *judged(entry)]),
            "undone": undone.get(entry.id, ""),
        }
        for entry in dossier.timeline
        if internal or entry.for_applicant or entry.kind not in BESIDE_THE_CHAIN
    ]


def _title(entry: TimelineEntry) -> str:
    words = {"step": entry.step_label, "round": entry.round}
    words |= {name: entry.params.get(name, "") for name in ("result", "to", "length", "due", "document", "field")}
    return str(_TITLES[TimelineKind(entry.kind)]) % words


def _notes(entry: TimelineEntry, dossier: Dossier) -> list[str]:
    """Number, opinion, then each remark with the name of its place."""
    notes = [_("登记号 %(number)s") % entry.params] if entry.params.get("number") else []
    notes += [entry.opinion] if entry.opinion else []
    materials = {f"materials.{material.key}": material.name for material in dossier.round.materials}
    for item in entry.params.get("items", []):
        place = materials.get(item["path"]) or label_of(dossier.form, item["path"])
        notes.append(f"{place}：{item['text']}")
    return notes
