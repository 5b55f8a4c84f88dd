"""The material library: who keeps, what a choice refers to, and what a submission freezes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.models import Membership, MembershipState, User
from applications.domain.kept_materials import Validity
from applications.kept_policies import KeptAction
from applications.models import Application, DraftMaterial, KeptMaterial, KeptVersion, SubmissionMaterial
from applications.queries.filed import current_of, draft_materials
from applications.queries.kept_materials import (
    access_kept,
    access_kept_version,
    kept_counts,
    kept_page,
    pickable_page,
    shelves_of,
)
from applications.queries.readiness import submission_problems
from applications.services.draft_library import choose_kept
from applications.services.kept_materials import keep_from_draft, keep_material, remove_material, renew_material
from applications.services.submission import open_correction
from documents.domain.file_states import FileState
from documents.models import StoredFile
from tenants.clock import clock_set_to, now, today
from tenants.domain.clock import FixedClock
from tenants.domain.errors import IllegalTransition, NotAuthorised, ValidationFailed
from tenants.records.models import LedgerEntry
from tests.factories.accounts import fresh_actor, make_applicant, make_member, make_organisation
from tests.factories.applications import PROMISES, Town, begin_draft, fill_draft, in_unit, put_file, submit
from tests.factories.kept import details, keep, kept_file
from tests.factories.registrations import send_back

DAY = timedelta(days=1)


def later(days: int) -> FixedClock:
    return FixedClock(now() + timedelta(days=days))


def codes(refusal: pytest.ExceptionInfo[ValidationFailed]) -> list[tuple[str, str]]:
    return [(each.path, each.code) for each in refusal.value.problems]


def test_administrators_and_examiners_keep_for_the_unit_and_others_read(town: Town) -> None:
    unit = town.organisation
    second = make_member(unit, "leader")
    examiner = make_member(unit, "department_examiner", department=unit.departments.create(name="材料所"))
    kept = keep(town.administrator, unit)
    renew_material(fresh_actor(examiner), kept.id, details=details("营业执照副本"), file_id=None)

    with pytest.raises(NotAuthorised):
        keep(second, unit)
    with pytest.raises(NotAuthorised):
        renew_material(fresh_actor(second), kept.id, details=details(), file_id=None)
    with pytest.raises(NotAuthorised):
        remove_material(fresh_actor(second), kept.id)

    assert access_kept(fresh_actor(second), kept.id, KeptAction.READ).current.name == "营业执照副本"
    commands = LedgerEntry.objects.filter(command__contains="keep_material") | LedgerEntry.objects.filter(
        command__contains="renew_material"
    )
    assert commands.count() == 2


def test_nobody_else_sees_a_document(town: Town) -> None:
    kept = keep(town.administrator, town.organisation)
    own = keep(town.leader, None, "学历证书", kind="other")
    past = make_member(town.organisation, "leader")
    Membership.objects.filter(user=past).update(state=MembershipState.LEFT)
    strangers = [make_member(make_organisation("外公司"), "administrator"), make_applicant(), past, town.point]

    for stranger in strangers:
        actor = fresh_actor(stranger)
        for found in (kept, own):
            with pytest.raises(NotAuthorised):
                access_kept(actor, found.id, KeptAction.READ)
            with pytest.raises(NotAuthorised):
                access_kept_version(actor, found.current_id)
        assert kept_page(shelves_of(actor)).rows == []
        assert set(kept_counts(shelves_of(actor)).values()) == {0}
    with pytest.raises(NotAuthorised):
        access_kept(fresh_actor(town.administrator), own.id, KeptAction.READ)
    assert [each.id for each in kept_page(shelves_of(fresh_actor(town.leader))).rows] == [own.id, kept.id]


def test_the_list_is_filtered_by_state_and_kind(town: Town) -> None:
    good = keep(town.administrator, town.organisation, "长期")
    soon = keep(town.administrator, town.organisation, "将到期", until=today() + 30 * DAY, kind="patent")
    gone = keep(town.administrator, town.organisation, "已到期", until=today() - DAY)
    shelves = shelves_of(fresh_actor(town.administrator))

    found = {each: [row.id for row in kept_page(shelves, state=each).rows] for each in Validity}

    assert found == {Validity.VALID: [good.id], Validity.EXPIRING: [soon.id], Validity.EXPIRED: [gone.id]}
    assert kept_counts(shelves) == {Validity.VALID: 1, Validity.EXPIRING: 1, Validity.EXPIRED: 1}
    assert [row.id for row in kept_page(shelves, kind="patent").rows] == [soon.id]


def test_a_wrong_document_is_refused_at_its_fields(town: Town) -> None:
    somebody_elses = kept_file(town.leader)
    checking = kept_file(town.administrator)
    StoredFile.objects.filter(pk=checking).update(state=FileState.CHECKING)

    for file_id, code in ((None, "missing"), (somebody_elses, "missing"), (checking, "not_checked_yet")):
        with pytest.raises(ValidationFailed) as refusal:
            keep_material(
                fresh_actor(town.administrator),
                organisation_id=town.organisation.id,
                kind="nonsense",
                details=replace(details(), unclassified=False),
                file_id=file_id,
            )
        assert codes(refusal) == [
            ("unclassified", "kept_not_declared"),
            ("kind", "kept_kind_unknown"),
            ("file", f"claim_file_{code}"),
        ]
    assert KeptMaterial.objects.count() == 0


def test_choosing_refers_to_the_same_bytes_and_a_submission_freezes_it(town: Town) -> None:
    kept = keep(town.administrator, town.organisation, until=today() + 100 * DAY)
    draft = begin_draft(town)
    files = StoredFile.objects.count()

    material = choose_kept(draft.id, key="other", kept_id=kept.id, actor=fresh_actor(town.leader))
    again = choose_kept(draft.id, key="other", kept_id=kept.id, actor=fresh_actor(town.leader))

    assert (material.id, material.file_id, StoredFile.objects.count()) == (again.id, kept.current.file_id, files)
    fill_draft(draft)
    application_id = submit(draft)
    old = kept.current_id
    renew_material(
        fresh_actor(town.administrator), kept.id, details=details("新执照"), file_id=kept_file(town.administrator)
    )
    remove_material(fresh_actor(town.administrator), kept.id)
    filed = SubmissionMaterial.objects.get(submission__application=application_id, key="other")
    assert (filed.kept_version_id, filed.file_id) == (old, material.file_id)
    assert KeptVersion.objects.get(pk=old).valid_until == today() + 100 * DAY


def test_a_removed_document_is_hidden_and_cannot_be_changed(town: Town) -> None:
    kept = keep(town.administrator, town.organisation)
    remove_material(fresh_actor(town.administrator), kept.id)
    actor = fresh_actor(town.administrator)

    assert kept_page(shelves_of(actor)).rows == []
    assert pickable_page(shelves_of(fresh_actor(town.leader)), begin_draft(town)).rows == []
    with pytest.raises(NotAuthorised):
        choose_kept(begin_draft(town).id, key="other", kept_id=kept.id, actor=fresh_actor(town.leader))
    with pytest.raises(IllegalTransition):
        remove_material(actor, kept.id)
    with pytest.raises(IllegalTransition):
        renew_material(actor, kept.id, details=details(), file_id=None)


def test_only_what_suits_the_item_can_be_chosen(town: Town) -> None:
    gone = keep(town.administrator, town.organisation, until=today() - DAY)
    picture = keep(town.administrator, town.organisation, "照片")
    StoredFile.objects.filter(pk=picture.current.file_id).update(file_format="ofd")
    draft, actor = begin_draft(town), fresh_actor(town.leader)

    for kept, code in ((gone, "kept_expired"), (picture, "kept_format")):
        with pytest.raises(ValidationFailed) as refusal:
            choose_kept(draft.id, key="other", kept_id=kept.id, actor=actor)
        assert codes(refusal) == [("materials.other", code)]
    assert DraftMaterial.objects.filter(draft=draft).count() == 0


def test_a_draft_chooses_from_its_own_unit_and_its_writer_alone(town: Town) -> None:
    abroad = in_unit(town, make_organisation("另一单位"))
    Membership.objects.create(user=town.leader, organisation=abroad.organisation, role="leader")
    theirs = keep(abroad.administrator, abroad.organisation)
    own = keep(town.leader, None, "学历证书", kind="other")
    draft, actor = begin_draft(town), fresh_actor(town.leader)

    assert [each.id for each in pickable_page(shelves_of(actor), draft).rows] == [own.id]
    with pytest.raises(NotAuthorised):
        choose_kept(draft.id, key="other", kept_id=theirs.id, actor=actor)
    with pytest.raises(NotAuthorised):
        choose_kept(draft.id, key="other", kept_id=own.id, actor=fresh_actor(abroad.leader))


def test_what_expires_meanwhile_is_a_problem_at_its_place(town: Town) -> None:
    kept = keep(town.administrator, town.organisation, until=today() + DAY)
    draft = begin_draft(town)
    fill_draft(draft)
    choose_kept(draft.id, key="other", kept_id=kept.id, actor=fresh_actor(town.leader))

    assert submission_problems(draft, PROMISES) == ()
    with clock_set_to(later(2)), pytest.raises(ValidationFailed) as refusal:
        submit(draft)

    assert codes(refusal) == [("materials.other", "kept_expired_meanwhile")]
    assert refusal.value.problems[0].params == {"name": "营业执照", "day": str(today() + DAY)}


def test_a_correction_keeps_what_was_valid_when_it_was_filed(town: Town) -> None:
    kept = keep(town.administrator, town.organisation, until=today() + DAY)
    fresh = keep(town.administrator, town.organisation, "授权书", until=today() + DAY, kind="authorisation")
    draft = begin_draft(town)
    fill_draft(draft)
    choose_kept(draft.id, key="other", kept_id=kept.id, actor=fresh_actor(town.leader))
    application_id = submit(draft)
    send_back(Application.objects.get(pk=application_id), town.administrator)
    correction_id = open_correction(application_id, actor=fresh_actor(town.leader))
    choose_kept(correction_id, key="other", kept_id=fresh.id, actor=fresh_actor(town.leader))
    correction = Application.objects.get(pk=application_id).open_draft

    with clock_set_to(later(2)):
        problems = submission_problems(correction, PROMISES)

    assert [(each.path, each.params["name"]) for each in problems] == [("materials.other", "授权书")]


def test_an_uploaded_file_is_kept_without_moving_bytes(town: Town) -> None:
    draft = begin_draft(town)
    row, refused = put_file(draft, "other"), put_file(draft, "other", state=FileState.REFUSED)
    files = StoredFile.objects.count()

    def into(organisation_id: object, material: DraftMaterial, actor: User) -> KeptMaterial:
        return keep_from_draft(
            fresh_actor(actor),
            draft_id=draft.id,
            material_id=material.id,
            organisation_id=organisation_id,  # type: ignore[arg-type]
            kind="patent",
            details=details("专利"),
        )

    kept = into(None, row, town.leader)
    assert (kept.person_id, kept.current.file_id, StoredFile.objects.count()) == (town.leader.id, row.file_id, files)
    with pytest.raises(ValidationFailed):
        into(None, refused, town.leader)
    with pytest.raises(NotAuthorised):
        into(town.organisation.id, row, town.leader)
    with pytest.raises(NotAuthorised):
        into(None, row, town.administrator)


def test_a_newer_version_is_told_of(town: Town) -> None:
    kept = keep(town.administrator, town.organisation)
    draft = begin_draft(town)
    choose_kept(draft.id, key="other", kept_id=kept.id, actor=fresh_actor(town.leader))
    renew_material(fresh_actor(town.administrator), kept.id, details=details("新执照"), file_id=None)

    (row,) = draft_materials(draft.id)

    kept.refresh_from_db()
    assert (row.kept_version_id == kept.current_id, current_of(row)) == (False, kept.current_id)
    assert [each.number for each in kept.versions.all()] == [2, 1]
