"""What is measured, each with the least that the database could be asked to do for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from uuid import uuid4

from django.core.management import call_command
from django.db import connections, transaction
from django.test import Client

from applications.models import Application, Draft, Submission
from applications.services.submission import submit_draft
from procedures.domain.scoring import Scorer
from reviews.models import StepTask
from tenants.context import tenant_context
from tenants.models import Jurisdiction
from tenants.services.grants import narrowing_script, opening_script
from tenants.services.schemas import create_schema, schema_script
from tests.bench.long_form import (
    LONG_FIELD,
    LONG_FIELDS,
    LONG_ROWS,
    LONG_SECTION,
    long_answers,
    publish_long_form,
)
from tests.bench.measuring import Line, interleaved, queries_of
from tests.bench.rows import copy_application, copy_drafts
from tests.domain.procedures.sheets import long_facts, long_sheet
from tests.factories.accounts import fresh_actor
from tests.factories.applications import PROMISES, Town, begin_draft, fill_draft, open_town, type_section
from tests.factories.jurisdictions import build_two_cities
from tests.factories.people import HostClient, sign_in
from tests.factories.registrations import open_registration, submit_registration

FEW, MANY = 100, 10_000


def run_all() -> list[Line]:
    call_command("migrate_tenancy", verbosity=0)
    build_two_cities()
    lines = [tenant_creation(), scoring()]
    city = Jurisdiction.objects.get(code="city_a")
    with tenant_context(city):
        town = open_town(city)
        lines += [submission(town), autosave(city, town), *long_section(city, town)]
    return [*lines, *inbox()]


def tenant_creation() -> Line:
    """Creating a tenant against running its raw script; both schemas are dropped again outside the measured time."""
    numbers = count()
    owner = connections["owner"]

    def through_service() -> None:
        create_schema(_jurisdiction(f"bench_{next(numbers)}"))

    def raw() -> None:
        schema = f"t_raw_{next(numbers)}"
        script = (
            opening_script(schema),
            f'SET LOCAL search_path TO "{schema}";',
            schema_script(),
            narrowing_script(schema),
        )
        owner.set_schema_to_public()
        with transaction.atomic(using="owner"), owner.cursor() as cursor:
            cursor.execute("\n".join(script))
            cursor.execute("SET LOCAL search_path TO public")

    median, floor = interleaved(through_service, raw, turns=8)
    queries = queries_of(through_service, "owner")
    return Line("a tenant's schema", median, "the script alone, raw SQL", floor, queries, "<= 1.3x")


def _jurisdiction(code: str) -> Jurisdiction:
    return Jurisdiction.objects.using("owner").create(
        code=code,
        schema_name=f"t_{code}",
        name=code,
        short_name=code,
        level="city",
        division_code="990300",
        storage_bucket=f"bench-{code.replace('_', '-')}",
    )


def scoring() -> Line:
    """A hundred sheets of twenty rows with their working, against looking up the answers they are made of."""
    scorer, facts = Scorer(long_sheet()), long_facts()

    def scored() -> None:
        for _ in range(100):
            scorer(facts)

    def looked_up() -> None:
        for _ in range(100):
            for key in facts:
                facts.get(key)

    median, floor = interleaved(scored, looked_up, turns=30)
    return Line("100 score sheets of 20 rows", median, "looking up their answers", floor, None, "<= 20 ms")


def submission(town: Town) -> Line:
    """From the judged draft to the chain's first task, against one transaction that only inserts the two main rows."""
    turns = 40
    with transaction.atomic():
        draft = begin_draft(town)
        fill_draft(draft)
        drafts = iter(copy_drafts(draft, turns + 4))
    actor, numbers = fresh_actor(town.leader), count()

    def submit() -> None:
        submit_draft(next(drafts), actor=actor, idempotency_key=str(uuid4()), agreed=PROMISES)

    submit()
    model = Application.objects.select_related("procedure", "procedure_version").first()
    frozen = Submission.objects.get(application=model)

    def insert() -> None:
        with transaction.atomic():
            application = Application.objects.create(
                number=f"floor-{next(numbers)}",
                procedure=model.procedure,
                procedure_version=model.procedure_version,
                variant=model.variant,
                title=model.title,
                leader_id=model.leader_id,
                status=model.status,
                chain_state=model.chain_state,
                submitted_at=model.submitted_at,
            )
            Submission.objects.create(
                application=application,
                round=1,
                answers=frozen.answers,
                personal=frozen.personal,
                content_hash=frozen.content_hash,
                submitted_by=frozen.submitted_by,
                submitted_at=frozen.submitted_at,
            )

    median, floor = interleaved(submit, insert, turns=turns)
    name = f"a submission ({1 / median:.0f} a second in one process)"
    return Line(name, median, "INSERT of two rows, one transaction", floor, queries_of(submit), "26 queries")


