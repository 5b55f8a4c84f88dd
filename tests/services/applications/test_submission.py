from __future__ import annotations

import json

import pytest

from applications.models import (
    Agreement,
    Application,
    ApplicationAccess,
    ApplicationFact,
    Draft,
    DraftMaterial,
    Submission,
    SubmissionMaterial,
    TimelineEntry,
)
from applications.queries.readiness import submission_problems
from applications.services.drafts import SectionConflict, create_draft, delete_draft, save_section
from applications.services.submission import open_correction, submit_draft
from applications.services.withdrawal import withdraw_application
from documents.domain.file_states import FileState
from documents.models import IssuedNumber
from reviews.models import StepTask
from tenants.domain.errors import IllegalTransition, NotAuthorised, Problem, ValidationFailed
from tenants.domain.ids import new_id
from tenants.records.models import LedgerEntry
from tests.factories.accounts import fresh_actor, make_applicant
from tests.factories.applications import (
    CONSENTS,
    PROMISES,
    SECRETS,
    SECTIONS,
    Town,
    begin_draft,
    fill_draft,
    make_application,
    put_file,
    submit,
    type_section,
)


def test_a_draft_begins_with_what_is_known_and_records_the_consents(town: Town) -> None:
    draft = begin_draft(town)

    assert draft.answers["unit_name"] == town.organisation.name
    assert draft.answers["unit_uscc"] == town.organisation.uscc
    assert {each.key for each in Agreement.objects.filter(draft=draft)} == CONSENTS
    assert all(len(each.text_hash) == 64 for each in Agreement.objects.filter(draft=draft))


def test_no_draft_without_consents_and_variant(town: Town) -> None:
    def begin(**changes: object) -> list[Problem]:
        wanted = {"variant": "soft_science", "agreed": CONSENTS, "organisation_id": town.organisation.id} | changes
        with pytest.raises(ValidationFailed) as refused:
            create_draft(town.version.id, actor=fresh_actor(town.leader), idempotency_key=str(new_id()), **wanted)  # type: ignore[arg-type]
        return list(refused.value.problems)

    missing = [problem.path for problem in begin(agreed=frozenset())]

    assert missing == ["agreements.disclosure_consent", "agreements.not_secret"]
    assert begin(variant="nonsense") == [Problem("variant", "variant_missing")]
    assert begin(organisation_id=None) == [Problem("organisation", "organisation_needed")]
    assert Draft.objects.count() == 0


def test_nobody_applies_for_a_unit_he_does_not_belong_to(town: Town) -> None:
    with pytest.raises(NotAuthorised):
        create_draft(
            town.version.id,
            variant="soft_science",
            agreed=CONSENTS,
            organisation_id=town.organisation.id,
            actor=fresh_actor(make_applicant()),
            idempotency_key="k",
        )


def test_personal_answers_are_not_readable_in_the_draft_row(town: Town) -> None:
    draft = begin_draft(town)

    type_section(draft, "units", SECTIONS["units"], actor=fresh_actor(town.leader))

    draft.refresh_from_db()
    assert "unit_contact_email" not in draft.answers
    assert json.loads(draft.personal)["unit_contact_email"] == "lianxi@example.cn"


def test_what_cannot_be_read_is_kept_as_typed(town: Town) -> None:
    draft = begin_draft(town)

    saved = type_section(draft, "overview", {"research_start": "去年春天"}, actor=fresh_actor(town.leader))

    assert saved.answers["research_start"] == {"raw": "去年春天"}


def test_sums_are_added_up_by_the_server(town: Town) -> None:
    draft = begin_draft(town)

    saved = type_section(draft, "project", SECTIONS["project"], actor=fresh_actor(town.leader))

    funding = {"provincial": "30", "own": "12.5", "local_total": "30", "total": "42.5"}
    assert saved.answers["funding"] == funding


def test_a_stale_page_overwrites_nothing(town: Town) -> None:
    draft, actor = begin_draft(town), fresh_actor(town.leader)
    type_section(draft, "overview", {"achievement_name": "先保存的"}, actor=actor)

    result = save_section(
        draft.id,
        section_key="overview",
        raw={"achievement_name": "后来的"},
        shown=frozenset({"achievement_name"}),
        version=0,
        actor=actor,
    )

    assert isinstance(result, SectionConflict)
    assert [item.key for item in result.fields] == ["achievement_name"]
    assert (result.mine["achievement_name"], result.saved["achievement_name"]) == ("后来的", "先保存的")
    draft.refresh_from_db()
    assert draft.title == "先保存的"


def test_two_tabs_on_different_sections_do_not_disagree(town: Town) -> None:
    draft, actor = begin_draft(town), fresh_actor(town.leader)
    type_section(draft, "overview", SECTIONS["overview"], actor=actor)

    saved = type_section(draft, "evaluation", SECTIONS["evaluation"], actor=actor)

    assert saved.version == 1
    assert saved.answers["achievement_name"] == SECTIONS["overview"]["achievement_name"]


