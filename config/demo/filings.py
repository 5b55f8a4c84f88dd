"""Some sixty applications in every state, made by their people through the services, spread over the last weeks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from accounts.access import Actor, actor_of
from accounts.models import Organisation, User
from applications.models import Application, Draft, DraftMaterial
from applications.services.draft_materials import attach_material, exempt_material, start_material_upload
from applications.services.drafts import create_draft, save_section
from applications.services.submission import open_correction, submit_draft
from applications.services.withdrawal import withdraw_application
from config.demo.answers import Filing, answers_of, pdf_of
from config.demo.uploading import post_form
from documents.models import StoredFile
from documents.services.checking import check_file
from procedures.domain.package.compiled import CompiledPackage
from procedures.models import ProcedureVersion
from procedures.queries.packages import compiled, procedure_by_code
from reviews.domain.remarks import Remark
from reviews.models import StepTask
from reviews.services.deciding import decide_application
from reviews.services.examining import approve_task, return_application
from reviews.services.paper import Counted, receive_paper
from tenants.clock import clock_set_to, now
from tenants.domain.clock import FixedClock

PROCEDURE = "achievement-registration"
#: How far each application goes, oldest first: the acts after submission.
STORIES: tuple[tuple[int, tuple[str, ...]], ...] = (
    (14, ("approve", "approve", "paper", "register")),
    (2, ("approve", "approve", "paper", "refuse")),
    (3, ("approve", "approve", "return", "correct", "approve", "approve", "paper", "register")),
    (6, ("approve", "approve", "paper")),
    (6, ("approve", "approve")),
    (4, ("approve", "return", "correct", "approve")),
    (10, ("approve",)),
    (4, ("approve", "return")),
    (2, ("return",)),
    (3, ("withdraw",)),
    (6, ()),
)
ENDINGS = frozenset({"register", "refuse", "withdraw"})
VARIANTS = ("applied_technology",) * 5 + ("basic_theory", "soft_science")
OPINIONS = {
    "approve": "材料齐全，填报内容与证明一致，同意。",
    "return": "请核对下列内容后重新提交。",
    "register": "经审核，符合科技成果登记条件，予以登记。",
    "refuse": "评价证明与登记成果不一致，不符合登记条件。",
}


@dataclass(slots=True)
class Cast:
    """The people of one city, and the files each leader has put in the store."""

    version: ProcedureVersion
    package: CompiledPackage
    leaders: list[tuple[User, Organisation]]
    examiners: dict[UUID, Actor]
    unit_actors: dict[UUID, Actor]
    point: Actor
    one_file: bool = False
    files: dict[tuple[UUID, str], StoredFile] = field(default_factory=dict)


def cast_of(people: Mapping[str, User], organisations: list[Organisation], *, one_file: bool) -> Cast:
    procedure = procedure_by_code(PROCEDURE)
    version = procedure.current_version if procedure else None
    if version is None:
        raise LookupError("the city adopted no package")
    return Cast(
        version=version,
        package=compiled(version),
        leaders=[(people["leader"], organisations[0]), (people["leader2"], organisations[1])],
        examiners={organisations[0].pk: actor_of(people["department"])},
        unit_actors={
            organisations[0].pk: actor_of(people["unit"]),
            organisations[1].pk: actor_of(people["unit2"]),
        },
        point=actor_of(people["point"]),
        one_file=one_file,
    )


def make_filings(cast: Cast, *, stories: tuple[tuple[int, tuple[str, ...]], ...], drafts: int) -> None:
    """All stories, oldest first, then some drafts that were never submitted."""
    acts = [story for count, story in stories for _ in range(count)]
    present = now()
    for ordinal, story in enumerate(acts):
        leader, organisation = cast.leaders[ordinal % len(cast.leaders)]
        _Story(cast, ordinal, leader, organisation, present - _age(ordinal, story)).play(story)
    for ordinal in range(len(acts), len(acts) + drafts):
        leader, organisation = cast.leaders[ordinal % len(cast.leaders)]
        _Story(cast, ordinal, leader, organisation, present - timedelta(days=1, hours=ordinal % 9)).leave_draft()


def _place_among_equals(ordinal: int) -> int:
    rounds, place = divmod(ordinal, len(VARIANTS))
    variant = VARIANTS[place]
    return rounds * VARIANTS.count(variant) + VARIANTS[:place].count(variant)


def _age(ordinal: int, story: tuple[str, ...]) -> timedelta:
    """Ended applications lie weeks back; of the open ones most are in time, some are not."""
    if story and story[-1] in ENDINGS:
        return timedelta(days=max(75 - ordinal * 2, 4), hours=ordinal % 7)
    return timedelta(hours=len(story) * 24 + 6 + (ordinal % 9) * 9)


class _Story:
    """One application from its draft to wherever its story ends. Keys are derived, so a second run repeats nothing."""

    def __init__(self, cast: Cast, ordinal: int, leader: User, organisation: Organisation, begun: datetime) -> None:
        self.cast = cast
        self.ordinal = ordinal
        self.leader = actor_of(leader)
        self.organisation = organisation
        self.moment = begun
        self.acts = 0
        self.filing = Filing(
            ordinal=ordinal,
            place=_place_among_equals(ordinal),
            variant=VARIANTS[ordinal % len(VARIANTS)],
            leader_name=self.leader.name,
            unit=organisation.name,
            organisation_kind=organisation.kind,
            mobile=f"1390000{ordinal:04}",
        )

    def play(self, story: tuple[str, ...]) -> None:
        """Nothing when an earlier, interrupted run submitted this one already."""
        if Application.objects.filter(leader_id=self.leader.user_id, title=self.filing.title).exists():
            return
        with self._later(0):
            draft_id = self._draft()
            self._fill(draft_id)
        # In the present: a signed form does not live long enough to be posted weeks later.
        self._file_materials(draft_id)
        with self._later(3):
            application_id = submit_draft(
                draft_id, actor=self.leader, idempotency_key=self._key(), agreed=self._commitments()
            )
        for act in self._with_department(story):
            with self._later(19 + self.ordinal % 11):
                self._act(application_id, act)

    def leave_draft(self) -> None:
        with self._later(0):
            draft_id = self._draft()
            sections = ["overview"] if self.ordinal % 2 else ["overview", "project", "evaluation"]
            self._fill(draft_id, only=sections)

    def _with_department(self, story: tuple[str, ...]) -> Iterator[str]:
        """Stories are told for units without a second level; where there is one, it approves first in each round."""
        has_department = self.organisation.pk in self.cast.examiners
        if has_department and story and story[0] != "withdraw":
            yield "approve"
        for act in story:
            yield act
            if has_department and act == "correct":
                yield "approve"

    @contextmanager
    def _later(self, hours: int) -> Iterator[None]:
        self.moment = min(self.moment + timedelta(hours=hours), now() - timedelta(minutes=5))
        with clock_set_to(FixedClock(self.moment)):
            yield

    def _key(self) -> str:
        self.acts += 1
        return str(uuid5(NAMESPACE_URL, f"demo/{self.leader.user_id}/{self.ordinal}/{self.acts}"))

    def _commitments(self) -> frozenset[str]:
        return frozenset(each.key for each in self.cast.package.commitments_for(self.filing.variant))

    def _draft(self) -> UUID:
        return create_draft(
            self.cast.version.pk,
            variant=self.filing.variant,
            agreed=self._commitments(),
            organisation_id=self.organisation.pk,
            actor=self.leader,
            idempotency_key=self._key(),
        )

    def _fill(self, draft_id: UUID, only: list[str] | None = None) -> None:
        form = self.cast.package.form(self.filing.variant)
        for section_key, raw in answers_of(self.filing).items():
            if only is not None and section_key not in only:
                continue
            section = form.section(section_key)
            known = {each.key for each in section.fields} if section else set()
            typed = {key: value for key, value in raw.items() if key in known}
            save_section(
                draft_id, section_key=section_key, raw=typed, shown=frozenset(typed), version=0, actor=self.leader
            )

    def _file_materials(self, draft_id: UUID) -> None:
        draft = Draft.objects.get(pk=draft_id)
        for key in self._material_keys():
            if not DraftMaterial.objects.filter(draft=draft, key=key).exists():
                self._file(draft, key)
        if self.filing.variant != "applied_technology":
            exempt_material(draft_id, key="people_list", exempt=True, actor=self.leader)

    def _material_keys(self) -> list[str]:
        """Every required item, one proof of evaluation, the contract where the money was public."""
        fiscal = self.filing.variant != "applied_technology"
        proof = "acceptance_report" if fiscal else "third_party_report"
        wanted = []
        for item in self.cast.package.materials.items:
            if item.variants and self.filing.variant not in item.variants:
                continue
            chosen = item.key == proof if item.group else item.key not in {"other", "people_list", "contract"}
            if chosen or (fiscal and item.key == "contract") or (not fiscal and item.key == "people_list"):
                wanted.append(item.key)
        return wanted

    def _file(self, draft: Draft, key: str) -> None:
        """The first time a leader files an item it is really uploaded and checked; later drafts refer to those bytes.

        With `one_file` one upload per leader stands under every item: enough for a city that only fills its lists.
        """
        place = (self.leader.user_id, "" if self.cast.one_file else key)
        known = self.cast.files.get(place)
        if known is not None:
            DraftMaterial.objects.create(draft=draft, key=key, file=known, ordinal=1)
            return
        content = pdf_of(key)
        ticket = start_material_upload(
            draft.pk,
            key=key,
            name=self._file_name(key),
            size=len(content),
            content_type="application/pdf",
            actor=self.leader,
        )
        post_form(ticket.url, ticket.fields, content)
        attach_material(draft.pk, key=key, file_id=ticket.file_id, actor=self.leader)
        check_file(ticket.file_id)
        self.cast.files[place] = StoredFile.objects.get(pk=ticket.file_id)

    def _file_name(self, key: str) -> str:
        if self.cast.one_file:
            return "材料扫描件.pdf"
        name = next(str(item.name) for item in self.cast.package.materials.items if item.key == key)
        return f"{name.split('（')[0]}.pdf"

    def _act(self, application_id: UUID, act: str) -> None:
        application = Application.objects.get(pk=application_id)
        if act == "correct":
            draft_id = open_correction(application_id, actor=self.leader)
            corrected = {"evaluation_number": f"PJ2026{self.ordinal:04}-1"}
            save_section(
                draft_id,
                section_key="evaluation",
                raw=corrected,
                shown=frozenset(corrected),
                version=0,
                actor=self.leader,
            )
            submit_draft(draft_id, actor=self.leader, idempotency_key=self._key(), agreed=self._commitments())
        elif act == "withdraw":
            withdraw_application(application_id, reason="成果名称需与验收证书核对后重新填报。", actor=self.leader)
        else:
            self._office_act(application, act)

    def _office_act(self, application: Application, act: str) -> None:
        task = StepTask.objects.filter(application=application, state="open").first()
        if task is None:
            return
        actor = self._who(task)
        common: dict[str, Any] = {
            "task_id": task.pk,
            "version": application.version,
            "idempotency_key": self._key(),
        }
        match act:
            case "approve":
                approve_task(actor, opinion=OPINIONS["approve"], **common)
            case "return":
                remarks = [Remark("evaluation_number", "评价报告编号与扫描件不一致，请核对。")]
                return_application(actor, opinion=OPINIONS["return"], remarks=remarks, **common)
            case "paper":
                counted = Counted(copies=1, storage_place=f"档案柜A{self.ordinal % 8 + 1}")
                receive_paper(actor, counted=counted, **common)
            case "register":
                decide_application(actor, result="registered", opinion=OPINIONS["register"], number="", **common)
            case "refuse":
                decide_application(actor, result="refused", opinion=OPINIONS["refuse"], number="", **common)

    def _who(self, task: StepTask) -> Actor:
        if task.step_key == "second_level_department":
            return self.cast.examiners[self.organisation.pk]
        if task.step_key == "applicant_unit":
            return self.cast.unit_actors[self.organisation.pk]
        return self.cast.point
