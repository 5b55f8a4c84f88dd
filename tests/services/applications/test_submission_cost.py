"""What a submission asks of the database: every statement, in its order, however many materials there are."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.services.submission import submit_draft
from tests.bench.measuring import MARKS
from tests.factories.accounts import fresh_actor
from tests.factories.applications import PROMISES, Town, begin_draft, fill_draft, put_file, submit

JUDGED = [
    "INSERT records_idempotencykey",
    "SELECT applications_draft",
    "SELECT applications_draftmaterial",
    "SELECT applications_agreement",
    "SELECT accounts_membership",
    "SELECT accounts_department",
]
STORED = [
    "INSERT applications_submission",
    "INSERT applications_submissionmaterial",
    "INSERT applications_agreement",
    "INSERT applications_applicationfact",
    "INSERT reviews_steptask",
    "INSERT reviews_taskcandidate",
    "SELECT records_calendaroverlay",
    "INSERT reviews_clock",
    "INSERT reviews_clockevent",
    "INSERT applications_applicationaccess",
    "DELETE applications_draftmaterial",
    "DELETE applications_draft",
]
NUMBERED = [
    "UPDATE documents_numbersequence",
    "INSERT documents_issuednumber",
    "INSERT applications_application",
    "INSERT applications_timelineentry",
    "SELECT accounts_user",
    "INSERT notifications_message",
    "INSERT notifications_delivery",
    "INSERT records_outboxmessage",
    "SELECT applications_submissionmaterial",
    "INSERT applications_writtennotice",
    "INSERT records_ledgerentry",
    "UPDATE records_idempotencykey",
]
_STATEMENT = re.compile(r'(INSERT) INTO "(\w+)"|(SELECT) "(\w+)"|(DELETE) FROM "(\w+)"|(UPDATE) "?(\w+)"?', re.DOTALL)


def statements_of_submitting(draft_id: UUID, town: Town) -> list[str]:
    actor = fresh_actor(town.leader)
    with CaptureQueriesContext(connection) as captured:
        submit_draft(draft_id, actor=actor, idempotency_key=str(uuid4()), agreed=PROMISES)
    asked = [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(MARKS)]
    return [" ".join(word for word in _STATEMENT.match(sql).groups() if word) for sql in asked]  # type: ignore[union-attr]


@pytest.mark.parametrize("further", [1, 3])
def test_a_submission_takes_30_statements_and_locks_the_counter_when_the_rest_is_stored(
    town: Town, further: int
) -> None:
    first, draft = begin_draft(town), begin_draft(town)
    for each in (first, draft):
        fill_draft(each)
    for number in range(further):
        put_file(draft, "other", name=f"补充{number}.pdf")
    submit(first)

    asked = statements_of_submitting(draft.id, town)

    assert asked == JUDGED + STORED + NUMBERED
    assert len(asked) == 30
