"""Rows of several tables in one statement come back as they stand."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from applications.models import Application, ApplicationFact, PlanProject
from reviews.models import PaperReceipt, StepAct, StepTask
from tenants.packed_rows import Packed, fetch_packed
from tests.factories.registrations import Office, bring_to


def test_rows_come_back_with_their_related_rows_decrypted_in_one_query(opened_office: Office) -> None:
    application = bring_to(opened_office, "decide")
    parts = {
        "acts": Packed(StepAct.objects.filter(application=application), related={"actor": ("id", "name")}),
        "receipts": Packed(
            PaperReceipt.objects.filter(act__application=application),
            related={"act": ("id", "at", "actor_id"), "act__actor": ("id", "name")},
        ),
        "people": Packed(User.objects.filter(pk=opened_office.point.pk), columns=("id", "name")),
        "tasks": Packed(StepTask.objects.filter(application=application), related={"closed_by": ("id", "name")}),
    }

    with CaptureQueriesContext(connection) as queries:
        found = fetch_packed(Application.objects.filter(pk=application.pk), parts)
        read = (
            [(act, act.opinion, act.at, act.actor.name) for act in found["acts"]],
            [(each.copies, each.act.at, each.act.actor.name) for each in found["receipts"]],
            [person.name for person in found["people"]],
            [each.closed_by and each.closed_by.name for each in found["tasks"]],
        )

    acts = list(application.acts.select_related("actor"))
    tasks = StepTask.objects.filter(application=application).select_related("closed_by")
    assert read == (
        [(act, act.opinion, act.at, act.actor.name) for act in acts],
        [(1, acts[-1].at, acts[-1].actor.name)],
        [opened_office.point.name],
        [each.closed_by and each.closed_by.name for each in tasks],
    )
    assert (len(queries), read[3][-1]) == (1, None)


def test_what_is_not_there_is_an_empty_list(opened_office: Office) -> None:
    application = bring_to(opened_office, "applicant_unit")

    found = fetch_packed(
        Application.objects.filter(pk=application.pk),
        {"plans": Packed(PlanProject.objects.none().filter(pk=application.pk))},
    )

    assert found == {"plans": []}


def test_numbers_that_would_not_travel_exactly_are_refused(opened_office: Office) -> None:
    application = bring_to(opened_office, "applicant_unit")
    ApplicationFact.objects.create(application=application, key="amount", number="0.1")

    with pytest.raises(TypeError, match="does not travel exactly"):
        fetch_packed(
            Application.objects.filter(pk=application.pk),
            {"facts": Packed(ApplicationFact.objects.filter(application=application))},
        )
