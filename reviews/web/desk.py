"""One person before one application: the task in focus, and what may be done there, before the page is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from accounts.access import Actor
from accounts.domain.principals import user_principal
from accounts.domain.verdict import Verdict
from applications.models import Application, CounterEntry
from procedures.domain.chain_model import ChainState, Step
from procedures.domain.chain_view import PathItem, load_state
from procedures.domain.package.compiled import CompiledPackage, NumberRule
from procedures.queries.packages import compiled
from reviews.domain.actions import Action
from reviews.domain.offers import offered_actions
from reviews.domain.outlook import outlook
from reviews.domain.seating import chain_task, may_take_back
from reviews.models import Phrase, StepTask
from reviews.policies import material_verdict, verdicts
from reviews.queries.access import OfficeTask, Reached
from reviews.queries.page_rows import Wanted
from reviews.queries.situations import situation_of
from reviews.web.chain_views import people_in, roles_in
from reviews.web.panel import Panel, next_step, panel_of, take_back_act
from reviews.web.phrase_choices import PhraseChoices, phrase_choices
from tenants.clock import now

#: Acts that name a colleague.
PERSONAL = frozenset({Action.TRANSFER, Action.ADD_SIGNERS, Action.REMOVE_SIGNER})


@dataclass(frozen=True, slots=True)
class Desk:
    """`judged` says of every act whether it may be done; `undone` is one's own last act, where it can be taken back."""

    application: Application
    package: CompiledPackage
    state: ChainState
    focus: OfficeTask | None
    step: Step | None
    judged: dict[Action, Verdict]
    judges_materials: bool
    is_held: bool
    undone: tuple[StepTask, Step] | None
    entries: Sequence[CounterEntry]

    @property
    def actions(self) -> frozenset[Action]:
        return frozenset(action for action, verdict in self.judged.items() if verdict.allowed)

    @property
    def may_act(self) -> bool:
        return bool(self.actions) or self.undone is not None

    @property
    def number_rule(self) -> NumberRule | None:
        """Where a decision may be given that takes a number."""
        if Action.DECIDE not in self.actions or self.step is None:
            return None
        return self.package.numbering.registration if any(each.number for each in self.step.results) else None

    def wanted(self, *, notes: bool, supervision: bool) -> Wanted:
        """What the page has to read for this person."""
        returns = self.actions & {Action.RETURN, Action.REQUEST_SUPPLEMENT}
        return Wanted(
            phrases=self.may_act,
            colleagues=bool(self.actions & PERSONAL),
            unsettled=bool(returns) and self.application.round > 1,
            notes=notes,
            supervision=supervision,
            number=None if self.application.registration_number else self.number_rule,
            judged=self.focus.task.id if self.focus and self.judges_materials else None,
            people=people_in(self.state),
            roles=roles_in(self.package, self.state),
            group=self._group(),
        )

    def panel(self, path: Sequence[PathItem], *, is_shared: bool = True) -> Panel:
        """What may be done, in words; with the way back from one's own last act, where nobody acted after it.

        Not `is_shared`: nobody else could take the task, and there is nothing to claim it from.
        """
        panel = Panel((), ())
        judged = {action: each for action, each in self.judged.items() if is_shared or action is not Action.CLAIM}
        if self.focus is not None and self.step is not None:
            task = self.focus.task
            ahead = outlook(self.package.chain, self.state, path, at=self.step, branch=task.branch_path, now=now())
            panel = panel_of(task, self.step, judged, path, offered=offered_actions(self.step), ahead=ahead)
        rule = self.package.in_plan
        if rule and self.is_held:
            panel = replace(panel, held=str(rule.held_reason))
        return replace(panel, acts=(*panel.acts, take_back_act(*self.undone))) if self.undone else panel

    def phrase_choices(self, kept: Sequence[Phrase], path: Sequence[PathItem]) -> PhraseChoices | None:
        if self.focus is None or not self.may_act:
            return None
        return phrase_choices(kept, self.application, self.focus.task, self.package, following=next_step(path))

    def _group(self) -> frozenset[str]:
        """Who else could take the task out of the group's inbox, where one may do so."""
        if Action.CLAIM not in self.actions or self.focus is None:
            return frozenset()
        found = chain_task(self.state, self.focus.task.step_key, self.focus.task.branch_path)
        return frozenset(seat.who for seat in found.seats if seat.sign is None) if found else frozenset()


def desk_of(actor: Actor, reached: Reached, tasks: list[OfficeTask], focus: OfficeTask | None) -> Desk:
    """No query."""
    application, entries = reached.application, reached.entries
    package = compiled(application.procedure_version)
    state = load_state(application.chain_state)
    step = package.chain.step(focus.task.step_key) if focus else None
    judged: dict[Action, Verdict] = {}
    is_held = judges_materials = False
    if focus is not None and step is not None:
        situation = situation_of(
            actor,
            application,
            focus.task,
            package,
            is_candidate=focus.is_mine,
            handled=focus.handles_procedure,
            decided=focus.holds_decision,
            absent=focus.absent,
            entries=entries,
        )
        judged, is_held = verdicts(situation), situation.is_held
        judges_materials = material_verdict(situation).allowed
    undone = _undone(actor, package, state, tasks)
    return Desk(application, package, state, focus, step, judged, judges_materials, is_held, undone, entries)


def _undone(
    actor: Actor, package: CompiledPackage, state: ChainState, tasks: list[OfficeTask]
) -> tuple[StepTask, Step] | None:
    me = user_principal(actor.user_id)
    for each in reversed(tasks):
        task, step = each.task, package.chain.step(each.task.step_key)
        mine = task.closed_by_id == actor.user_id and not task.voided and step is not None
        if mine and step and may_take_back(package.chain, state, task.step_key, task.branch_path, me=me):
            return task, step
    return None
