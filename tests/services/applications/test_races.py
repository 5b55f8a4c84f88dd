"""Double clicks and two tabs, on real rows and real locks."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import connection, connections

from applications.models import Application, Draft, PhoneCapture, Submission
from applications.services.drafts import SavedSection, SectionConflict, save_section
from applications.services.phone_captures import MERGE, OpenedCapture, give_pages, open_capture
from applications.services.submission import submit_draft
from documents.models import IssuedNumber
from reviews.models import StepTask
from tenants.context import tenant_context
from tenants.domain.errors import IllegalTransition, NotAuthorised
from tenants.records.models import OutboxMessage
from tests.factories.accounts import fresh_actor
from tests.factories.applications import PROMISES, Town, begin_draft, fill_draft, open_town, stored_file
from tests.factories.phone import MATERIAL, open_phone, plan_of
from tests.services.tenants.parallel import at_once

SCHEMA = "t_city_a"
KEPT = {"django_migrations", "django_content_type", "auth_permission", "records_datakey"}
THREADS = 6


@pytest.fixture
def committed_town(django_db_setup: None, django_db_blocker: object) -> Iterator[Town]:
    """The town with real commits; every table that the template left empty is emptied afterwards."""
    from tenants.models import Jurisdiction

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connection.set_schema_to_public()
        city = Jurisdiction.objects.get(code="city_a")
        try:
            with tenant_context(city):
                yield open_town(city)
        finally:
            _empty(SCHEMA)
            connection.set_schema_to_public()
            connection.close()


def _empty(schema: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])
        tables = [f'"{schema}"."{name}"' for (name,) in cursor.fetchall() if name not in KEPT]
        cursor.execute(f"TRUNCATE {', '.join(tables)}")
    connections["owner"].close()


def test_a_double_click_is_one_submission(committed_town: Town) -> None:
    draft = begin_draft(committed_town)
    fill_draft(draft)
    actor = fresh_actor(committed_town.leader)

    answers = at_once(
        THREADS, SCHEMA, lambda _: submit_draft(draft.id, actor=actor, idempotency_key="once", agreed=PROMISES)
    )

    application = Application.objects.get()
    assert answers == [application.id] * THREADS
    assert (Submission.objects.count(), StepTask.objects.count(), IssuedNumber.objects.count()) == (1, 1, 1)


def test_two_pages_with_keys_of_their_own_submit_once(committed_town: Town) -> None:
    draft = begin_draft(committed_town)
    fill_draft(draft)
    actor = fresh_actor(committed_town.leader)

    answers = at_once(
        THREADS, SCHEMA, lambda each: submit_draft(draft.id, actor=actor, idempotency_key=f"{each}", agreed=PROMISES)
    )

    assert sum(isinstance(answer, UUID) for answer in answers) == 1
    assert sum(isinstance(answer, NotAuthorised) for answer in answers) == THREADS - 1
    assert (Application.objects.count(), IssuedNumber.objects.count()) == (1, 1)


def test_many_applicants_at_once_get_numbers_without_gap(committed_town: Town) -> None:
    drafts = [begin_draft(committed_town) for _ in range(THREADS)]
    for draft in drafts:
        fill_draft(draft)
    actor = fresh_actor(committed_town.leader)

    at_once(
        THREADS,
        SCHEMA,
        lambda each: submit_draft(drafts[each].id, actor=actor, idempotency_key=f"{each}", agreed=PROMISES),
    )

    numbers = sorted(Application.objects.values_list("number", flat=True))
    assert [int(number[-5:]) for number in numbers] == list(range(1, THREADS + 1))


def test_two_tabs_save_the_same_section_and_one_is_told(committed_town: Town) -> None:
    draft = begin_draft(committed_town)
    actor = fresh_actor(committed_town.leader)

    answers = at_once(
        2,
        SCHEMA,
        lambda each: save_section(
            draft.id,
            section_key="overview",
            raw={"achievement_name": f"第{each}页"},
            shown=frozenset({"achievement_name"}),
            version=0,
            actor=actor,
        ),
    )

    assert sorted(type(answer).__name__ for answer in answers) == [SavedSection.__name__, SectionConflict.__name__]
    conflict = next(answer for answer in answers if isinstance(answer, SectionConflict))
    assert Draft.objects.get().title == conflict.saved["achievement_name"]


def test_two_phones_at_once_give_their_pages_once(committed_town: Town) -> None:
    draft = begin_draft(committed_town)
    opened = open_phone(draft)
    pages = [stored_file(f"{number}.jpg", draft.owner_id) for number in range(THREADS)]
    PhoneCapture.objects.update(uploads=[str(page.id) for page in pages])

    answers = at_once(THREADS, SCHEMA, lambda each: give_pages(opened.token, pages=plan_of(pages[each].id)))

    given = [answer for answer in answers if isinstance(answer, PhoneCapture)]
    refused = [answer.code for answer in answers if isinstance(answer, IllegalTransition)]
    assert (len(given), refused) == (1, ["phone_pages_given"] * (THREADS - 1))
    assert PhoneCapture.objects.get().pages == given[0].pages
    assert OutboxMessage.objects.filter(handler=MERGE).count() == 1


def test_codes_opened_at_once_leave_one_open(committed_town: Town) -> None:
    draft = begin_draft(committed_town)
    actor = fresh_actor(committed_town.leader)

    opened = at_once(THREADS, SCHEMA, lambda _: open_capture(draft.id, key=MATERIAL, actor=actor))

    assert all(isinstance(each, OpenedCapture) for each in opened)
    assert PhoneCapture.objects.filter(closed_at=None).count() == 1
