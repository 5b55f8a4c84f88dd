"""The materials of an application for whoever examines: one's own verdict on each, and what others said before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from applications.queries.dossiers import MaterialView
from applications.queries.filed import filed
from procedures.domain.chain_model import StepKind
from reviews.domain.material_verdicts import MaterialVerdict, filed_version, read_verdicts
from reviews.models import StepAct, StepTask
from reviews.queries.dossier import Dossier


@dataclass(frozen=True, slots=True)
class SaidBefore:
    """The verdict of an act. `is_replaced`: other files are there now; `is_void`: the step is walked again."""

    verdict: MaterialVerdict
    who: str
    step: str
    at: datetime
    is_replaced: bool
    is_void: bool


@dataclass(frozen=True, slots=True)
class MaterialCard:
    """One item of the list. `mine` is of the version that is there now; `is_missing`: owed, and not there."""

    view: MaterialView
    mine: MaterialVerdict | None
    before: tuple[SaidBefore, ...]
    is_missing: bool


def readable_acts(acts: Sequence[StepAct], tasks: Sequence[StepTask], *, internal: bool) -> list[StepAct]:
    """The acts whose verdicts may be read: the applicant's own unit (without `internal`) reads its own alone."""
    own = {task.id for task in tasks if task.kind == StepKind.UNIT_EXAMINE}
    return [act for act in acts if internal or act.task_id in own]


def material_cards(
    dossier: Dossier, acts: Sequence[StepAct], tasks: Sequence[StepTask], mine: Sequence[MaterialVerdict]
) -> list[MaterialCard]:
    """What is filed, declared or owed, in the package's order. `acts` may be read by whoever looks."""
    there = filed(dossier.round.submission.materials.all())
    owed = {each.path.removeprefix("materials.") for each in dossier.missing if each.code == "material_missing"}
    visits = {task.id: task for task in tasks}
    said = [(act, verdict) for act in reversed(acts) for verdict in read_verdicts(act.verdicts)]
    cards = []
    for view in dossier.round.materials:
        if not (view.files or view.exempt or view.key in owed):
            continue
        version = filed_version(there.get(view.key))
        own = next((each for each in mine if each.material == view.key and each.files == version), None)
        before = [
            _said(act, visits[act.task_id], verdict, version) for act, verdict in said if verdict.material == view.key
        ]
        cards.append(MaterialCard(view, own, _latest_of_each(before), view.key in owed))
    return cards


def who_acted(act: StepAct) -> str:
    """The name that stands under an act."""
    who = act.actor.display_name if act.actor else _("依法视为作出")
    if act.on_behalf_of:
        return _("%(name)s（代 %(absent)s）") % {"name": who, "absent": act.on_behalf_of.display_name}
    return who


def _said(act: StepAct, task: StepTask, verdict: MaterialVerdict, version: tuple[str, ...]) -> SaidBefore:
    return SaidBefore(
        verdict, who_acted(act), task.step_label, act.at, is_replaced=verdict.files != version, is_void=task.voided
    )


def _latest_of_each(before: Sequence[SaidBefore]) -> tuple[SaidBefore, ...]:
    """Of one person at one step, on one version, the last word."""
    seen: set[tuple[str, str, tuple[str, ...]]] = set()
    kept = []
    for each in before:
        place = (each.who, each.step, each.verdict.files)
        if place not in seen:
            kept.append(each)
        seen.add(place)
    return tuple(kept)


def verdict_counts(cards: Sequence[MaterialCard]) -> dict[str, int]:
    """How many materials there are, how many have one's own verdict, how many of these are unfit."""
    mine = [card.mine for card in cards if card.mine is not None]
    return {"total": len(cards), "seen": len(mine), "unfit": sum(each.is_unfit for each in mine)}


def verdict_words(act: StepAct, names: dict[str, str]) -> list[str]:
    """The verdicts of an act as lines of the timeline: the fit ones together, each unfit one with its words."""
    verdicts = read_verdicts(act.verdicts)
    fit = [names.get(each.material, each.material) for each in verdicts if not each.is_unfit]
    lines = [_("材料合格：%(names)s") % {"names": "、".join(fit)}] if fit else []
    return lines + [
        _("材料不合格：%(name)s（%(remark)s）")
        % {"name": names.get(each.material, each.material), "remark": each.remark}
        for each in verdicts
        if each.is_unfit
    ]


def names_of_materials(dossier: Dossier) -> dict[str, str]:
    return {material.key: material.name for material in dossier.round.materials}


def unfit_names(cards: Sequence[MaterialCard]) -> list[str]:
    return [card.view.name for card in cards if card.mine is not None and card.mine.is_unfit]


def acts_at(acts: Sequence[StepAct]) -> dict[datetime, list[StepAct]]:
    """Acts that said something of materials, by their moment: that of their entry in the timeline."""
    found: dict[datetime, list[StepAct]] = {}
    for act in acts:
        if act.verdicts:
            found.setdefault(act.at, []).append(act)
    return found
