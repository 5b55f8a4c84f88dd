"""Phrases as the decision panel offers them, filled for the application at hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from applications.models import Application
from procedures.domain.package.compiled import CompiledPackage
from procedures.domain.text import Text
from reviews.domain.actions import Action
from reviews.domain.phrases import MATERIAL, filled_phrase
from reviews.models import Phrase, PhraseUse, StepTask
from reviews.web.panel import Panel
from tenants.clock import today

#: Offered to everybody after what they keep themselves.
USUAL = {
    Action.APPROVE: (_("材料齐全，同意。"), _("内容属实，同意上报。")),
    Action.RETURN: (_("请按标出的内容修改后重新提交。"), _("材料不清晰，请重新扫描。")),
    Action.DECIDE: (_("符合登记条件，予以登记。"), _("不符合登记条件。")),
}


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

    def for_act(self, action: Action) -> tuple[str, ...]:
        """For the opinion of an act: kept ones first, each text once."""
        kept = [phrase.text for phrase in self.kept if not phrase.material and phrase.use in {PhraseUse.ANY, action}]
        usual = [str(words) for words in USUAL.get(action, ())]
        return tuple(dict.fromkeys([filled_phrase(text, self.values) for text in kept] + usual))

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


def phrase_choices(
    kept: Sequence[Phrase], application: Application, task: StepTask, package: CompiledPackage
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
    )


def _named(text: Text) -> str:
    return str(text)