def autosave(city: Jurisdiction, town: Town) -> Line:
    """One section posted by htmx, against reading and writing the draft's row."""
    draft = begin_draft(town)
    client = _client(city, town.leader)
    saves = count()

    def save() -> None:
        number = next(saves)
        typed = {"achievement_name": f"成果{number}", "_shown": ["achievement_name"], "_version": number}
        answer = client.post(f"/my/drafts/{draft.pk}/sections/overview/", typed, headers={"HX-Request": "true"})
        assert answer.status_code == 200, answer.status_code

    def write() -> None:
        with transaction.atomic():
            row = Draft.objects.select_for_update().get(pk=draft.pk)
            row.answers = {**row.answers, "project_name": str(uuid4())}
            row.save(update_fields=["answers", "updated_at"])

    median, floor = interleaved(save, write, turns=40)
    return Line(
        "autosave of a section, whole request",
        median,
        "lock and update of one row",
        floor,
        queries_of(save),
        "<= 12 queries",
    )


def long_section(city: Jurisdiction, town: Town) -> Iterator[Line]:
    """Opening and saving one section of 150 fields and a table of 60 rows, against reading and locking its draft."""
    version = publish_long_form(town.bureau)
    actor = fresh_actor(town.leader)
    draft = begin_draft(replace(town, version=version))
    saved = type_section(draft, LONG_SECTION, long_answers(), actor=actor)
    address = f"/my/drafts/{draft.pk}/sections/{LONG_SECTION}/"
    client, saves = _client(city, town.leader), count(saved.version)

    def opened() -> None:
        answer = client.get(address)
        assert answer.content.count(b"<input") >= LONG_FIELDS + LONG_ROWS

    def save() -> None:
        number = next(saves)
        typed = {LONG_FIELD: f"改动{number}", "_shown": [LONG_FIELD], "_version": number}
        answer = client.post(address, typed, headers={"HX-Request": "true"})
        assert answer.status_code == 200, answer.status_code

    def read() -> None:
        with tenant_context(city):
            Draft.objects.select_related("procedure_version").get(pk=draft.pk)

    median, floor = interleaved(opened, read, turns=20)
    yield Line(
        "a section of 150 fields, 60 rows, opened", median, "reading its draft", floor, queries_of(opened), "<= 300 ms"
    )
    median, floor = interleaved(save, read, turns=20)
    yield Line("the same, autosave", median, "reading its draft", floor, queries_of(save), "<= 50 ms")


def inbox() -> Iterator[Line]:
    """The workbench's first page with 10,000 waiting applications, against 100, and against the plain indexed query."""
    few, _plain = _waiting("city_b", FEW)
    many, plain = _waiting("province_p", MANY)
    name = f"inbox with {MANY:,} waiting, whole page"
    queries = queries_of(many)
    for floor, floor_name, goal in (
        (few, f"the same page with {FEW}", "flat"),
        (plain, "one ordered query of 21 rows", "<= 12 queries"),
    ):
        median, least = interleaved(many, floor, turns=30)
        yield Line(name, median, floor_name, least, queries, goal)


def _waiting(code: str, number: int) -> tuple[Callable[[], None], Callable[[], None]]:
    """The inbox page of a unit's administrator for whom `number` applications wait; and the plain query behind it."""
    city = Jurisdiction.objects.get(code=code)
    with tenant_context(city):
        with transaction.atomic():
            office = open_registration(city)
            copy_application(submit_registration(office), number - 1)
        principals = sorted(fresh_actor(office.unit).principals)
    owner = connections["owner"]
    owner.set_schema(city.schema_name)
    with owner.cursor() as cursor:
        cursor.execute("ANALYZE")
    owner.set_schema_to_public()
    client = _client(city, office.unit)

    def page() -> None:
        answer = client.get("/workbench/")
        assert answer.status_code == 200, answer.status_code

    def plain() -> None:
        waiting = StepTask.objects.filter(candidates__principal__in=principals, candidates__open=True)
        with tenant_context(city):
            list(waiting.select_related("application__procedure").order_by("opened_at", "id")[:21])

    return page, plain


def _client(city: Jurisdiction, user: object) -> Client:
    client = HostClient(SERVER_NAME=f"{city.code.replace('_', '-')}.localhost")
    sign_in(client, city, user)
    return client
