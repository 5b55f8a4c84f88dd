"""The second demonstration procedure of one city: its own package, its people, applications at telling places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from accounts.access import Actor, actor_of
from accounts.domain.roles import RoleKind
from accounts.models import Organisation, User
from accounts.queries.departments import root_department
from accounts.services.grants import create_role
from applications.models import Application, DraftMaterial
from applications.services.draft_materials import attach_material, start_material_upload
from applications.services.drafts import create_draft, save_section
from applications.services.submission import submit_draft
from config.demo.answers import pdf_of
from config.demo.country import DATA, Entry
from config.demo.people import make_staff
from config.demo.uploading import post_form
from documents.models import StoredFile
from documents.services.checking import check_file
from procedures.domain.package.compiled import CompiledPackage
from procedures.domain.package.reading import parse_package
from procedures.domain.package.yaml_io import read_yaml
from procedures.models import ProcedureVersion
from procedures.queries.packages import compiled
from procedures.services.publishing import publish_version
from reviews.domain.actions import Action
from reviews.domain.remarks import Remark
from reviews.models import StepTask, TaskState
from reviews.services.deciding import decide_application
from reviews.services.examining import approve_task
from reviews.services.steering import Given, steer
from tenants.clock import clock_set_to, now, today
from tenants.domain.clock import CHINA, FixedClock

VARIANT = "general"
#: Files in the store by leader and item.
Filed = dict[tuple[UUID, str], StoredFile]
#: Acts fall into office hours, mornings and afternoons in turn.
OPENING, HALF_DAY, WEEKEND = time(9, 20), timedelta(hours=5, minutes=25), 5


def make_plan_staff(office: Entry, *, city: int, password: str) -> dict[str, User]:
    for role in office["roles"]:
        create_role(key=role["key"], name=role["name"], kind=RoleKind.BUSINESS)
    return make_staff(city, office["staff"], password)


def publish_plan_change(people: Mapping[str, User]) -> ProcedureVersion:
    """As a city publishes a procedure of its own: written by one, approved by another."""
    package = read_yaml((DATA / "plan_change.yaml").read_text(encoding="utf-8"))
    return publish_version(
        parse_package(package),
        department=root_department(),
        effective_from=today(),
        published_by=people["configurator"].pk,
        approved_by=people["approver"].pk,
    )


def make_changes(
    entries: list[Entry], *, version: ProcedureVersion, people: Mapping[str, User], organisations: list[Organisation]
) -> None:
    filed: Filed = {}
    units = {"leader": organisations[0], "leader2": organisations[1]}
    for entry in entries:
        _Change(entry, version, people, units[entry["leader"]], filed).play()


def _in_office(day: date) -> datetime:
    while day.weekday() >= WEEKEND:
        day += timedelta(days=1)
    return datetime.combine(day, OPENING, CHINA)


def _half_a_day_later(moment: datetime) -> datetime:
    later = moment + HALF_DAY
    is_evening = moment.timetz().replace(tzinfo=None) > OPENING
    return _in_office(moment.date() + timedelta(days=1)) if is_evening else later


class _Change:
    """One application from its draft to where its acts end. Keys are derived, so a second run repeats nothing."""

    def __init__(
        self,
        entry: Entry,
        version: ProcedureVersion,
        people: Mapping[str, User],
        organisation: Organisation,
        filed: Filed,
    ) -> None:
        self.entry = entry
        self.version = version
        self.package: CompiledPackage = compiled(version)
        self.people = people
        self.leader = actor_of(people[entry["leader"]])
        self.organisation = organisation
        self.filed = filed
        self.moment = _in_office(today() - timedelta(days=entry["days_ago"]))
        self.acts = 0

    def play(self) -> None:
        if Application.objects.filter(leader_id=self.leader.user_id, title=self.entry["title"]).exists():
            return
        agreed = frozenset(each.key for each in self.package.commitments_for(VARIANT))
        with self._at_its_time():
            draft_id = self._draft(agreed)
        # In the present: a signed form does not live long enough to be posted weeks later.
        for item in self.package.materials.items:
            self._file(draft_id, item.key, f"{str(item.name).split('（')[0]}.pdf")
        with self._at_its_time():
            application_id = submit_draft(draft_id, actor=self.leader, idempotency_key=self._key(), agreed=agreed)
        for act in self.entry["acts"]:
            with self._at_its_time():
                self._act(application_id, act)

    @contextmanager
    def _at_its_time(self) -> Iterator[None]:
        with clock_set_to(FixedClock(min(self.moment, now() - timedelta(minutes=5)))):
            yield
        self.moment = _half_a_day_later(self.moment)

    def _key(self) -> str:
        self.acts += 1
        return str(uuid5(NAMESPACE_URL, f"demo/{self.leader.user_id}/{self.entry['number']}/{self.acts}"))

    def _draft(self, agreed: frozenset[str]) -> UUID:
        draft_id = create_draft(
            self.version.pk,
            variant=VARIANT,
            agreed=agreed,
            organisation_id=self.organisation.pk,
            actor=self.leader,
            idempotency_key=self._key(),
        )
        answers = {
            "project_name": self.entry["title"],
            "project_number": self.entry["number"],
            "undertaker": self.organisation.name,
            "contact_mobile": self.people[self.entry["leader"]].mobile,
            **self.entry["answers"],
        }
        for section in self.package.form(VARIANT).sections:
            typed = {field.key: answers[field.key] for field in section.fields if field.key in answers}
            save_section(
                draft_id, section_key=section.key, raw=typed, shown=frozenset(typed), version=0, actor=self.leader
            )
        return draft_id

    def _file(self, draft_id: UUID, key: str, name: str) -> None:
        """The first file of a leader under an item is really uploaded and checked; later ones are those bytes."""
        known = self.filed.get((self.leader.user_id, key))
        if known is not None:
            DraftMaterial.objects.create(draft_id=draft_id, key=key, file=known, ordinal=1)
            return
        content = pdf_of(key)
        ticket = start_material_upload(
            draft_id,
            key=key,
            name=name,
            size=len(content),
            content_type="application/pdf",
            actor=self.leader,
        )
        post_form(ticket.url, ticket.fields, content)
        attach_material(draft_id, key=key, file_id=ticket.file_id, actor=self.leader)
        check_file(ticket.file_id)
        self.filed[self.leader.user_id, key] = StoredFile.objects.get(pk=ticket.file_id)

    def _act(self, application_id: UUID, act: Entry) -> None:
        application = Application.objects.get(pk=application_id)
        actor = actor_of(self.people[act["who"]])
        common: dict[str, Any] = {
            "task_id": self._task_of(application, actor).pk,
            "version": application.version,
            "idempotency_key": self._key(),
        }
        match act["does"]:
            case "approve":
                approve_task(actor, opinion=act["words"], **common)
            case "decide":
                decide_application(actor, result=act["result"], opinion=act["words"], number="", **common)
            case "supplement":
                remarks = tuple(Remark(path, text) for path, text in act["remarks"].items())
                given = Given(opinion=act["words"], remarks=remarks)
                steer(actor, action=Action.REQUEST_SUPPLEMENT, given=given, **common)

    def _task_of(self, application: Application, actor: Actor) -> StepTask:
        waiting = StepTask.objects.filter(application=application, state=TaskState.OPEN)
        return waiting.filter(candidates__principal__in=actor.principals).distinct().get()
