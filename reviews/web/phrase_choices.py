"""Phrases as the decision panel offers them, filled for the application at hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from applications.models import Application
from procedures.domain.chain_model import ResultOption, Step, StepKind
from procedures.domain.package.compiled import CompiledPackage
from procedures.domain.text import Text
from reviews.domain.actions import FORWARD, Action
from reviews.domain.phrases import MATERIAL, filled_phrase
from reviews.models import Phrase, PhraseUse, StepTask
from reviews.web.panel import Panel
from tenants.clock import today

#: Offered to everybody after what they keep themselves, whatever the procedure; of the way forward, only where the
#: step brings no words of its own.
_AGREED = (lazy("同意。"), lazy("材料齐全，符合要求。"))
_FORWARD: Mapping[StepKind, tuple[Promise | str, ...]] = {
    StepKind.UNIT_EXAMINE: (lazy("内容属实，同意上报。"), lazy("材料齐全，同意上报。")),
    StepKind.ACCEPT: (lazy("材料齐全，符合受理条件。"),),
    StepKind.COUNTERSIGN: (lazy("同意。"), lazy("无不同意见。")),
    StepKind.RECEIVE_PAPER: (lazy("纸质材料齐全，与网上提交的一致。"),),
    StepKind.SEAL: (lazy("已核对并用印。"),),
    StepKind.ISSUE: (lazy("已核对，予以制发。"),),
}
_BACK: Mapping[Action, tuple[Promise | str, ...]] = {
    Action.RETURN: (
        lazy("请按标出的内容修改后重新提交。"),
        lazy("材料不清晰，请重新扫描后上传。"),
        lazy("请补充下列内容："),
    ),
    Action.REQUEST_SUPPLEMENT: (lazy("材料不齐全，请按下列要求补正。"),),
}
#: Steps that the one before puts a matter to: “提请局长审批”.
_PUT_TO = frozenset({StepKind.EXAMINE, StepKind.DECIDE})


@dataclass(frozen=True, slots=True)
class PlacePhrase:
    """A phrase for remarks; `place` is the material it is kept for, empty for any place."""

    place: str
    words: str


@dataclass(frozen=True)
class PhraseChoices:
    """What one person may insert on one page."""

    kept: Sequence[Phrase]
    values: Mapping[str, str]
    materials: Mapping[str, str]
    step: Step | None = None
    #: What comes next, as far as it is known.
    following: Step | None = None

    def for_act(self, action: Action) -> tuple[str, ...]:
        """For the opinion of an act: kept ones first, each text once."""
        kept = [phrase.text for phrase in self.kept if not phrase.material and phrase.use in {PhraseUse.ANY, action}]
        return tuple(dict.fromkeys([filled_phrase(text, self.values) for text in kept] + self._usual(action)))

    def _usual(self, action: Action) -> list[str]:
        if action not in FORWARD or self.step is None:
            return [str(words) for words in _BACK.get(action, ())]
        if self.step.phrases:
            return [str(words) for words in self.step.phrases]
        if action is Action.DECIDE:
            return [decided_words(option) for option in self.step.results]
        usual = [str(words) for words in _FORWARD.get(self.step.kind, _AGREED)]
        if self.step.kind is StepKind.EXAMINE and self.following and self.following.kind in _PUT_TO:
            usual.insert(1, _("同意，提请%(step)s。") % {"step": self.following.name})
        return usual

    @cached_property
    def for_remarks(self) -> tuple[PlacePhrase, ...]:
        """For single remarks: those of the materials of this application, then those for any place."""
        about = [
            PlacePhrase(phrase.material, filled_phrase(phrase.text, {**self.values, "material": name}))
            for phrase in self.kept
            if (name := self.materials.get(phrase.material)) is not None
        ]
        general = [
            PlacePhrase("", filled_phrase(phrase.text, self.values))
            for phrase in self.kept
            if not phrase.material and phrase.use == PhraseUse.RETURN
        ]
        return tuple(dict.fromkeys(about + general))

    def offered_in(self, panel: Panel) -> Panel:
        return replace(panel, acts=tuple(replace(act, phrases=self.for_act(act.action)) for act in panel.acts))


def decided_words(option: ResultOption) -> str:
    """The shortest opinion that says a result."""
    return _("经审查，%(result)s。") % {"result": option.label}


def phrase_choices(
    kept: Sequence[Phrase],
    application: Application,
    task: StepTask,
    package: CompiledPackage,
    *,
    following: Step | None = None,
) -> PhraseChoices:
    """`kept` are the phrases of whoever acts, filled for what they act on."""
    day = today()
    return PhraseChoices(
        kept,
        {
            "title": application.title,
            "number": application.number,
            "unit": application.organisation_name,
            "step": task.step_label,
            "date": f"{day.year}年{day.month}月{day.day}日",
        },
        {f"{MATERIAL}{spec.key}": _named(spec.name) for spec in package.materials.items},
        package.chain.step(task.step_key),
        following,
    )


def _named(text: Text) -> str:
    return str(text)
