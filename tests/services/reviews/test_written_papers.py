"""文书: what each act writes, in which words, under which number; what a revocation does to it; 送达."""

from __future__ import annotations

import pytest

from applications.domain.written import HandOver
from applications.models import Application, NoticeDelivery, WrittenNotice
from applications.queries.written import code_of_written, texts_about, written_by_code, written_of
from applications.services.written_delivery import note_first_view
from applications.services.written_prints import ask_for_document, typeset_written
from documents.models import IssuedNumber
from documents.services.object_store import current_store
from notifications.models import Message
from reviews.domain.remarks import Remark
from reviews.services.examining import return_application
from reviews.services.handing_over import hand_over_notice
from tenants.clock import now, today
from tenants.context import tenant_context
from tenants.domain.clock import civil_date
from tenants.domain.errors import IllegalTransition, NotAuthorised, ValidationFailed
from tenants.models import Jurisdiction
from tenants.records.models import LedgerEntry, OutboxMessage
from tests.factories.registrations import (
    Office,
    acting,
    bring_to,
    decide,
    key,
    open_task,
    send_back,
    submit_again,
    submit_registration,
    version_of,
)
from tests.services.reviews.test_deciding import undo

YEAR = civil_date(now()).year


def papers(application: Application) -> list[tuple[str, str, str]]:
    rows = WrittenNotice.objects.filter(application=application)
    return [(row.key, row.number, row.state) for row in rows]


def paper(application: Application, wanted: str) -> WrittenNotice:
    return WrittenNotice.objects.select_related("application").get(application=application, key=wanted)


def test_a_submission_is_receipted_under_its_own_number(office: Office) -> None:
    application = submit_registration(office)

    assert papers(application) == [("receipt", application.number, "valid")]
    words = paper(application, "receipt").words
    assert (words.addressee, words.issuer) == (office.organisation.name, "科学技术局")
    assert words.paragraphs[1] == "—"
    assert IssuedNumber.objects.filter(subject_type="applications.written_notice").count() == 0


def test_a_return_of_the_office_lists_everything_at_once(office: Office) -> None:
    first = bring_to(office, "registration_point", title="一")
    second = bring_to(office, "registration_point", title="二")

    return_application(
        acting(office.point),
        task_id=open_task(first).id,
        version=version_of(first),
        opinion="请补正",
        remarks=[Remark("achievement_name", "与合同不符"), Remark("materials.test_proof", "{name} 看不清")],
        idempotency_key=key(),
    )
    send_back(second, office.point)

    assert papers(first)[1:] == [("correction", f"科登退〔{YEAR}〕1号", "valid")]
    assert papers(second)[1:] == [("correction", f"科登退〔{YEAR}〕2号", "valid")]
    words = paper(first, "correction").words.paragraphs
    assert words[2:5] == ("1. 成果名称：与合同不符", "2. 检测证明：{name} 看不清", "审核意见：请补正")


def test_the_applicants_own_unit_writes_no_papers(office: Office) -> None:
    application = bring_to(office, "applicant_unit")

    send_back(application, office.unit)
    submit_again(office, application)

    assert papers(application) == [("receipt", application.number, "valid")]


def test_a_decision_is_written_and_void_when_it_is_revoked(office: Office) -> None:
    application = bring_to(office, "decide")
    number = decide(application, office.point).number
    assert f"登记号{number}" in paper(application, "registered").words.paragraphs[0]

    undo(office, application, opinion="登记号写错")
    decide(application, office.point)

    first, second = f"科登〔{YEAR}〕1号", f"科登〔{YEAR}〕2号"
    assert papers(application)[1:] == [("registered", first, "void"), ("registered", second, "valid")]
    void = WrittenNotice.objects.get(number=first)
    assert (void.void_reason, void.voided_by_id) == ("登记号写错", office.point.id)
    issued = IssuedNumber.objects.filter(scheme="achievement_decision")
    assert dict(issued.values_list("number", "state")) == {first: "void", second: "issued"}
    assert LedgerEntry.objects.filter(command="applications.void_written").count() == 1


def test_a_denial_says_why_on_what_ground_and_where_to_appeal(office: Office) -> None:
    application = bring_to(office, "decide")

    decide(application, office.point, result="refused")

    words = paper(application, "refused").words
    assert words.paragraphs[1] == "理由：符合登记条件"
    assert ("行政复议" in words.remedy, "行政诉讼" in words.remedy, bool(words.basis)) == (True, True, True)


