"""What a city must have before it opens its doors: read inside the city, told to its province."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.domain.roles import RoleKey
from accounts.models import User
from accounts.queries.people import grants_in_force
from procedures.domain.chain_model import AssigneeKind, AssigneeRule
from procedures.domain.lint_assignees import is_person
from procedures.domain.package.compiled import CompiledPackage
from procedures.queries.packages import compiled, open_procedures
from tenants.calendar import working_calendar
from tenants.clock import today
from tenants.readiness import Readiness


def procedures_are_open() -> Readiness:
    names = [procedure.name for procedure in open_procedures()]
    if not names:
        return Readiness(is_ready=False, detail=_("还没有受理中的事项：请领用或发布一个事项"))
    return Readiness(is_ready=True, detail="、".join(names))


def every_step_has_people() -> Readiness:
    """Steps of the office whose role nobody holds. Who takes the applicant's own steps depends on the applicant."""
    missing = [name for package in _packages() for name in _unmanned(package)]
    if missing:
        return Readiness(is_ready=False, detail=_("以下环节还没有人：%(steps)s") % {"steps": "、".join(missing)})
    return Readiness(is_ready=True)


def numbering_is_set() -> Readiness:
    """The base package numbers with 000000 until a city has its own division code in it."""
    unset = [str(package.meta.name) for package in _packages() if "000000" in package.numbering.application.pattern]
    if unset:
        detail = _("编号中的行政区划代码未设定：%(names)s") % {"names": "、".join(unset)}
        return Readiness(is_ready=False, detail=detail)
    return Readiness(is_ready=True)


def calendar_is_published() -> Readiness:
    """The State Council's arrangement of this year; without it every date is provisional."""
    year = today().year
    if year not in working_calendar().published_years:
        detail = _("国务院 %(year)s 年的工作日安排尚未录入，期限均为暂定") % {"year": year}
        return Readiness(is_ready=False, detail=detail)
    return Readiness(is_ready=True)


def _packages() -> list[CompiledPackage]:
    return [compiled(procedure.current_version) for procedure in open_procedures() if procedure.current_version]


def _unmanned(package: CompiledPackage) -> list[str]:
    return [f"{package.meta.name}·{step.name}" for step in package.chain.steps() if not _may_have_people(step.assignee)]


def _may_have_people(rule: AssigneeRule) -> bool:
    """Whether anybody could be found; which county or which answer it will be is not known before."""
    match rule.kind:
        case AssigneeKind.USER:
            return is_person(rule.user) and User.objects.filter(pk=rule.user, is_active=True).exists()
        case AssigneeKind.DEPARTMENT_HEAD:
            return _has_people(RoleKey.DEPARTMENT_HEAD, rule.department)
        case _:
            return not rule.role or _has_people(rule.role, rule.department)


def _has_people(role_key: str, department: str) -> bool:
    holders = grants_in_force().filter(role__key=role_key, user__is_active=True)
    return holders.filter(department__path__contains=f"/{department.strip('/')}/" if department else "/").exists()
