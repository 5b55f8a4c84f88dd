"""试办: one application through a package on pretend days, without anything being written.

The engines that run real applications are asked; only the people are invented (whoever a step's rule means is one
person), and the days come from a list of acts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import Final

from procedures.domain import chain_commands as given
from procedures.domain.chain import decide
from procedures.domain.chain_commands import Command
from procedures.domain.chain_events import Event, TaskClosed, TaskOpened, TaskVoided
from procedures.domain.chain_model import (
    ENDED,
    SKIPPED,
    WITH_APPLICANT,
    AssigneeRule,
    ChainContext,
    ChainState,
    ChainStatus,
    ReturnMode,
    TaskState,
)
from procedures.domain.chain_seats import front
from procedures.domain.deadlines import Limit, Pause, due_on
from procedures.domain.package.compiled import CompiledPackage
from procedures.domain.values import Facts
from tenants.domain.calendar import LimitDate, WorkingCalendar
from tenants.domain.clock import CHINA
from tenants.domain.errors import DomainError, IllegalTransition, Problem, ValidationFailed

#: When on a pretend day things happen.
_NOON: Final = time(12, 0)
#: What a pretend officer writes where words are asked for.
_WORDS: Final = "—"


class Act(StrEnum):
    """What can be done on a pretend day; the names of the commands behind them."""

    APPROVE = "approve"
    OBJECT = "object"
    RETURN = "return"
    RETURN_TO_STEP = "return_to_step"
    SUPPLEMENT = "supplement"
    REFUSE = "refuse"
    DECIDE = "decide"
    RECEIVE_PAPER = "receive_paper"
    COMPLETE = "complete"
    END_NOTICE = "end_notice"
    ANSWER = "answer"
    RESUBMIT = "resubmit"
    SUSPEND = "suspend"
    RESUME = "resume"
    WITHDRAW = "withdraw"
    TERMINATE = "terminate"
    REVOKE = "revoke"


@dataclass(frozen=True, slots=True)
class PretendAct:
    """One act. `step` may be left out while one alone is open; `result` belongs to a decision, `to` to a return."""

    on: date
    act: Act
    step: str = ""
    result: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit of a step: when it opened, by when it should be done, when and how it closed."""

    step: str
    branch: str
    visit: int
    people: tuple[str, ...]
    opened: date
    due: LimitDate | None = None
    closed: date | None = None
    outcome: str = ""
    void: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """An act that the chain did not let happen, by its place in the list; what follows went on without it."""

    at: int
    problem: Problem


@dataclass(frozen=True, slots=True)
class Simulation:
    """Where the application stands after the last act. Limits are None before they start, and where there are none.

    `stands_since`: the day from which no limit runs; what is lost until it runs again is not in the dates yet.
    """

    status: ChainStatus
    result: str
    visits: tuple[Visit, ...]
    statutory: LimitDate | None
    promised: LimitDate | None
    stands_since: date | None
    refused: tuple[Refused, ...]

    @property
    def open_steps(self) -> tuple[str, ...]:
        return tuple(visit.step for visit in self.visits if visit.closed is None)


@dataclass(slots=True)
class _Run:
    """The application between two acts."""

    package: CompiledPackage
    context: ChainContext
    calendar: WorkingCalendar
    state: ChainState = field(default_factory=ChainState)
    visits: dict[tuple[str, str, int], Visit] = field(default_factory=dict)
    started: date | None = None
    stopped: date | None = None
    pauses: list[Pause] = field(default_factory=list)

    def do(self, command: Command, on: date) -> None:
        result = decide(self.package.chain, self.state, command, self.context, _noon(on))
        self.state = result.state
        for event in result.events:
            self._note(event, on)
        self._run_clock(on)

    def due(self, limit: Limit, started: date | None, ended: date | None = None) -> LimitDate | None:
        """The last day of a limit, moved by every pause that lies in its time."""
        if started is None:
            return None
        pauses = [each for each in self.pauses if each.since >= started and (ended is None or each.since <= ended)]
        return due_on(limit, started, self.calendar, pauses=pauses)

    def visits_with_limits(self) -> tuple[Visit, ...]:
        limits = {step.key: step.limit for step in self.package.chain.steps()}
        return tuple(
            replace(each, due=self.due(limits[each.step], each.opened, each.closed)) for each in self.visits.values()
        )

    def _note(self, event: Event, on: date) -> None:
        match event:
            case TaskOpened(step=key, branch=branch, visit=visit, assignees=people):
                self.visits[key, branch, visit] = Visit(key, branch, visit, people, on)
            case TaskClosed(step=key, branch=branch, visit=visit, outcome=outcome):
                place = (key, branch, visit)
                self.visits[place] = replace(self.visits[place], closed=on, outcome=outcome)
                if key == self.package.clocks.starts_after and outcome != SKIPPED:
                    self.started = self.started or on
            case TaskVoided(step=key, branch=branch, visit=visit) if (key, branch, visit) in self.visits:
                place = (key, branch, visit)
                closed = self.visits[place].closed or on
                self.visits[place] = replace(self.visits[place], closed=closed, void=True)

    def _run_clock(self, on: date) -> None:
        """Limits stand still while the applicant has the application, while it is suspended, and once it has ended."""
        stands = self.state.status in {*WITH_APPLICANT, ChainStatus.SUSPENDED, *ENDED}
        if stands and self.stopped is None:
            self.stopped = on
        elif not stands and self.stopped is not None:
            self.pauses.append(Pause(self.stopped, on))
            self.stopped = None


