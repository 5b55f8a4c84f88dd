"""What a new draft begins with: the organisation's record, and an earlier application when somebody asks for it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from accounts.models import Organisation, User
from accounts.services.organisations import add_member
from applications.models import Application, Draft, DraftMaterial, SubmissionMaterial
from applications.queries.earlier import access_earlier, compare_with, earlier_applications, undo_of
from applications.queries.stored_answers import stored_answers
from applications.services.carrying_over import carry_from, undo_carry
from applications.services.drafts import section_version
from applications.services.submission import open_correction
from documents.models import StoredFile
from procedures.domain.package.parameters import with_parameters
from procedures.domain.package.reading import parse_package
from procedures.domain.values import Json
from procedures.queries.packages import compiled
from procedures.services.publishing import publish_version
from tenants.clock import clock_set_to, now, today
from tenants.domain.clock import FixedClock
from tenants.domain.errors import IllegalTransition, NotAuthorised, ValidationFailed
from tenants.records.models import LedgerEntry
from tests.domain.procedures.packages import CITY, library_json
from tests.factories.accounts import fresh_actor, make_member, make_organisation
from tests.factories.applications import (
    SECTIONS,
    Town,
    begin_draft,
    fill_draft,
    in_unit,
    make_application,
    put_file,
    submit,
    type_section,
)
from tests.factories.kept import keep
from tests.factories.registrations import send_back

RECORD = {
    "address": "甲市东区一路1号",
    "postal_code": "528400",
    "contact_name": "周联系",
    "contact_phone": "0760-88331234",
    "contact_email": "lab@example.cn",
}


def give_record(organisation: Organisation) -> None:
    for name, value in RECORD.items():
        setattr(organisation, name, value)
    organisation.save()


def carry(
    draft: Draft, application_id: UUID, *materials: UUID, user: User | None = None, version: int | None = None
) -> None:
    current = Draft.objects.get(pk=draft.pk)
    who = User.objects.get(pk=(user or draft.owner).pk)
    carry_from(
        draft.id,
        application_id=application_id,
        materials=materials,
        version=current.version if version is None else version,
        user=who,
        actor=fresh_actor(who),
    )
    draft.refresh_from_db()


def seen_by(user: User, draft: Draft) -> list[UUID]:
    return [each.id for each in earlier_applications(User.objects.get(pk=user.pk), draft).rows]


def publish_with(town: Town, **field: Json) -> Town:
    """The same procedure in a newer version, in which the code of the unit says more about itself."""
    document = with_parameters(library_json(), CITY)
    units = next(each for each in document["form"]["sections"] if each["key"] == "units")  # type: ignore[index, union-attr, call-overload]
    part = next(each for each in units["fields"] if each["key"] == "unit_uscc")  # type: ignore[index, union-attr, call-overload]
    part.update(field)  # type: ignore[union-attr]
    version = publish_version(
        parse_package(document), department=town.bureau, effective_from=today(), published_by=None, approved_by=None
    )
    return Town(town.bureau, version, town.organisation, town.administrator, town.leader, town.point)


def test_a_new_draft_is_told_what_the_record_says(town: Town) -> None:
    give_record(town.organisation)

    draft = begin_draft(town)

    answers = stored_answers(draft)
    assert answers["unit_address"] == "甲市东区一路1号"
    assert answers["unit_contact_email"] == "lab@example.cn"
    assert draft.prefilled == {
        "unit_name": "organisation.name",
        "unit_uscc": "organisation.uscc",
        "unit_address": "organisation.address",
        "unit_postal_code": "organisation.postal_code",
        "unit_contact": "organisation.contact_name",
        "unit_contact_phone": "organisation.contact_phone",
        "unit_contact_email": "organisation.contact_email",
    }
    type_section(draft, "units", {**SECTIONS["units"], "unit_address": "二路"}, actor=fresh_actor(town.leader))
    draft.refresh_from_db()
    assert draft.prefilled["unit_address"] == ""
    assert stored_answers(draft)["unit_address"] == "二路"


def test_a_locked_field_keeps_what_the_record_says(town: Town) -> None:
    locking = publish_with(town, locked=True)
    draft = begin_draft(locking)

    type_section(draft, "units", SECTIONS["units"], actor=fresh_actor(town.leader))

    draft.refresh_from_db()
    answers = stored_answers(draft)
    assert (answers["unit_uscc"], answers["unit_contact"]) == (town.organisation.uscc, "周联系")
    fill_draft(draft)
    application_id = submit(draft)
    send_back(Application.objects.get(pk=application_id), town.administrator)
    correction = Draft.objects.get(pk=open_correction(application_id, actor=fresh_actor(town.leader)))
    type_section(correction, "units", SECTIONS["units"], actor=fresh_actor(town.leader))
    correction.refresh_from_db()
    assert stored_answers(correction)["unit_uscc"] == town.organisation.uscc


def test_an_earlier_application_is_taken_over_and_taken_back(town: Town) -> None:
    application_id = make_application(town, title="旧成果")
    draft = begin_draft(town)
    type_section(draft, "evaluation", {"evaluation_unit": "另一单位"}, actor=fresh_actor(town.leader))
    draft.refresh_from_db()
    before, prefilled = stored_answers(draft), draft.prefilled
    files = StoredFile.objects.count()

    carry(draft, application_id)

    after = stored_answers(draft)
    assert (after["achievement_name"], draft.title) == ("旧成果", "旧成果")
    assert after["evaluation_unit"] == "另一单位"
    assert after["completers"][0]["document_number"] == "E12345678"  # type: ignore[index, call-overload]
    assert after["funding"] == {"provincial": "30", "own": "12.5", "local_total": "30", "total": "42.5"}
    assert draft.prefilled["achievement_name"] == "application"
    assert (DraftMaterial.objects.filter(draft=draft).count(), StoredFile.objects.count()) == (0, files)
    form = compiled(draft.procedure_version).form(draft.variant)
    assert section_version(draft, form.section_of["achievement_name"]) == 1
    undo_carry(draft.id, actor=fresh_actor(town.leader))
    draft.refresh_from_db()
    assert (stored_answers(draft), draft.prefilled, draft.title) == (before, prefilled, "")
    assert section_version(draft, form.section_of["achievement_name"]) == 2
    with pytest.raises(IllegalTransition):
        undo_carry(draft.id, actor=fresh_actor(town.leader))


def test_taking_over_is_recorded_with_the_personal_answers_it_read(town: Town) -> None:
    application_id = make_application(town)
    draft = begin_draft(town)

    carry(draft, application_id)

    assert LedgerEntry.objects.filter(command="applications.carry_over").count() == 1
    read = LedgerEntry.objects.get(command="accounts.reveal_personal")
    assert (read.subject_id, "completers" in read.data["fields"]) == (application_id, True)


def test_any_other_change_ends_the_undoing(town: Town) -> None:
    application_id = make_application(town)
    for change in ("type", "file"):
        draft = begin_draft(town)
        carry(draft, application_id)
        assert undo_of(draft) is not None
        if change == "type":
            type_section(draft, "summary", {"summary": "新的简介"}, actor=fresh_actor(town.leader))
        else:
            Draft.objects.filter(pk=draft.pk).update(version=draft.version + 1)
        with pytest.raises(IllegalTransition):
            undo_carry(draft.id, actor=fresh_actor(town.leader))


def test_a_preview_that_is_outdated_takes_nothing(town: Town) -> None:
    application_id = make_application(town)
    draft = begin_draft(town)
    type_section(draft, "summary", {"summary": "新的简介"}, actor=fresh_actor(town.leader))

    with pytest.raises(IllegalTransition):
        carry(draft, application_id, version=1)

    assert Draft.objects.get(pk=draft.pk).title == ""


def test_files_are_offered_and_referred_to_only_when_chosen(town: Town) -> None:
    earlier = begin_draft(town)
    fill_draft(earlier)
    kept = keep(town.administrator, town.organisation, until=today() + timedelta(days=1))
    row = put_file(earlier, "other")
    DraftMaterial.objects.filter(pk=row.pk).update(file=kept.current.file, kept_version=kept.current)
    application_id = submit(earlier)
    filed = SubmissionMaterial.objects.get(submission__application=application_id, key="work_report")
    chosen = SubmissionMaterial.objects.get(submission__application=application_id, key="other")
    draft = begin_draft(town)

    carry(draft, application_id, filed.id, chosen.id)

    rows = DraftMaterial.objects.filter(draft=draft)
    assert {(each.key, each.file_id, each.kept_version_id) for each in rows} == {
        ("work_report", filed.file_id, None),
        ("other", chosen.file_id, kept.current_id),
    }
    undo_carry(draft.id, actor=fresh_actor(town.leader))
    assert rows.all().count() == 0
    with clock_set_to(FixedClock(now() + timedelta(days=2))), pytest.raises(ValidationFailed):
        carry(draft, application_id, chosen.id)
    with pytest.raises(ValidationFailed):
        carry(draft, application_id, row.id)
    assert Draft.objects.get(pk=draft.pk).title == ""


def test_members_take_over_their_own_and_administrators_their_units(town: Town) -> None:
    colleague = make_member(town.organisation, "leader")
    mine, theirs = make_application(town), make_application(town, leader=colleague)
    other = in_unit(town, make_organisation("外单位"))
    make_application(other)
    own = begin_draft(town)
    administrators = begin_draft(town, leader=town.administrator)

    assert seen_by(town.leader, own) == [mine]
    assert seen_by(town.administrator, administrators) == [theirs, mine]
    assert seen_by(other.leader, own) == []
    with pytest.raises(NotAuthorised):
        carry(own, theirs)
    with pytest.raises(NotAuthorised):
        carry(own, mine, user=colleague)


def test_another_unit_of_the_same_person_is_another_applicant(town: Town) -> None:
    abroad = make_organisation("另一单位")
    add_member(organisation=abroad, user=town.leader, role="leader")
    application_id = make_application(town)
    elsewhere = begin_draft(Town(town.bureau, town.version, abroad, town.administrator, town.leader, town.point))

    assert seen_by(town.leader, elsewhere) == []
    with pytest.raises(NotAuthorised):
        access_earlier(User.objects.get(pk=town.leader.pk), elsewhere, application_id)


def test_a_correction_takes_nothing_over(town: Town) -> None:
    application_id, other = make_application(town), make_application(town)
    send_back(Application.objects.get(pk=application_id), town.administrator)
    correction = Draft.objects.get(pk=open_correction(application_id, actor=fresh_actor(town.leader)))

    with pytest.raises(NotAuthorised):
        carry(correction, other)


def test_an_older_version_is_taken_over_into_the_newer(town: Town) -> None:
    application_id = make_application(town, title="旧成果")
    draft = begin_draft(publish_with(town, type="text"))
    Draft.objects.filter(pk=draft.pk).update(answers={}, personal="{}")
    draft.refresh_from_db()

    found = compare_with(draft, access_earlier(User.objects.get(pk=town.leader.pk), draft, application_id))

    assert [(each.field.key, each.reason) for each in found.carried.left] == [("unit_uscc", "type")]
    assert found.carried.answers()["achievement_name"] == "旧成果"
