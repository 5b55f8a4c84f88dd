"""The registration procedure with all its people, and applications at any point of its chain.

What stands behind every application (package, files) comes from `tests/factories/applications`. Here applications enter
the chain by its runner, with answers as given: what the submit check asks for is tested where submissions are.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import count
from uuid import UUID, uuid4

from accounts.access import Actor, actor_of
from accounts.domain.principals import MembershipRole
from accounts.domain.roles import RoleKey
from accounts.models import Department, Organisation, OrganisationDepartment, User
from applications.chain_runner import ChainMove, chain_runner
from applications.domain.states import Status
from applications.models import Application, Submission, SubmissionMaterial
from documents.models import StoredFile
from procedures.domain.form_reading import split_by_privacy
from procedures.models import Procedure, ProcedureVersion
from procedures.queries.packages import compiled
from reviews.domain.material_verdicts import Fitness, MaterialVerdict
from reviews.models import StepTask, TaskState
from reviews.services.acts import ActOutcome
from reviews.services.deciding import decide_application
from reviews.services.examining import approve_task, return_application
from reviews.services.material_verdicts import judge_material
from reviews.services.paper import Counted, receive_paper
from tenants.clock import now
from tenants.models import Jurisdiction
from tests.factories.accounts import make_member, make_organisation, make_staff, open_bureau
from tests.factories.applications import publish_registration, stored_file

VARIANT = "applied_technology"
_serial = count(1)


@dataclass(frozen=True, slots=True)
class Office:
    """Everybody who has to do with one application, and some who have not."""

    procedure: Procedure
    version: ProcedureVersion
    department: Department
    organisation: Organisation
    second_level: OrganisationDepartment
    leader: User
    examiner: User
    unit: User
    point: User
    second_point: User
    other_point: User
    supervising: User
    system: User


def open_registration(jurisdiction: Jurisdiction) -> Office:
    """The procedure adopted by the office 成果科; a registration point of another county holds the same role."""
    root = open_bureau(jurisdiction)
    department = Department.objects.create(
        parent=root, path=f"{root.path}results/", kind="office", code="results", name="成果科"
    )
    county = Department.objects.create(
        parent=root, path=f"{root.path}county/", kind="county", code="county", name="某县"
    )
    version = publish_registration(department, parameters={})
    organisation = make_organisation()
    second_level = OrganisationDepartment.objects.create(organisation=organisation, name="材料研究所")
    return Office(
        procedure=version.procedure,
        version=version,
        department=department,
        organisation=organisation,
        second_level=second_level,
        leader=make_member(organisation, MembershipRole.LEADER),
        examiner=make_member(organisation, MembershipRole.DEPARTMENT_EXAMINER, department=second_level),
        unit=make_member(organisation, MembershipRole.ADMINISTRATOR),
        point=make_staff(RoleKey.REGISTRATION_POINT, department=department, name="程清和"),
        second_point=make_staff(RoleKey.REGISTRATION_POINT, department=department, name="林惠民"),
        other_point=make_staff(RoleKey.REGISTRATION_POINT, department=county, name="外县人"),
        supervising=make_staff(RoleKey.SUPERVISING_DEPARTMENT, name="葛望舒"),
        system=make_staff(RoleKey.SYSTEM_ADMINISTRATOR, name="沈立诚"),
    )


def acting(user: User) -> Actor:
    return actor_of(user)


def submit_registration(
    office: Office, *, title: str = "高强韧钢的热处理工艺", in_department: bool = False, **answers: object
) -> Application:
    """A first submission by the project leader, with the chain started."""
    moment = now()
    application = Application.objects.create(
        number=f"CG{next(_serial):010d}",
        procedure=office.procedure,
        procedure_version=office.version,
        variant=VARIANT,
        title=title,
        leader=office.leader,
        organisation=office.organisation,
        organisation_name=office.organisation.name,
        organisation_department=office.second_level if in_department else None,
        status=Status.SUBMITTED,
        chain_state={},
        submitted_at=moment,
    )
    filed = {"achievement_name": title, **answers}
    freeze_round(application, filed)
    _finish(application, chain_runner().start(application, filed, actor=acting(office.leader), now=moment))
    return application


def _finish(application: Application, move: ChainMove) -> None:
    application.save(update_fields=move.columns)
    move.store()
    application.save(update_fields=["promised_due", "promised_due_provisional"])
    move.tell()


def freeze_round(application: Application, answers: dict[str, object]) -> Submission:
    form = compiled(application.procedure_version).form(application.variant)
    opened, sealed = split_by_privacy(form, answers)  # type: ignore[arg-type]
    return Submission.objects.create(
        application=application,
        round=application.round,
        answers=opened,
        personal=json.dumps(sealed, ensure_ascii=False),
        content_hash="0" * 64,
        submitted_by=application.leader_id,
        submitted_at=now(),
    )


def submit_again(office: Office, application: Application, **answers: object) -> Application:
    """The next round of a returned application."""
    application.refresh_from_db()
    application.round += 1
    application.save(update_fields=["round"])
    filed = {"achievement_name": application.title, **answers}
    freeze_round(application, filed)
    _finish(application, chain_runner().resubmit(application, filed, actor=acting(office.leader), now=now()))
    return application


def open_task(application: Application) -> StepTask:
    return StepTask.objects.get(application=application, state=TaskState.OPEN)


def version_of(application: Application) -> int:
    return Application.objects.values_list("version", flat=True).get(pk=application.pk)


def key() -> str:
    return str(uuid4())


def approve(application: Application, user: User, opinion: str = "同意") -> ActOutcome:
    return approve_task(
        acting(user),
        task_id=open_task(application).id,
        version=version_of(application),
        opinion=opinion,
        idempotency_key=key(),
    )


def send_back(application: Application, user: User, opinion: str = "请补充检测证明") -> ActOutcome:
    return return_application(
        acting(user),
        task_id=open_task(application).id,
        version=version_of(application),
        opinion=opinion,
        remarks=(),
        idempotency_key=key(),
    )


def take_paper(application: Application, user: User) -> ActOutcome:
    return receive_paper(
        acting(user),
        task_id=open_task(application).id,
        version=version_of(application),
        counted=Counted(1),
        idempotency_key=key(),
    )


def decide(application: Application, user: User, result: str = "registered", number: str = "") -> ActOutcome:
    return decide_application(
        acting(user),
        task_id=open_task(application).id,
        version=version_of(application),
        result=result,
        opinion="符合登记条件",
        number=number,
        idempotency_key=key(),
    )


def bring_to(office: Office, step: str, **submission: object) -> Application:
    """An application that waits at a step: applicant_unit, registration_point, receive_paper or decide."""
    application = submit_registration(office, **submission)  # type: ignore[arg-type]
    for here, user, act in (
        ("applicant_unit", office.unit, approve),
        ("registration_point", office.point, approve),
        ("receive_paper", office.point, take_paper),
    ):
        if open_task(application).step_key == step:
            break
        assert open_task(application).step_key == here
        act(application, user)
    application.refresh_from_db()
    assert application.current_step == step
    return application


def file_material(application: Application, material: str, name: str = "") -> StoredFile:
    """A file under an item of the present round, as it stands after its check."""
    file = stored_file(name or f"{material}.pdf", application.leader_id)
    submission = application.submissions.get(round=application.round)
    SubmissionMaterial.objects.create(submission=submission, key=material, file=file)
    return file


def find(
    application: Application, user: User, material: str, fitness: Fitness | None, remark: str = ""
) -> tuple[MaterialVerdict, ...]:
    """What somebody says of a material at the open task."""
    return judge_material(
        acting(user), task_id=open_task(application).id, material=material, fitness=fitness, remark=remark
    )


def evidence_for(user: User, name: str = "纠错说明.pdf") -> UUID:
    """A clean upload of this person, as the check leaves it."""
    return stored_file(name, user.id, purpose="revocation_evidence").id
