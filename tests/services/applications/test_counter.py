"""代录: entered by staff, for somebody, on a mandate; told by text, followed by whoever it belongs to."""

from __future__ import annotations

from uuid import UUID

import pytest

from accounts.domain.login_names import LoginKind, LoginName
from accounts.domain.roles import RoleKey
from accounts.models import Membership, Organisation, User
from accounts.models.users import login_index
from accounts.services.organisations import add_member
from applications.models import Application, CounterEntry, Draft, TimelineEntry
from applications.policies import Action
from applications.queries.access import access_application
from applications.queries.counter import applicant_problems, counter_evidence, counter_procedures
from applications.queries.lists import drafts_of, own_applications, own_status_counts
from applications.queries.print_data import draft_data
from applications.queries.progress import application_by_number
from applications.services.counter import begin_counter_draft, change_counter_entry
from applications.services.submission import open_correction, submit_draft
from notifications.models import Delivery, Message
from procedures.models import Procedure
from reviews.models import StepTask
from tenants.domain.errors import IllegalTransition, NotAuthorised, ValidationFailed
from tenants.domain.ids import new_id
from tenants.records.models import LedgerEntry
from tests.factories.accounts import fresh_actor, make_applicant, make_member, make_organisation, make_staff
from tests.factories.applications import PROMISES, VARIANT, Town, fill_draft, make_application, submit
from tests.factories.counter import CODE, begin_entry, bring_mandate, brought, enter
from tests.factories.registrations import approve, send_back


@pytest.fixture
def second(town: Town) -> User:
    return make_staff(RoleKey.REGISTRATION_POINT, name="另一人")


def codes(refused: pytest.ExceptionInfo[ValidationFailed]) -> list[tuple[str, str]]:
    return [(each.path, each.code) for each in refused.value.problems]


def test_it_goes_to_the_registration_point_at_once_and_is_marked(town: Town, second: User) -> None:
    words = brought(organisation_name="某镇农业服务站")

    application = Application.objects.get(pk=enter(town.point, words))

    entry = CounterEntry.objects.get()
    assert (application.channel, application.leader, application.organisation) == ("counter", town.point, None)
    assert (application.organisation_name, application.current_step) == ("某镇农业服务站", "registration_point")
    assert (entry.draft_id, entry.submission.application, entry.entered_by) == (None, application, town.point)
    assert (entry.uscc, entry.person_name) == (words.uscc, "梁来办")
    submitted = LedgerEntry.objects.get(command="applications.submit")
    assert submitted.data["channel"] == "counter"
    assert TimelineEntry.objects.get(kind="submitted").actor_label == f"{town.point.name}（窗口代录）"
    assert not Draft.objects.exists()


def test_no_account_and_no_administrator_comes_of_it(town: Town) -> None:
    before = (User.objects.count(), Organisation.objects.count(), Membership.objects.count())

    enter(town.point)

    assert (User.objects.count(), Organisation.objects.count(), Membership.objects.count()) == before


def test_an_organisation_on_board_keeps_its_name_and_its_administrators_see_it(town: Town) -> None:
    words = brought(uscc=town.organisation.uscc, organisation_name="别的名字")

    application = Application.objects.get(pk=enter(town.point, words))

    assert (application.organisation, application.organisation_name) == (town.organisation, town.organisation.name)
    assert application.current_step == "registration_point"
    assert access_application(town.administrator, application.id, Action.VIEW) == application


def test_an_organisation_that_nobody_confirmed_is_not_on_board(town: Town) -> None:
    Organisation.objects.filter(pk=town.organisation.pk).update(is_confirmed=False)

    draft = begin_entry(town.point, brought(uscc=town.organisation.uscc, organisation_name="按执照写的"))

    assert (draft.organisation, draft.counter_entry.organisation_name) == (None, "按执照写的")


def test_what_the_platform_knows_of_the_unit_is_not_the_clerks(town: Town) -> None:
    town.organisation.contact_name, town.organisation.contact_phone = "周联系", "0760-88331234"
    town.organisation.save()

    draft = begin_entry(town.point, brought(uscc=town.organisation.uscc))

    known = f"{draft.answers}{draft.personal}"
    assert town.organisation.uscc in known
    assert "梁来办" not in str(draft.answers)
    assert not any(secret in known for secret in ("周联系", "88331234"))


