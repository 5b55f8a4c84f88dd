"""登记证书: issued for what has a number in force, printed, replaced, cancelled, gone with its decision."""

from __future__ import annotations

import pytest

from applications.models import Application
from documents.models import StoredFile
from documents.services.object_store import current_store
from reviews.models import Certificate, CertificatePrint, Decision
from reviews.queries.certificates import certificate_by_code
from reviews.services.certificate_prints import forget_print, open_print, print_certificate, typeset_certificates
from reviews.services.certificates import cancel_certificate, issue_certificates, reissue_certificate
from reviews.services.revoking import revoke_decision
from tenants.domain.errors import IllegalTransition, NotAuthorised, ValidationFailed
from tenants.records.models import LedgerEntry, OutboxMessage
from tests.factories.registrations import Office, acting, bring_to, decide, evidence_for, key, version_of


@pytest.fixture(autouse=True)
def _bucket(office: Office) -> None:
    current_store().make_bucket()


def registered(office: Office, title: str = "低碳烧结工艺", **answers: object) -> Application:
    application = bring_to(office, "decide", title=title, **answers)
    decide(application, office.point)
    application.refresh_from_db()
    return application


def issued(office: Office, application: Application) -> Certificate:
    issue_certificates(acting(office.point), [application.id])
    return Certificate.objects.get(application=application, state="valid")


def test_several_are_issued_and_printed_as_one_document(office: Office) -> None:
    applications = [
        registered(
            office,
            title,
            unit_name="示范研究院",
            completers=[
                {"name": "周岳", "work_unit": "示范研究院", "document_number": "11010519491231002X"},
                {"name": "林", "work_unit": "示范研究院", "document_number": "11010519491231002X"},
            ],
        )
        for title in ("一", "二")
    ]

    print_id = issue_certificates(acting(office.point), [each.id for each in applications])
    typeset_certificates(print_id)

    made = open_print(acting(office.point), print_id)
    first = Certificate.objects.get(application=applications[0])
    assert (made.file.pages if made.file else 0, len(made.certificate_ids)) == (2, 2)
    assert (first.number, first.edition, first.heading) == (
        applications[0].registration_number,
        1,
        "科技成果登记证书",
    )
    words = {line["label"]: line["words"] for line in first.lines}
    assert [word for word in words.values() if "周岳" in word] == ["周岳、林"]
    assert "11010519491231002X" not in str(first.lines)
    assert LedgerEntry.objects.filter(command="reviews.issue_certificate").count() == 2
    assert OutboxMessage.objects.filter(handler="reviews.typeset_certificates").count() == 1


def test_printing_again_issues_nothing_new(office: Office) -> None:
    application = registered(office)
    first = issued(office, application)

    issue_certificates(acting(office.second_point), [application.id])

    assert [each.id for each in Certificate.objects.all()] == [first.id]
    assert CertificatePrint.objects.count() == 2


def test_one_without_a_number_blocks_all(office: Office) -> None:
    ready, waiting = registered(office, "一"), bring_to(office, "decide", title="二")

    with pytest.raises(IllegalTransition, match="certificate_before_decision") as refusal:
        issue_certificates(acting(office.point), [ready.id, waiting.id])

    assert refusal.value.params == {"number": waiting.number, "title": "二"}
    assert [problem.code for problem in _problems(office, [])] == ["nothing_selected"]
    assert [problem.code for problem in _problems(office, [ready.id] * 51)] == ["certificates_too_many"]
    refused = bring_to(office, "decide", title="三")
    decide(refused, office.point, "refused")
    with pytest.raises(IllegalTransition, match="certificate_before_decision"):
        issue_certificates(acting(office.point), [refused.id])


def _problems(office: Office, ids: list[object]) -> list[object]:
    with pytest.raises(ValidationFailed) as refusal:
        issue_certificates(acting(office.point), ids)  # type: ignore[arg-type]
    return list(refusal.value.problems)