def test_a_foreign_draft_is_an_unknown_draft(town: Town) -> None:
    draft = begin_draft(town)
    stranger = fresh_actor(town.administrator)

    for attempt in (
        lambda: save_section(draft.id, section_key="overview", raw={}, shown=frozenset(), version=0, actor=stranger),
        lambda: delete_draft(draft.id, actor=stranger),
        lambda: submit_draft(draft.id, actor=stranger, idempotency_key="k", agreed=PROMISES),
        lambda: delete_draft(new_id(), actor=stranger),
    ):
        with pytest.raises(NotAuthorised) as refused:
            attempt()
        assert refused.value.code == "draft_unknown"
    assert Draft.objects.count() == 1


def test_an_empty_draft_is_told_what_is_missing(town: Town) -> None:
    draft = begin_draft(town)

    with pytest.raises(ValidationFailed) as refused:
        submit(draft)

    paths = {problem.path for problem in refused.value.problems}
    assert {"form.overview.achievement_name", "form.people.completers", "materials.work_report"} <= paths
    assert Application.objects.count() == 0
    assert IssuedNumber.objects.count() == 0


@pytest.mark.parametrize(
    ("state", "code"), [(FileState.CHECKING, "file_being_checked"), (FileState.REFUSED, "file_refused")]
)
def test_a_file_that_is_not_clean_is_not_submitted(town: Town, state: FileState, code: str) -> None:
    draft = begin_draft(town)
    fill_draft(draft)
    put_file(draft, "other", state=state, name="补充.pdf")

    problems = submission_problems(draft, PROMISES)

    assert problems == (Problem("materials.other", code, {"name": "补充.pdf"}),)


def test_a_submission_freezes_everything(town: Town) -> None:
    draft = begin_draft(town)
    fill_draft(draft)

    application = Application.objects.get(pk=submit(draft))

    submission = Submission.objects.get(application=application)
    assert application.title == SECTIONS["overview"]["achievement_name"]
    assert application.number.startswith("CG990100")
    assert (application.round, application.status, application.current_step) == (1, "submitted", "applicant_unit")
    assert application.promised_due is not None
    assert len(submission.content_hash) == 64
    assert SubmissionMaterial.objects.filter(submission=submission, exempt=True).count() == 1
    assert SubmissionMaterial.objects.filter(submission=submission, file__isnull=False).count() == 6
    assert Agreement.objects.filter(submission=submission).count() == 3
    assert not any(secret in json.dumps(submission.answers) for secret in SECRETS)
    assert not Draft.objects.exists()
    assert not DraftMaterial.objects.exists()


def test_facts_are_the_marked_answers_only(town: Town) -> None:
    application_id = make_application(town)

    facts = {fact.key: (fact.code, fact.text) for fact in ApplicationFact.objects.filter(application=application_id)}

    assert facts["level"] == ("national_advanced", "国内先进")
    assert "unit_contact_email" not in facts


def test_leader_and_unit_administrators_may_see_it(town: Town) -> None:
    application_id = make_application(town)

    grantees = set(ApplicationAccess.objects.filter(application=application_id).values_list("grantee", flat=True))

    assert {f"u:{town.leader.id}", f"oa:{town.organisation.id}"} <= grantees


def test_the_same_key_submits_once(town: Town) -> None:
    draft = begin_draft(town)
    fill_draft(draft)

    first, second = submit(draft, key="one"), submit(draft, key="one")

    assert first == second
    assert Application.objects.count() == Submission.objects.count() == StepTask.objects.count() == 1
    assert LedgerEntry.objects.filter(command="applications.submit").count() == 1


def test_a_key_is_not_used_for_something_else(town: Town) -> None:
    draft, other = begin_draft(town), begin_draft(town)
    fill_draft(draft)
    submit(draft, key="one")

    with pytest.raises(ValidationFailed) as refused:
        submit(other, key="one")

    assert [problem.code for problem in refused.value.problems] == ["idempotency_key_reused"]


def test_withdrawing_needs_a_reason_and_ends_it(town: Town) -> None:
    application_id, actor = make_application(town), fresh_actor(town.leader)

    with pytest.raises(ValidationFailed):
        withdraw_application(application_id, reason="  ", actor=actor)
    withdraw_application(application_id, reason="材料有误", actor=actor)

    application = Application.objects.get(pk=application_id)
    assert application.status == "withdrawn"
    assert application.completed_at is not None
    assert [entry.kind for entry in TimelineEntry.objects.filter(application=application)] == ["submitted", "withdrawn"]
    with pytest.raises(IllegalTransition):
        withdraw_application(application_id, reason="再撤一次", actor=actor)


def test_only_the_leader_withdraws_and_corrects(town: Town) -> None:
    application_id, other = make_application(town), fresh_actor(town.administrator)

    with pytest.raises(NotAuthorised):
        withdraw_application(application_id, reason="不是我的", actor=other)
    with pytest.raises(NotAuthorised):
        open_correction(application_id, actor=other)
    with pytest.raises(IllegalTransition) as refused:
        open_correction(application_id, actor=fresh_actor(town.leader))
    assert refused.value.code == "cannot_resubmit"