def test_only_registration_points_enter_and_only_what_the_package_allows(town: Town) -> None:
    others = [town.leader, town.administrator, make_staff(RoleKey.SUPERVISING_DEPARTMENT)]

    for person in others:
        with pytest.raises(NotAuthorised):
            begin_counter_draft(
                fresh_actor(person), code=CODE, variant=VARIANT, brought=brought(), idempotency_key=str(new_id())
            )
    assert [each.code for each in counter_procedures(fresh_actor(town.point))] == [CODE]
    Procedure.objects.update(state="paused")
    assert counter_procedures(fresh_actor(town.point)) == []


def test_the_same_key_begins_once_and_a_wrong_word_begins_nothing(town: Town) -> None:
    words, actor = brought(), fresh_actor(town.point)

    first, second = (
        begin_counter_draft(actor, code=CODE, variant=VARIANT, brought=words, idempotency_key="one") for _ in range(2)
    )
    with pytest.raises(ValidationFailed) as refused:
        begin_counter_draft(
            actor, code=CODE, variant="other", brought=brought(uscc="1", person_mobile=""), idempotency_key="two"
        )

    assert first == second
    assert codes(refused) == [
        ("variant", "variant_missing"),
        ("uscc", "uscc_malformed"),
        ("person_mobile", "mobile_malformed"),
    ]
    assert Draft.objects.count() == CounterEntry.objects.count() == 1


def test_nothing_is_submitted_without_mandate_and_stamp(town: Town) -> None:
    draft = begin_entry(town.point)
    fill_draft(draft)

    with pytest.raises(ValidationFailed) as refused:
        submit(draft)
    bring_mandate(draft, town.point, stamped=False)
    unstamped = applicant_problems(Draft.objects.get())
    bring_mandate(draft, town.point)

    assert codes(refused) == [
        ("counter.evidence", "counter_evidence_missing"),
        ("counter.stamp_seen", "counter_stamp_unseen"),
    ]
    assert [each.code for each in unstamped] == ["counter_stamp_unseen"]
    assert submit(draft)


def test_whoever_is_no_clerk_any_more_submits_nothing(town: Town) -> None:
    draft = begin_entry(town.point)
    fill_draft(draft)
    bring_mandate(draft, town.point)
    town.point.grants.update(revoked_at="2026-01-01T00:00:00Z")

    with pytest.raises(NotAuthorised):
        submit_draft(draft.id, actor=fresh_actor(town.point), idempotency_key="k", agreed=PROMISES)


def test_who_entered_it_does_not_examine_it_and_another_does(town: Town, second: User) -> None:
    application = Application.objects.get(pk=enter(town.point))

    with pytest.raises(IllegalTransition) as refused:
        approve(application, town.point)
    approve(application, second)

    application.refresh_from_db()
    assert refused.value.code == "entered_by_yourself"
    assert application.current_step == "receive_paper"


def test_a_correction_needs_a_mandate_of_its_own(town: Town, second: User) -> None:
    application_id = enter(town.point)
    send_back(Application.objects.get(pk=application_id), second)

    draft = Draft.objects.get(pk=open_correction(application_id, actor=fresh_actor(town.point)))
    with pytest.raises(ValidationFailed) as refused:
        submit(draft)
    with pytest.raises(ValidationFailed) as moved:
        change_counter_entry(draft.id, brought=brought(), actor=fresh_actor(town.point))
    bring_mandate(draft, town.point)
    submit(draft)

    application = Application.objects.get(pk=application_id)
    assert (draft.channel, [path for path, _ in codes(refused)]) == (
        "counter",
        ["counter.evidence", "counter.stamp_seen"],
    )
    assert codes(moved) == [("uscc", "counter_organisation_stays")]
    assert (application.round, application.current_step) == (2, "registration_point")
    assert CounterEntry.objects.filter(submission__application=application).count() == 2


