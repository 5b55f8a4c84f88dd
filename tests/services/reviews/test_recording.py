"""更正 of what is recorded: two people, a trace, the submitted version as it was, and nothing else moved."""

from __future__ import annotations

import json
from uuid import UUID

import pytest

from applications.models import Application, ApplicationFact, Draft, Rectification, TimelineEntry
from applications.queries.dossiers import round_view, submissions_of
from applications.queries.stored_answers import latest_answers, recorded_answers, stored_answers
from applications.services.submission import open_correction
from notifications.models import Message
from procedures.queries.packages import compiled
from reviews.domain.actions import RectificationAction
from reviews.models import Clock
from reviews.policies import RectificationSituation, rectification_verdict
from reviews.queries.certificates import lines_on
from reviews.services.rectifying import (
    ask_rectification,
    confirm_rectification,
    reveal_rectification,
    turn_down_rectification,
)
from tenants.domain.errors import IllegalTransition, NotAuthorised, ValidationFailed
from tenants.domain.ids import new_id
from tenants.records.models import LedgerEntry
from tests.factories.clocks import suspend
from tests.factories.rectifying import COMPLETERS, with_rectifiable
from tests.factories.registrations import (
    Office,
    acting,
    approve,
    bring_to,
    decide,
    evidence_for,
    key,
    send_back,
    submit_registration,
    version_of,
)

NAME, NUMBER = "completers[0].name", "completers[0].document_number"


@pytest.fixture
def office(office: Office) -> Office:
    return with_rectifiable(office)


def submitted(office: Office) -> Application:
    """With the office: the unit has passed it."""
    application = submit_registration(
        office, title="低炭烧结工艺", research_start="2024-03-01", research_end="2025-03-01", completers=COMPLETERS
    )
    approve(application, office.unit)
    application.refresh_from_db()
    return application


def ask(office: Office, application: Application, path: str = NAME, new: str = "张三丰", **more: object) -> UUID:
    given: dict[str, object] = {"reason": "错别字", "evidence_id": None, "idempotency_key": key(), **more}
    return ask_rectification(acting(office.point), application_id=application.id, path=path, new=new, **given)  # type: ignore[arg-type]


def confirm(office: Office, asked: UUID, opinion: str = "") -> Rectification:
    return confirm_rectification(acting(office.second_point), rectification_id=asked, opinion=opinion)


def refusals(row: Rectification | UUID, office: Office) -> str:
    with pytest.raises(IllegalTransition) as refused:
        confirm(office, row if isinstance(row, UUID) else row.id)
    return refused.value.code


def test_nothing_changes_before_the_second_person_and_then_the_record_alone(office: Office) -> None:
    application = submitted(office)
    version, state = version_of(application), application.chain_state
    clocks = list(Clock.objects.filter(application=application).order_by("id").values())
    asked = ask(office, application, evidence_id=evidence_for(office.point))
    before = recorded_answers(application.submissions.get())

    row = confirm(office, asked, "情况属实")

    submission = application.submissions.get()
    expected = json.loads(json.dumps(stored_answers(submission)))
    expected["completers"][0]["name"] = "张三丰"
    assert before == stored_answers(submission) == latest_answers(application)
    assert recorded_answers(submission) == expected
    assert (row.old, row.new, row.reason, row.opinion, row.state) == (
        "张三峰",
        "张三丰",
        "错别字",
        "情况属实",
        "confirmed",
    )
    assert (row.asked_by_id, row.decided_by_id) == (office.point.id, office.second_point.id)
    application.refresh_from_db()
    assert (version_of(application), application.chain_state) == (version, state)
    assert list(Clock.objects.filter(application=application).order_by("id").values()) == clocks
    shown = round_view(application, submissions_of(application), 1, language="zh-hans")
    line = next(line for section in shown.sections for line in section.lines if line.key == "completers")
    assert [(cell.words, cell.submitted) for cell in line.rows[0].cells if cell.label == "姓名"] == [
        ("张三丰", "张三峰")
    ]
    rule = compiled(application.procedure_version).certificate
    assert rule is not None
    assert "张三丰" in str(lines_on(application, rule))


def test_the_title_and_the_lists_follow(office: Office) -> None:
    application = submitted(office)

    confirm(office, ask(office, application, "achievement_name", "低碳烧结工艺"))

    application.refresh_from_db()
    fact = ApplicationFact.objects.get(application=application, key="achievement_name")
    assert (application.title, fact.text) == ("低碳烧结工艺", "低碳烧结工艺")


def test_everybody_hears_what_concerns_them_and_no_value_leaves_the_record(office: Office) -> None:
    application = submitted(office)
    asked = ask(office, application, NUMBER, "E87654321")
    confirm(office, asked)

    told = {
        event: {row.recipient_id for row in Message.objects.filter(event=event)}
        for event in ("rectification_asked", "value_rectified")
    }
    assert told == {
        "rectification_asked": {office.second_point.id},
        "value_rectified": {office.leader.id, office.unit.id},
    }
    entry = TimelineEntry.objects.get(application=application, kind="value_rectified")
    assert (entry.params, entry.opinion, entry.for_applicant) == (
        {"field": "成果完成人员名单 第 1 行 证件号码"}, "错别字", True,
    )  # fmt: skip
    assert entry.actor_label == f"{office.point.display_name}提出，{office.second_point.display_name}核准"
    rows = LedgerEntry.objects.filter(command__endswith="_rectification").order_by("id")
    assert [row.command for row in rows] == ["reviews.ask_rectification", "reviews.settle_rectification"]
    assert rows[0].data["content"] == rows[1].data["content"]
    words = "".join(str(row.data) for row in LedgerEntry.objects.all()) + "".join(
        f"{row.title}{row.body}" for row in Message.objects.all()
    )
    assert ("E87654321" in words, "E12345678" in words) == (False, False)


