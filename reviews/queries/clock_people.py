"""Who hears of a clock: those whose task waits, the department's head, supervision, whoever grants more time."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from accounts.access import Actor
from accounts.domain.principals import PrincipalKind, parse_principal
from accounts.domain.roles import RoleKey
from accounts.queries.people import role_principals, users_of_principal
from applications.models import Application
from procedures.domain.chain_model import StepKind
from procedures.domain.package.compiled import CompiledPackage
from reviews.domain.assigning import Principals
from reviews.models import Clock, TaskCandidate, TaskState
from reviews.queries.assignees import Roster, roster_of


def holders_of(roster: Roster, role_key: str) -> Principals:
    """A role as it stands ready for the application; any holder of it where the procedure itself does not know it."""
    known = tuple(principal for principal in roster.people if _is_role(principal, role_key))
    consulting = tuple(principal for principal in roster.consulting if _is_role(principal, role_key))
    return consulting or known or role_principals(role_key)


def granting(package: CompiledPackage, roster: Roster) -> Principals:
    """Who may grant more time: the role that the package names, else the department's head, else whoever decides."""
    rule = package.clocks.extension
    if rule is None:
        return ()
    if rule.role:
        return holders_of(roster, rule.role)
    heads = tuple(each for each in roster.consulting if _is_role(each, RoleKey.DEPARTMENT_HEAD))
    deciding = (step.key for step in package.chain.steps() if step.kind is StepKind.DECIDE)
    return heads or tuple(each for key in deciding for each in roster.assignees.get(key, ()))


def may_grant(actor: Actor, application: Application, package: CompiledPackage) -> bool:
    """Whether somebody may grant more time. Two queries, only where the package knows of any."""
    if package.clocks.extension is None:
        return False
    return bool(set(granting(package, roster_of(application, package.chain))) & actor.principals)


def above(package: CompiledPackage, roster: Roster) -> Principals:
    """Who hears that a limit has passed: the department's head and supervision."""
    rule = package.clocks.escalation
    head = rule.head_role or RoleKey.DEPARTMENT_HEAD
    supervision = rule.supervision_role or RoleKey.SUPERVISING_DEPARTMENT
    usual = not rule.head_role and not any(_is_role(each, head) for each in roster.consulting)
    heads = () if usual else holders_of(roster, head)
    return tuple(dict.fromkeys((*heads, *holders_of(roster, supervision))))


def waiting_for(clock: Clock) -> Principals:
    """Who has a task that the clock is about: its own, or every open one of the application. One query."""
    tasks = TaskCandidate.objects.filter(open=True, task__state=TaskState.OPEN, task__application=clock.application_id)
    if clock.task_id is not None:
        tasks = tasks.filter(task=clock.task_id)
    return tuple(tasks.order_by("principal").values_list("principal", flat=True).distinct())


def people_of(roster: Roster, principals: Iterable[str]) -> frozenset[UUID]:
    """The people behind principals; those that the roster does not hold are looked up."""
    found: set[UUID] = set()
    for principal in principals:
        found |= roster.people.get(principal, frozenset()) or frozenset(users_of_principal(principal))
    return frozenset(found)


def _is_role(principal: str, role_key: str) -> bool:
    parsed = parse_principal(principal)
    return parsed.kind is PrincipalKind.ROLE and parsed.role_key == role_key
