"""协助填写: some sections, for some time, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.models import Invitation, User
from applications.domain.helping import write_helps
from applications.domain.row_import import ImportMode
from applications.models import Draft
from applications.queries.helping import helping, helps_of, last_writers, reach_draft
from applications.services.draft_materials import detach_material, exempt_material
from applications.services.drafts import SectionConflict, delete_draft, save_section
from applications.services.helping import ask_for_help, end_help
from applications.services.row_import import import_rows
from applications.services.submission import open_correction, submit_draft
from notifications.models import Message
from reviews.models import StepTask
from tenants.clock import today
from tenants.domain.errors import IllegalTransition, NotAuthorised, ValidationFailed
from tenants.records.models import LedgerEntry
from tests.factories.accounts import fresh_actor, make_applicant, next_mobile
from tests.factories.applications import PROMISES, SECTIONS, Town, begin_draft, fill_draft, put_file, submit
from tests.factories.applications import type_section as type_in
from tests.factories.counter import begin_entry
from tests.factories.helping import help_wanted, let_help
from tests.factories.registrations import send_back


@pytest.fixture
def student(town: Town) -> User:
    return make_applicant(name="何学生")


@pytest.fixture
def draft(town: Town) -> Draft:
    return begin_draft(town)


def test_a_helper_writes_the_sections_and_the_owner_sees_who_wrote_last(draft: Draft, student: User) -> None:
    let_help(draft, student, "overview", "people")

    type_in(draft, "people", SECTIONS["people"], actor=fresh_actor(student))
    type_in(draft, "overview", SECTIONS["overview"], actor=fresh_actor(draft.owner))

    draft.refresh_from_db()
    writers = last_writers(draft)
    assert writers == {"people": "何同学", "overview": draft.owner.name}
    assert draft.section_versions == {"people": 1, "overview": 1}
    asked = LedgerEntry.objects.get(command="applications.ask_for_help")
    assert asked.data == {"helper": str(student.id), "sections": ["overview", "people"]}


def test_other_sections_and_their_fields_are_refused(draft: Draft, student: User) -> None:
    let_help(draft, student, "overview")
    actor = fresh_actor(student)

    with pytest.raises(NotAuthorised):
        type_in(draft, "people", SECTIONS["people"], actor=actor)
    for raw, shown in (
        ({"unit_name": "别的单位"}, frozenset({"achievement_name"})),
        ({"achievement_name": "名称"}, frozenset({"achievement_name", "unit_name"})),
    ):
        with pytest.raises(NotAuthorised):
            save_section(draft.id, section_key="overview", raw=raw, shown=shown, version=0, actor=actor)
    with pytest.raises(NotAuthorised):
        import_rows(
            draft.id, table_key="completers", rows=[{"name": "甲"}], mode=ImportMode.APPEND, version=0, actor=actor
        )

    draft.refresh_from_db()
    assert draft.section_versions == {}


def test_a_helper_imports_rows_of_his_own_section(draft: Draft, student: User) -> None:
    let_help(draft, student, "people")

    import_rows(
        draft.id,
        table_key="completers",
        rows=[{"name": "陈完成"}],
        mode=ImportMode.APPEND,
        version=0,
        actor=fresh_actor(student),
    )

    draft.refresh_from_db()
    assert draft.section_versions == {"people": 1}


def test_a_helper_neither_submits_nor_files_nor_deletes_nor_asks_others(draft: Draft, student: User) -> None:
    material = put_file(draft, "work_report")
    let_help(draft, student, *SECTIONS)
    actor = fresh_actor(student)

    for act in (
        lambda: submit_draft(draft.id, actor=actor, idempotency_key="k", agreed=PROMISES),
        lambda: delete_draft(draft.id, actor=actor),
        lambda: detach_material(draft.id, material_id=material.id, actor=actor),
        lambda: exempt_material(draft.id, key="people_list", exempt=True, actor=actor),
        lambda: ask_for_help(draft.id, wanted=help_wanted(make_applicant(), "overview"), actor=actor),
        lambda: end_help(draft.id, help_id=helps_of(draft)[0].id, actor=actor),
    ):
        with pytest.raises(NotAuthorised):
            act()

    assert Draft.objects.filter(pk=draft.pk).exists()


def test_withdrawn_passed_and_unknown_look_alike(draft: Draft, student: User) -> None:
    withdrawn, late, stranger = make_applicant(), make_applicant(), make_applicant()
    ended = let_help(draft, withdrawn, "overview")
    given = let_help(draft, late, "overview", until=today())
    end_help(draft.id, help_id=ended.id, actor=fresh_actor(draft.owner))
    draft.helps = write_helps([replace(given, until=today() - timedelta(days=1))])
    draft.helper_ids = [str(late.id)]
    draft.save()

    refusals = set()
    for person in (withdrawn, late, stranger):
        with pytest.raises(NotAuthorised) as seen:
            reach_draft(person, draft.id)
        with pytest.raises(NotAuthorised) as written:
            type_in(draft, "overview", SECTIONS["overview"], actor=fresh_actor(person))
        refusals |= {seen.value.code, written.value.code}
        assert helping(person) == []

    assert refusals == {"draft_unknown"}


def test_after_submission_nothing_is_seen_until_it_is_sent_back(town: Town, draft: Draft, student: User) -> None:
    fill_draft(draft)
    let_help(draft, student, "overview")
    application_id = submit(draft)
    with pytest.raises(NotAuthorised):
        reach_draft(student, draft.id)
    waiting = helping(student)
    application = StepTask.objects.get(application=application_id).application
    send_back(application, town.administrator)

    correction = open_correction(application_id, actor=fresh_actor(town.leader))

    assert waiting == []
    assert reach_draft(student, correction).sections == frozenset({"overview"})
    assert [each.draft.id for each in helping(student)] == [correction]


def test_two_who_write_the_same_section_see_both_versions(draft: Draft, student: User) -> None:
    let_help(draft, student, "overview")
    type_in(draft, "overview", SECTIONS["overview"], actor=fresh_actor(draft.owner))

    result = save_section(
        draft.id,
        section_key="overview",
        raw={"achievement_name": "另一个名称"},
        shown=frozenset({"achievement_name"}),
        version=0,
        actor=fresh_actor(student),
    )

    assert isinstance(result, SectionConflict)
    assert [field.key for field in result.fields] == ["achievement_name"]


def test_somebody_known_is_told_and_somebody_new_is_invited(draft: Draft, student: User) -> None:
    let_help(draft, student, "overview")
    newcomer = help_wanted(student, "overview")
    mobile = next_mobile()

    ask_for_help(
        draft.id,
        wanted=type(newcomer)(name="新同学", mobile=mobile, sections=("overview",)),
        actor=fresh_actor(draft.owner),
    )

    message = Message.objects.get(recipient=student)
    assert (message.event, message.url_path) == ("help_wanted", f"/my/drafts/{draft.id}/")
    invited = Invitation.objects.get().user
    assert (invited.mobile, invited.kind, invited.must_set_password) == (mobile, "applicant", True)
    assert [each.draft.id for each in helping(invited)] == [draft.id]


def test_asking_again_changes_what_was_asked(draft: Draft, student: User) -> None:
    let_help(draft, student, "overview", "people")
    let_help(draft, student, "project")

    assert len(helps_of(draft)) == 1
    assert reach_draft(student, draft.id).sections == frozenset({"project"})


def test_not_oneself_not_too_many_not_at_the_counter(
    town: Town, draft: Draft, student: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("applications.services.helping.MOST_HELPERS", 1)
    let_help(draft, student, "overview")

    with pytest.raises(ValidationFailed) as own:
        let_help(draft, town.leader, "overview")
    with pytest.raises(IllegalTransition, match="helpers_too_many"):
        let_help(draft, make_applicant(), "overview")
    with pytest.raises(NotAuthorised):
        let_help(begin_entry(town.point), student, "overview")

    assert [each.code for each in own.value.problems] == ["helper_is_owner"]


def test_a_deleted_draft_takes_its_help_along(draft: Draft, student: User) -> None:
    let_help(draft, student, "overview")

    delete_draft(draft.id, actor=fresh_actor(draft.owner))

    assert helping(student) == []
