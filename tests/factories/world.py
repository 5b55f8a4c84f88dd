"""The same small world in any jurisdiction: people of every role, drafts, files, and applications at every step.

Everything that can hold words holds a canary: a random marker of this world, or a random number (telephone, code of a
unit, document) that belongs to nobody else. A canary seen from another jurisdiction is a leak.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.domain.principals import MembershipRole
from accounts.domain.request_signing import Scope
from accounts.domain.roles import RoleKey
from accounts.links import invitation_token, reset_tokens
from accounts.models import Membership, RoleGrant, User, UserKind
from accounts.services.departments import create_department
from accounts.services.grants import grant_role
from accounts.services.integrators import create_integrator
from accounts.services.invitations import invite
from accounts.services.organisations import add_member, create_organisation, create_organisation_department
from accounts.services.people import create_user
from applications.models import (
    Application,
    Draft,
    DraftMaterial,
    PlanProject,
    PlanProjectState,
    SubmissionMaterial,
)
from applications.services.drafts import create_draft
from applications.services.submission import open_correction, submit_draft
from applications.services.withdrawal import withdraw_application
from notifications.models import Message
from procedures.domain.package.parameters import with_parameters
from procedures.domain.package.reading import parse_package
from procedures.domain.values import Json
from procedures.models import ProcedureVersion
from procedures.services.publishing import publish_version
from reviews.domain.remarks import Remark
from reviews.models import StepTask
from reviews.services.deciding import decide_application
from reviews.services.examining import approve_task, return_application
from reviews.services.notes import add_note
from reviews.services.paper import Counted, receive_paper
from reviews.services.revoking import revoke_decision
from tenants.clock import now, today
from tenants.domain.ids import new_id
from tenants.models import Jurisdiction
from tenants.records.models import ReadinessItem
from tenants.records.services.jobs import create_job
from tests.domain.procedures.packages import CITY, library_json
from tests.factories import applications as filing
from tests.factories.accounts import fresh_actor, next_mobile, next_uscc, open_bureau
from tests.factories.announcements import announcement_values
from tests.factories.registrations import evidence_for
from tests.factories.world_kept import kept_values
from tests.factories.world_office import office_values
from tests.factories.world_printed import printed_values, public_code
from tests.factories.world_published import certificate_values, notice_values

#: The three administrators, and everybody else who signs in as staff.
STAFF = {
    "registration_point": RoleKey.REGISTRATION_POINT,
    "read_only": RoleKey.SUPERVISING_DEPARTMENT,
    "system_administrator": RoleKey.SYSTEM_ADMINISTRATOR,
    "security_administrator": RoleKey.SECURITY_ADMINISTRATOR,
    "audit_administrator": RoleKey.AUDIT_ADMINISTRATOR,
    "configurator": RoleKey.CONFIGURATOR,
    "configuration_approver": RoleKey.CONFIGURATION_APPROVER,
}
PROVINCE = {"province_administrator": RoleKey.PROVINCE_ADMINISTRATOR}
MEMBERS = {
    "leader": MembershipRole.LEADER,
    "unit_administrator": MembershipRole.ADMINISTRATOR,
    "second_level_examiner": MembershipRole.DEPARTMENT_EXAMINER,
}
ANONYMOUS = "anonymous"
MATERIALS = ("research_report", "work_report", "acceptance_report", "publications", "social_benefit_proof", "contract")


@dataclass(slots=True)
class World:
    """What a prober has to know of one jurisdiction: its people, its ids and words, and how to recognise both."""

    jurisdiction: Jurisdiction
    host: str
    marker: str
    #: Stands in texts that anybody may read at this jurisdiction's own host, and nowhere else.
    public_marker: str
    people: dict[str, UUID] = field(default_factory=dict)
    #: By what an address or a form field calls it.
    values: dict[str, str] = field(default_factory=dict)
    #: Numbers that only this world has: telephones, codes, documents.
    numbers: set[str] = field(default_factory=set)

    @property
    def canaries(self) -> tuple[str, ...]:
        """What nobody from outside may see, wherever he asks."""
        return (self.marker, *sorted(self.numbers))


class _Builder:
    """Builds in the schema that is selected, through the services."""

    def __init__(self, jurisdiction: Jurisdiction) -> None:
        host = f"{jurisdiction.code.replace('_', '-')}.localhost"
        self.world = World(jurisdiction, host, f"kq{secrets.token_hex(5)}", f"vw{secrets.token_hex(5)}")
        self.users: dict[str, User] = {}

    def build(self) -> World:
        self.bureau = open_bureau(self.world.jurisdiction)
        self.county = create_department(
            name=self._word("某县"), code=f"c{self.world.marker}", kind="county", parent=self.bureau
        )
        self._staff(STAFF if self.world.jurisdiction.level == "city" else {**STAFF, **PROVINCE})
        self.version = self._publish()
        self._unit()
        self._applications()
        self._rest()
        self.world.people = {role: user.id for role, user in self.users.items()}
        return self.world

    def _word(self, text: str) -> str:
        return f"{text}{self.world.marker}"

    def _number(self, number: str) -> str:
        self.world.numbers.add(number)
        return number

    def _person(self, role: str, kind: str) -> User:
        user = create_user(
            name=self._word("王某"),
            mobile=self._number(next_mobile()),
            email=f"{role}@{self.world.marker}.example",
            kind=kind,
            password=None,
            post=self._word("职务"),
            department=self.bureau if kind == UserKind.STAFF else None,
        )
        self.users[role] = user
        return user

    def _staff(self, roles: Mapping[str, RoleKey]) -> None:
        for role, key in roles.items():
            grant_role(actor_id=None, user=self._person(role, UserKind.STAFF), role_key=key, department=self.bureau)

    def _publish(self) -> ProcedureVersion:
        parameters = {
            **CITY,
            "division_code": self.world.jurisdiction.division_code,
            "contact_address": self.world.public_marker,
        }
        document = parse_package(with_parameters(library_json(), parameters))
        return publish_version(
            document, department=self.bureau, effective_from=today(), published_by=None, approved_by=None
        )

    def _unit(self) -> None:
        self.unit = create_organisation(
            name=self._word("先进材料研究院"),
            uscc=self._number(next_uscc()),
            kind="institute",
            address=self._word("一路1号"),
            postal_code="528400",
            contact_name=self._word("周联系"),
            contact_phone=self._number(next_mobile()),
            contact_email=self._number(f"{next_mobile()}@example.cn"),
        )
        self.second_level = create_organisation_department(organisation=self.unit, name=self._word("材料研究所"))
        for role, membership in MEMBERS.items():
            add_member(
                organisation=self.unit,
                user=self._person(role, UserKind.APPLICANT),
                role=membership,
                department=None if role == "unit_administrator" else self.second_level,
            )

    def _draft(self, title: str) -> Draft:
        draft_id = create_draft(
            self.version.id,
            variant=filing.VARIANT,
            agreed=filing.CONSENTS,
            organisation_id=self.unit.id,
            actor=fresh_actor(self.users["leader"]),
            idempotency_key=str(new_id()),
        )
        draft = Draft.objects.get(pk=draft_id)
        for key, raw in self._answers(title).items():
            filing.type_section(draft, key, raw, actor=fresh_actor(self.users["leader"]))
        for key in MATERIALS:
            filing.put_file(draft, key, name=f"{self._word('证明')}.pdf")
        DraftMaterial.objects.create(draft=draft, key="people_list", exempt=True)
        draft.refresh_from_db()
        return draft

    def _answers(self, title: str) -> dict[str, dict[str, Json]]:
        base, word = filing.SECTIONS, self._word
        phone = self._number(f"0760-{secrets.randbelow(90_000_000) + 10_000_000}")
        completer = dict(base["people"]["completers"][0])  # type: ignore[index, call-overload, arg-type]
        completer |= {
            "name": word("陈完成"),
            "document_number": self._number(f"E{secrets.randbelow(90_000_000) + 10_000_000}"),
            "work_unit": word("研究院"),
            "contribution": word("提出总体方案"),
        }
        return {
            "overview": {
                **base["overview"],
                "achievement_name": word(title),
                "keywords": [word("转化")],
                "disciplines": ["630"],
            },
            "project": {
                **base["project"],
                "project_source_unit": word("科技厅"),
                "project_name": word("机制研究"),
                "project_number": word("R"),
            },
            "evaluation": {**base["evaluation"], "evaluation_unit": word("科技厅")},
            "units": {
                **base["units"],
                "unit_name": self.unit.name,
                "unit_uscc": self.unit.uscc,
                "unit_address": word("一路1号"),
                "unit_contact": word("周联系"),
                "unit_contact_phone": phone,
                "unit_contact_email": f"unit@{self.world.marker}.example",
                "recommending_body": word("科学技术局"),
            },
            "people": {"completers": [completer]},
            "intellectual_property": base["intellectual_property"],
            "summary": {"summary": word("成果简介")},
            "certificate": {"prospects": word("推广前景"), "evaluation_opinion": word("评价意见")},
            "annexes": {"annex_note": word("备注")},
        }

    def _applications(self) -> None:
        """One waiting at its first step, one returned and being corrected, one decided, one decided and revoked."""
        self.draft = self._draft("正在填写的成果")
        self.waiting = self._submit("刚提交的成果")
        self.returned = self._submit("被退回的成果")
        self._walk(self.returned, "approve", "approve", "return")
        self.correction = Draft.objects.get(
            pk=open_correction(self.returned.id, actor=fresh_actor(self.users["leader"]))
        )
        self.examined = self._submit("登记点审核的成果")
        self._walk(self.examined, "approve", "approve")
        self.decided = self._submit("已登记的成果")
        self._walk(self.decided, "approve", "approve", "approve", "paper", "decide")
        self.revoked = self._submit("退回到未批复的成果")
        self._walk(self.revoked, "approve", "approve", "approve", "paper", "decide", "revoke")
        self.withdrawn = withdrawn = self._submit("已撤回的成果")
        withdraw_application(withdrawn.id, reason=self._word("重新填报"), actor=fresh_actor(self.users["leader"]))

    def _submit(self, title: str) -> Application:
        application_id = submit_draft(
            self._draft(title).id,
            actor=fresh_actor(self.users["leader"]),
            idempotency_key=str(new_id()),
            agreed=filing.PROMISES,
        )
        return Application.objects.get(pk=application_id)

    def _walk(self, application: Application, *acts: str) -> None:
        for act in acts:
            application.refresh_from_db()
            task = StepTask.objects.filter(application=application, voided=False).order_by("-opened_at", "-id")[0]
            user = {
                "second_level_department": self.users["second_level_examiner"],
                "applicant_unit": self.users["unit_administrator"],
            }.get(task.step_key, self.users["registration_point"])
            self._act(act, task, application.version, user)

    def _act(self, act: str, task: StepTask, version: int, user: User) -> None:
        actor, key, opinion = fresh_actor(user), str(new_id()), self._word("意见")
        common = {"task_id": task.id, "version": version, "idempotency_key": key}
        match act:
            case "approve":
                approve_task(actor, opinion=opinion, **common)  # type: ignore[arg-type]
            case "return":
                remarks = [Remark("achievement_name", self._word("名称不符"))]
                return_application(actor, opinion=opinion, remarks=remarks, **common)  # type: ignore[arg-type]
            case "paper":
                receive_paper(actor, counted=Counted(1, self._word("档案柜"), opinion), **common)  # type: ignore[arg-type]
            case "decide":
                decide_application(actor, result="registered", opinion=opinion, number="", **common)  # type: ignore[arg-type]
            case "revoke":
                self.evidence = evidence_for(user, f"{self._word('纠错说明')}.pdf")
                revoke_decision(actor, opinion=opinion, evidence_id=self.evidence, **common)  # type: ignore[arg-type]

    def _rest(self) -> None:
        invited = self._person("invited", UserKind.APPLICANT)
        membership = Membership.objects.get(user=self.users["second_level_examiner"])
        invitation = invite(invited, invited_by=self.users["unit_administrator"].id)
        job = create_job(
            "tenants.onboarding",
            title=self._word("接入"),
            actor_id=None,
            payload={"code": self._word("city_")},
            steps=[("schema", self._word("建库"))],
            personal={"contact_name": self._word("联系人")},
        )
        ReadinessItem.objects.create(
            jurisdiction_id=new_id(),
            key="people",
            title=self._word("人员"),
            place=1,
            is_ready=False,
            detail=self._word("缺人"),
            checked_at=now(),
        )
        integrator = create_integrator(
            fresh_actor(self.users["system_administrator"]),
            name=self._word("省平台"),
            scopes=frozenset(Scope),
            systems=["archive"],
        ).integrator
        project = self._plan_project()
        add_note(
            fresh_actor(self.users["registration_point"]),
            application_id=self.decided.id,
            kind="phone_call",
            text=self._word("已电话提醒"),
            called=self._word("周岳"),
            idempotency_key=str(new_id()),
        )
        leader, decided = self.users["leader"], self.decided
        self.decided.refresh_from_db()
        draft_file = DraftMaterial.objects.filter(draft=self.draft, file__isnull=False)[0]
        filed = SubmissionMaterial.objects.filter(submission__application=decided, file__isnull=False)[0]
        self.world.values = {
            "draft_id": str(self.draft.id),
            "correction_id": str(self.correction.id),
            "draft_material_id": str(draft_file.id),
            "draft_file_id": str(draft_file.file_id),
            "application_id": str(decided.id),
            "waiting_application_id": str(self.waiting.id),
            "returned_application_id": str(self.returned.id),
            "filed_material_id": str(filed.id),
            "evidence_id": str(self.evidence),
            "task_id": str(self._open_task(self.examined)),
            "first_task_id": str(self._open_task(self.waiting)),
            "decision_task_id": str(self._open_task(self.revoked)),
            "decided_task_id": str(StepTask.objects.filter(application=decided).order_by("-opened_at", "-id")[0].id),
            "organisation_id": str(self.unit.id),
            "organisation_department_id": str(self.second_level.id),
            "membership_id": str(membership.id),
            "department_id": str(self.county.id),
            "bureau_id": str(self.bureau.id),
            "user_id": str(self.users["registration_point"].id),
            "applicant_id": str(leader.id),
            "grant_id": str(RoleGrant.objects.get(user=self.users["registration_point"]).id),
            "message_id": str(Message.objects.filter(recipient=leader)[0].id),
            "job_id": str(job.id),
            "integrator_id": str(integrator.id),
            "plan_source": project.source,
            "plan_number": project.number,
            "procedure_id": str(self.version.procedure_id),
            "mobile": self.users["leader"].mobile,
            "email": self.users["leader"].email,
            "number": decided.number,
            "registration_number": decided.registration_number,
            "uscc": self.unit.uscc,
            "invitation_token": invitation_token(invitation.id),
            "reset_encoded": urlsafe_base64_encode(force_bytes(str(leader.pk))),
            "reset_token": reset_tokens.make_token(leader),
        }
        self.world.values |= printed_values(self.world.marker, self.decided, self.draft, leader)
        self.world.values["check_code"] = public_code(self.withdrawn, f"可核验的成果{self.world.public_marker}", leader)
        self._staff({"second_registration_point": RoleKey.REGISTRATION_POINT})
        self.world.values |= notice_values(
            self.world.marker, self.world.public_marker, self.users, decided=decided, revoked=self.revoked
        )
        self.world.values |= certificate_values(self.world.marker, self.users, decided=decided)
        self.world.values |= kept_values(self.world.marker, self.users, self.unit, self.draft, decided)
        self.world.values |= office_values(self.world.marker, self.users, self.bureau)
        self.world.values |= announcement_values(self.world.marker, self.world.public_marker, self.users)
        self.world.numbers |= {decided.number, decided.registration_number}

    def _plan_project(self) -> PlanProject:
        return PlanProject.objects.create(
            source=self._word("plan"),
            number=self._word("R"),
            title=self._word("机制研究"),
            programme=self._word("省软科学计划"),
            procedure=self.version.procedure,
            variant=filing.VARIANT,
            leader=self.users["leader"],
            organisation=self.unit,
            state=PlanProjectState.REVIEWED,
            reported_at=now(),
        )

    def _open_task(self, application: Application) -> UUID:
        return StepTask.objects.get(application=application, state="open").id


def build_world(jurisdiction: Jurisdiction) -> World:
    """Build in the schema that is selected, which holds nothing yet but what provisioning made."""
    return _Builder(jurisdiction).build()
