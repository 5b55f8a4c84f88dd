"""What the system that runs a science plan reports of its projects, and what follows here (seed 004).

Completion review done → the registration draft is there for the leader. Accepted → the registration may be examined.
Failed → the registration goes back to the leader by itself. The form comes before acceptance, examination after it.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from accounts.domain.login_names import LoginKind, LoginName, normalise_mobile
from accounts.models import Membership, MembershipState
from accounts.models.users import login_index
from applications.chain_runner import chain_runner
from applications.domain.content import fingerprint
from applications.domain.states import Status
from applications.models import Application, Draft, PlanProject, PlanProjectState
from applications.queries.locks import lock_application
from applications.queries.plan_projects import Registration, current_application, registration_of
from applications.services.drafts import begin
from notifications.services.notify import notify
from procedures.domain.package.compiled import CompiledPackage, InPlanRule
from procedures.models import ProcedureState, ProcedureVersion
from procedures.queries.packages import compiled, procedure_by_code
from tenants.clock import now
from tenants.domain.errors import IllegalTransition, Problem, ValidationFailed
from tenants.domain.subjects import SubjectRef
from tenants.records.services.idempotency import run_once
from tenants.records.services.ledger import write_ledger

DRAFT_WAITING = "plan_draft_waiting"
_UNDER_WAY = frozenset({Status.SUBMITTED, Status.IN_PROGRESS, Status.DECIDING})


@dataclass(frozen=True, slots=True)
class ProjectReport:
    """One report. `source` and `number` name the project in the other system for ever."""

    source: str
    number: str
    title: str
    programme: str
    procedure: str
    variant: str
    organisation_uscc: str
    leader_mobile: str
    state: PlanProjectState


@transaction.atomic
def report_plan_project(
    report: ProjectReport, *, integrator_id: UUID, integrator_name: str, idempotency_key: str
) -> dict[str, object]:
    """Take a report in; the project and its registration as the answer. The same key again gives the same answer.

    Raises IllegalTransition `registration_not_submitted`, `plan_variant_fixed`, `procedure_closed`; ValidationFailed
    at what names nothing here. Order of locks: application, project.
    """
    return run_once(
        idempotency_key,
        actor_id=integrator_id,
        command="applications.report_plan_project",
        fingerprint=fingerprint(*astuple(report)),
        action=lambda: _report(report, integrator_name).as_json(),
    )


def _report(report: ProjectReport, by: str) -> Registration:
    version, package, rule = _procedure(report)
    membership = _membership(report)
    application = _locked_application(report)
    project, before = _stored(report, version, membership)
    if application is None:
        application = current_application(project.id)
    if project.state == PlanProjectState.ACCEPTED and (application is None or application.status == Status.RETURNED):
        raise IllegalTransition("registration_not_submitted")
    if application is None:
        _prepare_draft(project, version, package, membership)
    elif project.state == PlanProjectState.FAILED != before and Status(application.status) in _UNDER_WAY:
        chain_runner().send_back(application, reason=str(rule.failed_reason), by=by, now=now())
    if project.state != before:
        write_ledger(
            "applications.report_plan_project",
            actor_id=None,
            subject=SubjectRef("applications.plan_project", project.id, project.number),
            data={"state": project.state, "before": before, "by": by},
        )
    return registration_of(report.source, report.number)


def _procedure(report: ProjectReport) -> tuple[ProcedureVersion, CompiledPackage, InPlanRule]:
    procedure = procedure_by_code(report.procedure)
    version = procedure.current_version if procedure else None
    package = compiled(version) if version else None
    if procedure is None or version is None or package is None or package.in_plan is None:
        raise ValidationFailed([Problem("procedure", "procedure_without_plan")])
    if procedure.state != ProcedureState.OPEN:
        raise IllegalTransition("procedure_closed")
    if report.variant not in package.variant_by_key:
        raise ValidationFailed([Problem("variant", "variant_missing")])
    return version, package, package.in_plan


def _membership(report: ProjectReport) -> Membership:
    """The leader as a member of the unit that carries the project."""
    members = Membership.objects.filter(
        organisation__uscc=report.organisation_uscc, state=MembershipState.ACTIVE
    ).select_related("organisation", "department", "user")
    if not members.exists():
        raise ValidationFailed([Problem("organisation_uscc", "plan_organisation_unknown")])
    mobile = LoginName(LoginKind.MOBILE, normalise_mobile(report.leader_mobile) or "")
    leader = members.filter(user__mobile_index=login_index(mobile), user__is_active=True).first()
    if leader is None:
        raise ValidationFailed([Problem("leader_mobile", "plan_leader_unknown")])
    return leader


def _locked_application(report: ProjectReport) -> Application | None:
    known = PlanProject.objects.filter(source=report.source, number=report.number).first()
    application = current_application(known.id) if known else None
    return lock_application(application.id) if application else None


def _stored(report: ProjectReport, version: ProcedureVersion, membership: Membership) -> tuple[PlanProject, str]:
    """The project's locked row as it is reported now, and its state before; empty when it is new."""
    wanted = PlanProject(
        source=report.source,
        number=report.number,
        procedure_id=version.procedure_id,
        variant=report.variant,
        leader=membership.user,
        organisation=membership.organisation,
        title=report.title,
        programme=report.programme,
        state=report.state,
        reported_at=now(),
    )
    PlanProject.objects.bulk_create([wanted], ignore_conflicts=True)
    project = PlanProject.objects.select_for_update(no_key=True).get(source=report.source, number=report.number)
    if project.id == wanted.id:
        return project, ""
    before = project.state
    changeable = ("title", "programme", "state", "reported_at", "leader", "organisation", "variant")
    if project.variant != report.variant and _is_begun(project):
        raise IllegalTransition("plan_variant_fixed")
    for name in changeable:
        setattr(project, name, getattr(wanted, name))
    project.save(update_fields=changeable)
    return project, before


def _is_begun(project: PlanProject) -> bool:
    return project.drafts.exists() or project.applications.exists()


def _prepare_draft(
    project: PlanProject, version: ProcedureVersion, package: CompiledPackage, membership: Membership
) -> None:
    """One draft for the project's leader, once, and the news of it."""
    if Draft.objects.filter(plan_project=project).exists():
        return
    draft = begin(version, project.variant, owner_id=project.leader_id, membership=membership, project=project)
    notify(
        DRAFT_WAITING,
        recipients=[project.leader_id],
        subject=SubjectRef("applications.draft", draft.id, project.title),
        url_path=reverse("applications:draft", args=[draft.id]),
        params={"name": project.title, "procedure": str(package.meta.name)},
    )