def test_whoever_corrected_it_does_not_examine_it_either(town: Town, second: User) -> None:
    application_id = enter(town.point)
    send_back(Application.objects.get(pk=application_id), second)
    third = make_staff(RoleKey.REGISTRATION_POINT, name="接手人")
    Application.objects.filter(pk=application_id).update(leader=third)
    draft = Draft.objects.get(pk=open_correction(application_id, actor=fresh_actor(third)))
    bring_mandate(draft, third)
    submit(draft)
    Application.objects.filter(pk=application_id).update(leader=second)

    application = Application.objects.get(pk=application_id)
    for person in (town.point, third, second):
        with pytest.raises(IllegalTransition, match="entered_by_yourself"):
            approve(application, person)


def test_a_stranger_is_sent_a_link_and_no_content(town: Town) -> None:
    words = brought()

    application = Application.objects.get(pk=enter(town.point, words, title="保密的名称"))

    text = Delivery.objects.get(event="counter_news")
    assert (text.address, text.channel, text.message) == (words.person_mobile, "sms", None)
    assert text.text.endswith("/progress/")
    assert text.url_path == "/progress/"
    assert not any(word in text.text for word in ("保密的名称", application.number, "梁来办"))


def test_a_text_goes_out_once_for_each_command(town: Town, second: User) -> None:
    application = Application.objects.get(pk=enter(town.point))

    approve(application, second)

    assert Delivery.objects.filter(event="counter_news").count() == 2


def test_a_member_with_that_number_is_told_inside_and_sees_it(town: Town) -> None:
    words = brought(uscc=town.organisation.uscc, person_mobile=town.leader.mobile)

    application_id = enter(town.point, words)

    leader = User.objects.get(pk=town.leader.pk)
    assert [row.application_id for row in own_applications(leader).rows] == [application_id]
    assert own_status_counts(leader) == {"submitted": 1}
    assert counter_evidence(leader, application_id).name == "委托书.pdf"
    assert Message.objects.filter(recipient=leader, subject_id=application_id).exists()
    assert not Delivery.objects.filter(event="counter_news").exists()
    with pytest.raises(NotAuthorised):
        access_application(leader, application_id, Action.CORRECT)


def test_whoever_registers_later_sees_it_then_and_nobody_else_does(town: Town) -> None:
    words = brought()
    application_id = enter(town.point, words)
    organisation = make_organisation("某镇农业服务站")
    Organisation.objects.filter(pk=organisation.pk).update(uscc=words.uscc)
    organisation.refresh_from_db()
    colleague, elsewhere = make_member(organisation, "leader"), make_member(town.organisation, "leader")

    with_number = make_applicant()
    with_number.mobile = words.person_mobile
    with_number.mobile_index = login_index(LoginName(LoginKind.MOBILE, words.person_mobile))
    with_number.save()
    before = own_applications(User.objects.get(pk=with_number.pk)).rows
    add_member(organisation=organisation, user=with_number, role="leader")
    after = own_applications(User.objects.get(pk=with_number.pk)).rows

    assert before == []
    assert [row.application_id for row in after] == [application_id]
    for person in (colleague, elsewhere):
        assert own_applications(person).rows == []
        with pytest.raises(NotAuthorised):
            access_application(person, application_id, Action.VIEW)
        with pytest.raises(NotAuthorised):
            counter_evidence(person, application_id)


def test_progress_is_asked_with_the_number_of_whoever_came(town: Town) -> None:
    words = brought(person_mobile="13912340987")
    application = Application.objects.get(pk=enter(town.point, words))

    assert application_by_number(application.number, "0987") == application
    assert application_by_number(application.number, town.point.mobile[-4:]) is None


def test_drafts_for_others_stand_apart_and_their_print_is_marked(town: Town) -> None:
    draft = begin_entry(town.point)

    lines = draft_data(Draft.objects.get(pk=draft.pk))["cover"]

    assert drafts_of(town.point).rows == []
    assert ["申报渠道", f"窗口代录，录入人 {town.point.name}，来办人 梁来办（经办人）"] in lines
    assert ["第一完成单位（盖章）", "某镇农业服务站"] in lines


def test_what_comes_in_online_has_no_mark(town: Town) -> None:
    application: UUID = make_application(town)

    assert Application.objects.get(pk=application).channel == "online"
    assert LedgerEntry.objects.get(command="applications.submit").data.keys() == {"round", "content_hash"}
    assert not StepTask.objects.filter(application=application, step_key="registration_point").exists()
