"""Files beside the form, and evidence for undoing a decision: through the real store."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.test import Client
from django.urls import reverse

from applications.models import Application, SubmissionMaterial
from documents.domain.file_rules import FileRules
from documents.models import StoredFile
from documents.services.checking import check_file
from documents.services.object_store import current_store
from documents.services.uploads import finish_upload, start_upload
from reviews.models import Decision, StepTask
from tests.factories.registrations import Office, bring_to, decide, key, open_task, version_of
from tests.services.documents.good_files import pdf
from tests.services.documents.posting import post_form

Clients = Callable[..., Client]


def bring(content: bytes, *, actor_id: UUID, name: str = "工作总结报告.pdf") -> StoredFile:
    ticket = start_upload(
        actor_id=actor_id,
        name=name,
        size=len(content),
        content_type="application/pdf",
        purpose="test",
        rules=FileRules(("pdf",), 20_000_000),
    )
    post_form(ticket.url, ticket.fields, content)
    finish_upload(ticket.file_id, actor_id=actor_id)
    check_file(ticket.file_id)
    return StoredFile.objects.get(id=ticket.file_id)


def filed(office: Office, application: Application) -> SubmissionMaterial:
    current_store().make_bucket()
    file = bring(pdf(), actor_id=office.leader.id)
    submission = application.submissions.get(round=application.round)
    return SubmissionMaterial.objects.create(submission=submission, key="work_report", file=file)


def test_a_file_is_listed_and_looked_at_beside_the_form(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "registration_point")
    material = filed(office, application)
    client = client_for(city_a, office.point)

    page = client.get(reverse("workbench:task", args=[open_task(application).id])).content.decode()
    preview = client.get(reverse("workbench:file", args=[material.id]))

    assert "工作总结报告.pdf" in page
    assert (preview.status_code, preview.context["drawing"]) == (200, True)


def test_a_file_is_not_shown_to_those_without_access(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "registration_point")
    material = filed(office, application)

    response = client_for(city_a, office.other_point).get(reverse("workbench:file", args=[material.id]))

    assert response.status_code == 404
    assert "工作总结报告" not in response.content.decode()


def test_evidence_is_brought_checked_and_used(office: Office, city_a: object, client_for: Clients) -> None:
    current_store().make_bucket()
    application = bring_to(office, "decide")
    decide(application, office.point)
    task = StepTask.objects.get(application=application, step_key="decide")
    client, content = client_for(city_a, office.point), pdf()

    ticket = client.post(
        reverse("workbench:start_evidence", args=[task.id]),
        {"name": "纠错说明.pdf", "size": str(len(content)), "content_type": "application/pdf"},
    ).json()
    post_form(ticket["url"], ticket["fields"], content)
    finished = client.post(reverse("workbench:finish_evidence", args=[ticket["file_id"]])).json()
    check_file(UUID(ticket["file_id"]))
    checked = client.get(reverse("workbench:evidence_status", args=[ticket["file_id"]])).json()
    undone = client.post(
        reverse("workbench:revoke", args=[task.id]),
        {
            "idempotency_key": key(),
            "version": version_of(application),
            "opinion": "登记号写错",
            "evidence": ticket["file_id"],
        },
    )

    assert (finished["state"], checked["state"], undone.status_code) == ("checking", "clean", 302)
    assert str(Decision.objects.get(application=application).revocation_evidence_id) == ticket["file_id"]


def test_evidence_of_a_wrong_format_is_refused_in_words(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "decide")

    response = client_for(city_a, office.point).post(
        reverse("workbench:start_evidence", args=[open_task(application).id]),
        {"name": "宏.docm", "size": "100", "content_type": ""},
    )

    assert response.status_code == 422
    assert response.json()["error"]


def test_evidence_of_somebody_else_is_unknown(office: Office, city_a: object, client_for: Clients) -> None:
    current_store().make_bucket()
    foreign = bring(pdf(), actor_id=office.second_point.id)
    client = client_for(city_a, office.point)

    assert client.get(reverse("workbench:evidence_status", args=[foreign.id])).status_code == 404
    assert client.post(reverse("workbench:finish_evidence", args=[foreign.id])).status_code == 404
