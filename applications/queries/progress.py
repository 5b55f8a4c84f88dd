"""Where applications stand, for their applicants and for whoever knows a number and a phone's last digits."""

from __future__ import annotations

from applications.domain.states import ENDED, Status
from applications.models import Application, Channel, Draft
from applications.queries.counter import entry_of
from procedures.domain.chain_drawing import Drawn, Progress, drawing
from procedures.domain.chain_model import AssigneeKind, ChainContext, Step
from procedures.domain.chain_view import load_state, on_the_way
from procedures.domain.deadlines import days_left
from procedures.domain.form import condition_facts
from procedures.domain.package.compiled import CompiledPackage
from procedures.domain.values import Answers
from procedures.queries.packages import compiled
from tenants.calendar import working_calendar
from tenants.clock import today

TAIL = 4


def drawing_of(application: Application, answers: Answers) -> tuple[Drawn, ...]:
    """The chain as this application goes through it, past and to come. People are not looked up. No queries."""
    package = compiled(application.procedure_version)
    form = package.form(application.variant)
    context = ChainContext(
        facts=condition_facts(form, answers),
        assignees=concerned_steps(application, package),
        stood_in=_stood_in(application, package),
    )
    return drawing(package.chain, load_state(application.chain_state), context)


def void_visits(application: Application) -> frozenset[tuple[str, str, int]]:
    """Step, branch and number of the visits whose acts a return undid. No query."""
    return frozenset(
        (each.step, each.branch, each.visit) for each in load_state(application.chain_state).tasks if each.void
    )


def step_after_submission(draft: Draft, answers: Answers) -> Step:
    """Where a submission goes: of a correction, the first step that is to be done again. No queries."""
    first = next(iter(compiled(draft.procedure_version).chain.steps()))
    if draft.application is None:
        return first
    ahead = (each for each in on_the_way(drawing_of(draft.application, answers)) if each.progress is Progress.AHEAD)
    return next((each.step for each in ahead), first)


def _stood_in(application: Application, package: CompiledPackage) -> frozenset[str]:
    """Steps of the unit for which its stamp on the paper stands, of what was entered at a counter."""
    if application.channel != Channel.COUNTER or package.counter_entry is None:
        return frozenset()
    return package.counter_entry.stands_in


def concerned_steps(application: Application, package: CompiledPackage) -> dict[str, tuple[str, ...]]:
    """Somebody for every step that concerns the application, as if each had its people. No queries."""
    return {step.key: ("somebody",) for step in package.chain.steps() if _concerns(application, step.assignee.kind)}


def _concerns(application: Application, kind: AssigneeKind) -> bool:
    match kind:
        case AssigneeKind.APPLICANT_DEPARTMENT:
            return application.organisation_department_id is not None
        case AssigneeKind.APPLICANT_ORGANISATION:
            return application.organisation_id is not None
        case _:
            return True


def application_by_number(number: str, mobile_tail: str) -> Application | None:
    """An application for the public progress query: the number together with its applicant's last four digits.

    That is its leader, or who came to the counter with it. None for an unknown number and a wrong tail alike.
    """
    application = (
        Application.objects.filter(number=number.strip()).select_related("leader", "procedure_version").first()
    )
    if application is None or len(mobile_tail) != TAIL or _applicant_mobile(application)[-TAIL:] != mobile_tail:
        return None
    return application


def _applicant_mobile(application: Application) -> str:
    entry = entry_of(application)
    return str(entry.person_mobile) if entry is not None else application.leader.mobile


def days_left_of(application: Application) -> int | None:
    """Working days until the promised day, negative once it has passed; None when nothing is owed."""
    if application.promised_due is None or Status(application.status) in ENDED:
        return None
    return days_left(application.promised_due, today(), working_calendar())