def simulate(
    package: CompiledPackage,
    facts: Facts,
    start: date,
    acts: Iterable[PretendAct],
    calendar: WorkingCalendar,
    *,
    people: Mapping[str, tuple[str, ...]] | None = None,
) -> Simulation:
    """Submit on `start`, then do one act after the other.

    `people` are the persons of a step by its key; without an entry there is one for whom the step's rule means. An act
    that is not possible then is told and passed over; so is one that lies before the act it follows.
    """
    named = {step.key: (whom(step.assignee),) for step in package.chain.steps()} | dict(people or {})
    run = _Run(package, ChainContext(facts=facts, assignees=named), calendar)
    run.started = None if package.clocks.starts_after else start
    run.do(given.Start(), start)
    refused: list[Refused] = []
    day = start
    for at, act in enumerate(acts):
        if act.on < day:
            refused.append(Refused(at, Problem(f"acts[{at}].on", "simulate_day_before")))
            continue
        try:
            run.do(_command(run, act), act.on)
        except ValidationFailed as failed:
            refused += [
                Refused(at, Problem(f"acts[{at}].{each.path}", each.code, each.params)) for each in failed.problems
            ]
        except DomainError as error:
            refused.append(Refused(at, Problem(f"acts[{at}]", error.code, error.params)))
        else:
            day = act.on
    return Simulation(
        run.state.status,
        run.state.result,
        run.visits_with_limits(),
        run.due(package.limits.statutory, run.started),
        run.due(package.limits.promised, run.started),
        run.stopped,
        tuple(refused),
    )


def whom(rule: AssigneeRule) -> str:
    """The invented person of a rule: its kind, with the role, field or department that it names."""
    detail = rule.role or rule.field or rule.department or rule.user
    return f"{rule.kind.value}:{detail}" if detail else rule.kind.value


def _command(run: _Run, act: PretendAct) -> Command:
    """Raises IllegalTransition where no step, or more than one, could be meant."""
    if act.act in _BESIDE:
        return _BESIDE[act.act]()
    task = _task(run.state, act.step)
    step = run.package.chain.step(task.step)
    who = next(iter(front(task, step.signing)), "") if step else ""
    return _AT_STEP[act.act](task, who, act)


def _task(state: ChainState, step: str) -> TaskState:
    found = [task for task in state.open_tasks() if step in {"", task.step}]
    if not found:
        raise IllegalTransition("step_not_open", step=step)
    if len({task.step for task in found}) > 1:
        raise IllegalTransition("simulate_which_step")
    return found[0]


def _noon(day: date) -> datetime:
    return datetime.combine(day, _NOON, tzinfo=CHINA)


_BESIDE: Final[Mapping[Act, Callable[[], Command]]] = {
    Act.RESUBMIT: given.Resubmit,
    Act.SUSPEND: lambda: given.Suspend(_WORDS, _WORDS),
    Act.RESUME: given.Resume,
    Act.WITHDRAW: given.Withdraw,
    Act.TERMINATE: lambda: given.Terminate(_WORDS, _WORDS),
    Act.REVOKE: lambda: given.RevokeDecision(_WORDS, _WORDS),
}
_AT_STEP: Final[Mapping[Act, Callable[[TaskState, str, PretendAct], Command]]] = {
    Act.APPROVE: lambda task, who, _: given.Approve(task.step, task.branch, _WORDS, who, who),
    Act.OBJECT: lambda task, who, _: given.Object(task.step, _WORDS, task.branch, who, who),
    Act.RETURN: lambda task, who, _: given.ReturnToApplicant(task.step, _WORDS, task.branch, who),
    Act.RETURN_TO_STEP: lambda task, who, act: given.ReturnToStep(
        task.step, _WORDS, act.to, ReturnMode.WALK_AGAIN, branch=task.branch, by=who
    ),
    Act.SUPPLEMENT: lambda task, who, _: given.RequestSupplement(task.step, _WORDS, task.branch, who),
    Act.REFUSE: lambda task, who, _: given.RefuseAcceptance(task.step, _WORDS, task.branch, who),
    Act.DECIDE: lambda task, who, act: given.Decide(task.step, act.result, _WORDS, task.branch, who, who),
    Act.RECEIVE_PAPER: lambda task, who, _: given.ReceivePaper(task.step, task.branch, _WORDS, who, who),
    Act.COMPLETE: lambda task, who, _: given.Complete(task.step, _WORDS, task.branch, _WORDS, who, who),
    Act.END_NOTICE: lambda task, _who, _: given.EndNotice(task.step, _WORDS, task.branch),
    Act.ANSWER: lambda task, _who, _: given.Answer(task.step, passed=True, reference=_WORDS, branch=task.branch),
}