def test_one_person_is_not_two_and_only_the_office_that_handles_it_has_a_say(office: Office) -> None:
    application = submitted(office)
    asked = ask(office, application)

    for who in (office.point, office.leader, office.unit, office.other_point, office.supervising, office.system):
        with pytest.raises(NotAuthorised):
            confirm_rectification(acting(who), rectification_id=asked)
        with pytest.raises(NotAuthorised):
            turn_down_rectification(acting(who), rectification_id=asked, opinion="不是笔误")
    for who in (office.leader, office.unit, office.other_point, office.supervising, office.system):
        with pytest.raises(NotAuthorised):
            ask_rectification(
                acting(who), application_id=application.id, path=NAME, new="张", reason="错", evidence_id=None,
                idempotency_key=key(),
            )  # fmt: skip
    with pytest.raises(NotAuthorised):
        confirm(office, new_id())

    assert Rectification.objects.get().state == "asked"


def test_turned_down_with_a_reason_nothing_changes_and_it_may_be_asked_anew(office: Office) -> None:
    application = submitted(office)
    asked, second = ask(office, application), acting(office.second_point)
    with pytest.raises(ValidationFailed):
        turn_down_rectification(second, rectification_id=asked, opinion=" ")

    row = turn_down_rectification(second, rectification_id=asked, opinion="护照上即为此字")

    assert (row.state, row.opinion) == ("turned_down", "护照上即为此字")
    assert application.submissions.get().recorded is None
    assert [each.recipient_id for each in Message.objects.filter(event="rectification_turned_down")] == [
        office.point.id
    ]
    assert refusals(asked, office) == "rectification_settled"
    assert confirm(office, ask(office, application)).state == "confirmed"


def test_asked_twice_is_asked_once(office: Office) -> None:
    application, same = submitted(office), key()

    ids = {ask(office, application, idempotency_key=same) for _ in range(2)}
    with pytest.raises(IllegalTransition, match="rectification_asked_already"):
        ask(office, application, new="张三风")

    assert ids == set(Rectification.objects.values_list("id", flat=True))


def test_wrong_input_is_told_at_its_place(office: Office) -> None:
    application = submitted(office)

    with pytest.raises(ValidationFailed) as refused:
        ask(office, application, "research_start", "2026-03-01", reason=" ", evidence_id=None)
    with pytest.raises(ValidationFailed) as elsewhere:
        ask(office, application, "research_end", "2026-03-01")
    with pytest.raises(ValidationFailed) as foreign:
        ask(office, application, evidence_id=evidence_for(office.second_point))

    assert [each.path for each in refused.value.problems] == ["new", "reason"]
    assert [(each.path, each.code) for each in elsewhere.value.problems] == [("path", "rectification_no_place")]
    assert [each.path for each in foreign.value.problems] == ["evidence"]
    assert not Rectification.objects.exists()


def test_after_the_decision_it_can_be_and_with_the_applicant_it_cannot(office: Office) -> None:
    application = bring_to(office, "decide", title="低炭烧结工艺")
    decide(application, office.point)
    confirm(office, ask(office, application, "achievement_name", "低碳烧结工艺"))
    returned, stopped = submitted(office), submitted(office)
    pending = [ask(office, each) for each in (returned, stopped)]
    suspend(stopped, office.point, basis="《某条例》")
    send_back(returned, office.point)

    application.refresh_from_db()
    assert (application.status, application.title) == ("approved", "低碳烧结工艺")
    assert [refusals(each, office) for each in pending] == ["rectification_settled"] * 2
    assert set(Rectification.objects.filter(pk__in=pending).values_list("state", flat=True)) == {"lapsed"}
    for each in (returned, stopped):
        with pytest.raises(IllegalTransition, match="rectification_not_now"):
            ask(office, each)


def test_the_next_round_begins_with_the_record_as_it_is(office: Office) -> None:
    application = submitted(office)
    confirm(office, ask(office, application))
    send_back(application, office.point)

    draft = Draft.objects.get(pk=open_correction(application.id, actor=acting(office.leader)))

    assert stored_answers(draft)["completers"][0]["name"] == "张三丰"  # type: ignore[index,call-overload]


def test_looking_at_the_values_is_recorded(office: Office) -> None:
    asked = ask(office, submitted(office), NUMBER, "E87654321")

    reveal_rectification(acting(office.second_point), rectification_id=asked)

    entry = LedgerEntry.objects.get(command="accounts.reveal_personal")
    assert (entry.actor_id, entry.data["fields"]) == (office.second_point.id, [NUMBER])


@pytest.mark.parametrize(
    ("change", "ask_", "confirm_", "turn_down"),
    [
        ({}, "", "rectification_settled", "rectification_settled"),
        ({"is_asked": True}, "rectification_asked_already", "", ""),
        (
            {"is_asked": True, "asked_by_me": True},
            "rectification_asked_already",
            *["rectification_needs_second_person"] * 2,
        ),
        ({"is_asked": True, "handles": False}, *["application_unknown"] * 3),
        ({"is_asked": True, "status": "returned"}, *["rectification_not_now"] * 2, ""),
        ({"is_asked": True, "status": "returned", "notice_stands": True}, "rectification_asked_already", "", ""),
        ({"is_asked": True, "notice_stands": False}, *["written_void_unrectified"] * 2, ""),
    ],
)
def test_who_may_when(change: dict[str, object], ask_: str, confirm_: str, turn_down: str) -> None:
    situation = RectificationSituation(**{"handles": True, "status": "approved", "is_asked": False, **change})  # type: ignore[arg-type]

    said = [rectification_verdict(action, situation).reason for action in RectificationAction]

    assert said == [ask_, confirm_, turn_down]