def test_the_code_is_of_the_words_and_of_the_tenant(office: Office) -> None:
    certificate = issued(office, registered(office))

    assert certificate_by_code(certificate.code) == certificate
    Certificate.objects.filter(pk=certificate.pk).update(title="改过的名称")
    assert certificate_by_code(certificate.code) is None


def test_a_new_edition_replaces_the_earlier_one(office: Office) -> None:
    application = registered(office)
    first = issued(office, application)

    with pytest.raises(ValidationFailed) as refusal:
        reissue_certificate(acting(office.point), certificate_id=first.id, reason=" ")
    second = reissue_certificate(acting(office.point), certificate_id=first.id, reason="姓名有误")

    assert [(problem.path, problem.code) for problem in refusal.value.problems] == [
        ("reissue_reason", "certificate_reason_missing")
    ]
    first.refresh_from_db()
    assert (first.state, first.end_reason, first.ended_by_id) == ("replaced", "姓名有误", office.point.id)
    assert (second.state, second.edition, second.number) == ("valid", 2, first.number)
    assert second.code != first.code
    with pytest.raises(IllegalTransition, match="certificate_not_valid"):
        reissue_certificate(acting(office.point), certificate_id=first.id, reason="再换")


def test_a_cancelled_one_is_not_printed_any_more(office: Office) -> None:
    application = registered(office)
    certificate = issued(office, application)
    print_id = CertificatePrint.objects.get().id

    cancel_certificate(acting(office.point), certificate_id=certificate.id, reason="权属争议成立")

    with pytest.raises(IllegalTransition, match="certificate_not_valid"):
        print_certificate(acting(office.leader), certificate_id=certificate.id)
    with pytest.raises(IllegalTransition, match="certificate_not_valid"):
        open_print(acting(office.point), print_id)
    issue_certificates(acting(office.point), [application.id])
    assert list(Certificate.objects.order_by("edition").values_list("edition", "state")) == [
        (1, "cancelled"),
        (2, "valid"),
    ]


def test_a_revoked_decision_takes_its_certificate_along(office: Office) -> None:
    application = registered(office)
    certificate = issued(office, application)
    decision = Decision.objects.get(application=application)

    revoke_decision(
        acting(office.point),
        task_id=decision.act.task_id,
        version=version_of(application),
        opinion="批复有误",
        evidence_id=evidence_for(office.point),
        idempotency_key=key(),
    )

    certificate.refresh_from_db()
    assert (certificate.state, certificate.end_reason) == ("cancelled", "批复有误")


def test_who_may_print_and_who_may_change(office: Office) -> None:
    certificate = issued(office, registered(office))

    for who in (office.leader, office.unit, office.second_point):
        made = print_certificate(acting(who), certificate_id=certificate.id)
        assert open_print(acting(who), made.id) == made
        with pytest.raises(NotAuthorised):
            open_print(acting(office.point), made.id)
    for who in (office.other_point, office.supervising, office.system, office.examiner):
        with pytest.raises(NotAuthorised):
            print_certificate(acting(who), certificate_id=certificate.id)
    for who in (office.leader, office.unit, office.other_point, office.supervising, office.system):
        with pytest.raises(NotAuthorised):
            cancel_certificate(acting(who), certificate_id=certificate.id, reason="不该")
        with pytest.raises(NotAuthorised):
            reissue_certificate(acting(who), certificate_id=certificate.id, reason="不该")


def test_a_print_is_thrown_away(office: Office) -> None:
    print_id = issue_certificates(acting(office.point), [registered(office).id])
    typeset_certificates(print_id)
    typeset_certificates(print_id)
    stored = list(StoredFile.objects.filter(purpose="certificates").values_list("id", flat=True))

    forget_print(print_id)
    typeset_certificates(print_id)

    assert stored == [print_id]
    assert CertificatePrint.objects.count() == 0
    assert StoredFile.objects.filter(purpose="certificates").count() == 0