def test_a_paper_knows_the_messages_that_told_of_its_act(office: Office) -> None:
    application = bring_to(office, "decide")
    decide(application, office.point)

    made = paper(application, "registered")

    told = Message.objects.filter(pk__in=made.message_ids)
    assert {(row.event, row.recipient_id) for row in told} == {
        ("application_decided", office.leader.id),
        ("application_decided", office.unit.id),
    }
    assert {row.message.recipient_id for row in texts_about([made])} == {office.leader.id, office.unit.id}


def test_the_document_is_set_once_whoever_asks(office: Office) -> None:
    current_store().make_bucket()
    made = paper(submit_registration(office), "receipt")

    ask_for_document(acting(office.leader), made)
    ask_for_document(acting(office.point), made)
    for _ in range(2):
        typeset_written(made.id)

    made.refresh_from_db()
    assert OutboxMessage.objects.filter(handler="applications.typeset_written").count() == 1
    assert made.file is not None
    assert (made.file.pages, made.file.name) == (1, f"{made.title} {made.number}.pdf")
    assert LedgerEntry.objects.filter(command="applications.print_written").count() == 1


def test_a_void_paper_is_not_set_any_more(office: Office) -> None:
    application = bring_to(office, "decide")
    decide(application, office.point)
    undo(office, application)

    with pytest.raises(IllegalTransition, match="written_void"):
        ask_for_document(acting(office.leader), paper(application, "registered"))


def test_the_check_code_stands_for_every_word(office: Office) -> None:
    made = paper(submit_registration(office), "receipt")
    assert written_by_code(made.code) == made

    WrittenNotice.objects.filter(pk=made.pk).update(title="另一个标题")

    assert written_by_code(made.code) is None
    assert code_of_written(WrittenNotice.objects.get(pk=made.pk)) != made.code


def test_the_first_viewing_by_the_applicants_side_is_the_delivery(office: Office) -> None:
    made = paper(bring_to(office, "registration_point"), "receipt")

    seen = [note_first_view(acting(user), made) for user in (office.point, office.examiner, office.unit, office.leader)]

    assert seen == [False, False, True, False]
    row = NoticeDelivery.objects.get()
    assert (row.channel, row.noted_by_id, row.day) == ("viewed", office.unit.id, today())
    assert written_of(made.application)[0].viewed_at == row.noted_at  # type: ignore[attr-defined]


def given(**changed: object) -> HandOver:
    fields = {"recipient": "周岳", "document": "letter", "day": today(), "note": "代收", **changed}
    return HandOver(**fields)  # type: ignore[arg-type]


def test_a_hand_over_is_noted_once_however_often_it_is_sent(office: Office) -> None:
    made, idempotency = paper(bring_to(office, "registration_point"), "receipt"), key()

    for _ in range(2):
        hand_over_notice(acting(office.point), written_id=made.id, given=given(), idempotency_key=idempotency)

    row = NoticeDelivery.objects.get()
    assert (row.channel, row.recipient, row.masked_recipient, row.note) == ("paper", "周岳", "周*", "代收")
    assert written_of(made.application)[0].handed_on == today()  # type: ignore[attr-defined]
    entry = LedgerEntry.objects.get(command="applications.hand_over_written")
    assert (entry.actor_id, entry.data) == (office.point.id, {"notice": made.code, "number": made.number})


def test_only_who_handles_the_application_notes_a_hand_over(office: Office) -> None:
    made = paper(bring_to(office, "registration_point"), "receipt")

    for user in (office.leader, office.unit, office.other_point, office.supervising):
        with pytest.raises(NotAuthorised):
            hand_over_notice(acting(user), written_id=made.id, given=given(), idempotency_key=key())

    assert NoticeDelivery.objects.count() == 0


def test_a_hand_over_needs_who_and_when_and_a_paper_that_holds(office: Office) -> None:
    application = bring_to(office, "decide")
    decide(application, office.point)
    made = paper(application, "registered")
    with pytest.raises(ValidationFailed) as refused:
        hand_over_notice(
            acting(office.point), written_id=made.id, given=given(recipient="", day=None), idempotency_key=key()
        )
    assert [problem.path for problem in refused.value.problems] == ["recipient", "day"]
    undo(office, application)

    with pytest.raises(IllegalTransition, match="written_void_unhanded"):
        hand_over_notice(acting(office.point), written_id=made.id, given=given(), idempotency_key=key())


def test_papers_of_one_city_are_nobodys_elsewhere(office: Office, city_b: Jurisdiction) -> None:
    made = paper(submit_registration(office), "receipt")

    with tenant_context(city_b):
        assert WrittenNotice.objects.count() == 0
        assert written_by_code(made.code) is None
