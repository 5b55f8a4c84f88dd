"""Drafts and applications of the shipped procedure, made through the services in the schema that is selected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from uuid import UUID

from accounts.access import Actor
from accounts.domain.roles import RoleKey
from accounts.models import Department, Organisation, User
from applications.models import Draft, DraftMaterial
from applications.services.drafts import SavedSection, create_draft, save_section, section_version
from applications.services.submission import submit_draft
from documents.domain.file_states import FileState
from documents.models import StoredFile
from documents.services.object_store import current_store
from procedures.domain.package.parameters import with_parameters
from procedures.domain.package.reading import parse_package
from procedures.domain.values import Json
from procedures.models import ProcedureVersion
from procedures.queries.packages import compiled
from procedures.services.publishing import publish_version
from tenants.clock import now, today
from tenants.domain.ids import new_id
from tests.domain.procedures.packages import CITY, library_json
from tests.factories.accounts import fresh_actor, make_member, make_organisation, make_staff, next_uscc, open_bureau

VARIANT = "soft_science"
CONSENTS = frozenset({"disclosure_consent", "not_secret"})
PROMISES = frozenset({"truthfulness"})

#: A soft-science registration without mistakes, as it is typed.
SECTIONS: dict[str, dict[str, Json]] = {
    "overview": {
        "achievement_name": "城市科技成果转化机制研究",
        "registration_object": "provincial_plan",
        "approving_department": "local",
        "research_start": "2023-01-01",
        "research_end": "2025-06-30",
        "keywords": ["成果转化", "机制"],
        "result_forms": ["research_report"],
        "attribute": "original",
        "level": "national_advanced",
        "cooperation": ["independent"],
        "disciplines": ["630 管理学"],
        "industry": "m",
    },
    "project": {
        "project_source": "local_plan",
        "project_source_unit": "省科学技术厅",
        "project_name": "科技成果转化机制研究",
        "project_number": "2023-R-018",
        "funding": {"provincial": "30", "own": "12.5"},
    },
    "evaluation": {
        "evaluation_methods": ["acceptance"],
        "evaluation_unit": "省科学技术厅",
        "evaluation_date": "2025-09-12",
    },
    "units": {
        "unit_name": "甲市先进材料研究院",
        "unit_uscc": next_uscc(),
        "unit_address": "甲市一路1号",
        "unit_postal_code": "528400",
        "unit_contact": "周联系",
        "unit_contact_phone": "0760-88331234",
        "unit_contact_email": "lianxi@example.cn",
        "unit_kind": "institute",
        "unit_province": "甲省",
        "recommending_body": "甲市科学技术局",
    },
    "people": {
        "completers": [
            {
                "name": "陈完成",
                "gender": "female",
                "birth_month": "1980-01",
                "document_type": "passport",
                "document_number": "E12345678",
                "professional_title": "senior",
                "education": "doctor",
                "returned_from_abroad": "no",
                "work_unit": "甲市先进材料研究院",
                "contribution": "提出总体方案。",
            }
        ]
    },
    "intellectual_property": {"ip_forms": ["software_copyright"]},
    "summary": {"summary": "课题来源与背景、原理、创造性、成熟程度、应用情况、获奖情况。"},
    "certificate": {"prospects": "供科技管理部门采用。", "evaluation_opinion": "同意通过验收。"},
    "annexes": {"annex_note": ""},
}
SECRETS = ("E12345678", "lianxi@example.cn", "88331234")


@dataclass(frozen=True, slots=True)
class Town:
    """A jurisdiction that is ready to take registrations, with one person of each kind."""

    bureau: Department
    version: ProcedureVersion
    organisation: Organisation
    administrator: User
    leader: User
    point: User


def open_town(jurisdiction: object) -> Town:
    bureau = open_bureau(jurisdiction)  # type: ignore[arg-type]
    organisation = make_organisation()
    return Town(
        bureau=bureau,
        version=publish_registration(bureau),
        organisation=organisation,
        administrator=make_member(organisation, "administrator"),
        leader=make_member(organisation, "leader"),
        point=make_staff(RoleKey.REGISTRATION_POINT),
    )


def publish_registration(department: Department, *, parameters: Mapping[str, Json] = CITY) -> ProcedureVersion:
    document = parse_package(with_parameters(library_json(), parameters))
    return publish_version(document, department=department, effective_from=today(), published_by=None, approved_by=None)


def begin_draft(town: Town, *, leader: User | None = None, variant: str = VARIANT) -> Draft:
    draft_id = create_draft(
        town.version.id,
        variant=variant,
        agreed=CONSENTS,
        organisation_id=town.organisation.id,
        actor=fresh_actor(leader or town.leader),
        idempotency_key=str(new_id()),
    )
    return Draft.objects.get(pk=draft_id)


def type_section(draft: Draft, key: str, raw: dict[str, Json], *, actor: Actor) -> SavedSection:
    """Type a section the way its page posts it: every shown field of the section."""
    current = Draft.objects.select_related("procedure_version").get(pk=draft.id)
    section = compiled(current.procedure_version).form(current.variant).section(key)
    assert section is not None
    result = save_section(
        draft.id,
        section_key=key,
        raw=raw,
        shown=frozenset(item.key for item in section.fields),
        version=section_version(current, section),
        actor=actor,
    )
    assert isinstance(result, SavedSection)
    return result


def fill_draft(draft: Draft, *, title: str = "") -> None:
    """Everything that the form and the materials list ask for."""
    actor = fresh_actor(draft.owner)
    for key, raw in SECTIONS.items():
        typed = {**raw, "achievement_name": title} if title and key == "overview" else raw
        type_section(draft, key, typed, actor=actor)
    for key in (
        "research_report",
        "work_report",
        "acceptance_report",
        "publications",
        "social_benefit_proof",
        "contract",
    ):
        put_file(draft, key)
    DraftMaterial.objects.create(draft=draft, key="people_list", exempt=True)
    draft.refresh_from_db()


def put_file(draft: Draft, key: str, *, state: FileState = FileState.CLEAN, name: str = "") -> DraftMaterial:
    """A file under an item, as it stands after its upload and check."""
    return DraftMaterial.objects.create(
        draft=draft, key=key, file=stored_file(name or f"{key}.pdf", draft.owner_id, state=state)
    )


def stored_file(name: str, owner_id: UUID, *, state: FileState = FileState.CLEAN, purpose: str = "test") -> StoredFile:
    digest = sha256(str(new_id()).encode()).hexdigest()
    return StoredFile.objects.create(
        key=current_store().keys.final(new_id(), digest),
        name=name,
        purpose=purpose,
        size=2048,
        content_type="application/pdf",
        file_format="pdf",
        sha256=digest,
        pages=2,
        allowed_formats=["pdf"],
        max_bytes=1 << 20,
        state=state,
        refusal_code="file_damaged" if state is FileState.REFUSED else "",
        uploaded_by=owner_id,
        created_at=now(),
    )


def submit(draft: Draft, *, key: str = "") -> UUID:
    return submit_draft(draft.id, actor=fresh_actor(draft.owner), idempotency_key=key or str(new_id()), agreed=PROMISES)


def make_application(town: Town, *, leader: User | None = None, title: str = "") -> UUID:
    """A submitted application; its id."""
    draft = begin_draft(town, leader=leader)
    fill_draft(draft, title=title)
    return submit(draft)


def in_unit(town: Town, organisation: Organisation) -> Town:
    """The same town, applied for by another unit with people of its own."""
    return replace(
        town,
        organisation=organisation,
        administrator=make_member(organisation, "administrator"),
        leader=make_member(organisation, "leader"),
    )
