"""Who owns an organisation's account: claims, their examination, and drafts meanwhile."""

from __future__ import annotations

from dataclasses import replace

import pytest

from accounts.models import Membership, Organisation, User
from accounts.services.organisations import add_member
from applications.domain.claims import ClaimWords
from applications.models import ClaimKind, Draft, OrganisationClaim
from applications.queries.ownership import access_claim, claim_file, claims_to_examine, unit_problems
from applications.services.organisation_claims import decide_claim, file_claim
from notifications.models import Message
from tenants.domain.errors import IllegalTransition, NotAuthorised, Problem, ValidationFailed
from tenants.records.models import LedgerEntry
from tests.factories.accounts import (
    fresh_actor,
    make_applicant,
    make_member,
    make_organisation,
    make_staff,
    next_uscc,
)
from tests.factories.applications import Town, begin_draft, fill_draft, submit
from tests.factories.claims import claim_file_of


@pytest.fixture
def examiner(town: Town) -> User:
    return make_staff("registration_point")


def words_of(user: User, organisation: Organisation, **given: object) -> ClaimWords:
    words = ClaimWords(uscc=organisation.uscc, licence=claim_file_of(user), mandate=claim_file_of(user))
    return replace(words, **given)  # type: ignore[arg-type]


def claim(user: User, organisation: Organisation, kind: ClaimKind, **given: object) -> OrganisationClaim:
    unit = None if kind == ClaimKind.ADMINISTRATOR else organisation.id
    return file_claim(fresh_actor(user), kind=kind, words=words_of(user, organisation, **given), organisation_id=unit)


def decide(examiner: User, one: OrganisationClaim, *, approves: bool = True, reason: str = "") -> OrganisationClaim:
    return decide_claim(fresh_actor(examiner), claim_id=one.id, approves=approves, reason=reason)


def of_unit(town: Town, organisation: Organisation) -> Town:
    return replace(town, organisation=organisation)


def told(user: User) -> list[str]:
    return list(Message.objects.filter(recipient=user).order_by("id").values_list("event", flat=True))


def unconfirmed(name: str = "丁公司") -> tuple[Organisation, User]:
    organisation = make_organisation(name)
    Organisation.objects.filter(pk=organisation.pk).update(is_confirmed=False)
    organisation.refresh_from_db()
    return organisation, make_member(organisation, "administrator")


def roles_in(organisation: Organisation) -> dict[User, tuple[str, str]]:
    return {each.user: (each.role, each.state) for each in Membership.objects.filter(organisation=organisation)}


def test_a_new_unit_drafts_at_once_and_submits_when_it_was_examined(town: Town, examiner: User) -> None:
    organisation, administrator = unconfirmed()
    draft = begin_draft(of_unit(town, organisation), leader=administrator)
    fill_draft(draft)

    with pytest.raises(ValidationFailed) as refused:
        submit(draft)
    decide(examiner, claim(administrator, organisation, ClaimKind.FIRST))
    application = submit(Draft.objects.get(pk=draft.pk))

    assert refused.value.problems[0] == Problem("organisation", "organisation_unconfirmed", {"name": "丁公司"})
    assert application
    assert (told(examiner)[0], told(administrator)[0]) == (
        "organisation_claim_filed",
        "organisation_claim_approved",
    )


def test_a_successor_replaces_the_administrator_and_nobody_loses_a_draft(town: Town, examiner: User) -> None:
    organisation = make_organisation("戊公司")
    before, successor = make_member(organisation, "administrator"), make_applicant()
    old_draft = begin_draft(of_unit(town, organisation), leader=before)

    one = claim(successor, organisation, ClaimKind.ADMINISTRATOR, replaces=True)
    new_draft = begin_draft(of_unit(town, organisation), leader=successor)
    pending = unit_problems(new_draft)
    during = roles_in(organisation)
    decide(examiner, one)

    assert pending == (Problem("organisation", "membership_pending", {"name": "戊公司"}),)
    assert during == {before: ("administrator", "active"), successor: ("leader", "pending")}
    assert roles_in(organisation) == {before: ("leader", "active"), successor: ("administrator", "active")}
    assert [unit_problems(Draft.objects.get(pk=draft.pk)) for draft in (old_draft, new_draft)] == [(), ()]
    assert told(before) == ["organisation_claim_filed", "organisation_claim_approved"]
    assert told(successor) == ["organisation_claim_approved"]


def test_who_is_refused_keeps_the_draft_and_both_read_the_reason(town: Town, examiner: User) -> None:
    organisation = make_organisation("己公司")
    administrator, stranger = make_member(organisation, "administrator"), make_applicant()
    one = claim(stranger, organisation, ClaimKind.ADMINISTRATOR)
    draft = begin_draft(of_unit(town, organisation), leader=stranger)

    decide(examiner, one, approves=False, reason="授权书没有盖章")

    assert unit_problems(Draft.objects.get(pk=draft.pk)) == (
        Problem("organisation", "membership_ended", {"name": "己公司"}),
    )
    for party in (administrator, stranger):
        assert access_claim(fresh_actor(party), one.id).reason == "授权书没有盖章"
        assert told(party)[-1] == "organisation_claim_refused"
    assert claim(stranger, organisation, ClaimKind.ADMINISTRATOR).state == "open"


def test_a_pending_person_is_told_nothing_about_the_units_people(town: Town) -> None:
    organisation = make_organisation("庚公司")
    Organisation.objects.filter(pk=organisation.pk).update(contact_name="周联系", contact_phone="0760-88881234")
    stranger = make_applicant()
    claim(stranger, organisation, ClaimKind.ADMINISTRATOR)

    draft = begin_draft(of_unit(town, organisation), leader=stranger)

    assert "周联系" not in f"{draft.answers}{draft.personal}"
    assert "88881234" not in f"{draft.answers}{draft.personal}"


def test_a_new_name_counts_from_now_on(town: Town, examiner: User) -> None:
    organisation = make_organisation("辛公司")
    administrator = make_member(organisation, "administrator")

    decide(examiner, claim(administrator, organisation, ClaimKind.RENAME, new_name="辛集团", mandate=None))

    organisation.refresh_from_db()
    assert (organisation.name, organisation.former_names) == ("辛集团", ["辛公司"])
    assert LedgerEntry.objects.filter(command="accounts.rename_organisation").count() == 1


def test_only_city_staff_examine_and_nobody_his_own(town: Town, examiner: User) -> None:
    organisation, administrator = unconfirmed()
    one = claim(administrator, organisation, ClaimKind.FIRST)

    for other in (administrator, make_staff("system_administrator"), make_staff("supervising_department")):
        with pytest.raises(NotAuthorised):
            decide(other, one)
        with pytest.raises(NotAuthorised):
            claims_to_examine(fresh_actor(other), state="")
    with pytest.raises(ValidationFailed) as nameless:
        decide(examiner, one, approves=False, reason=" ")
    decide(examiner, one)
    with pytest.raises(IllegalTransition) as late:
        decide(examiner, one)

    assert nameless.value.problems == (Problem("reason", "claim_reason_missing"),)
    assert late.value.code == "claim_decided"


def test_documents_are_for_whoever_brought_them_and_for_city_staff(town: Town, examiner: User) -> None:
    organisation = make_organisation("壬公司")
    administrator, claimant, stranger = (
        make_member(organisation, "administrator"),
        make_applicant(),
        make_member(make_organisation("外公司"), "administrator"),
    )
    one = claim(claimant, organisation, ClaimKind.ADMINISTRATOR)

    assert {claim_file(fresh_actor(user), one.id, "mandate") for user in (claimant, examiner)} == {one.mandate}
    with pytest.raises(NotAuthorised):
        claim_file(fresh_actor(administrator), one.id, "mandate")
    with pytest.raises(NotAuthorised):
        access_claim(fresh_actor(stranger), one.id)


def test_what_is_missing_or_foreign_is_said_at_its_place(town: Town) -> None:
    organisation = make_organisation("癸公司")
    somebody, other = make_applicant(), make_applicant()
    foreign = claim_file_of(other)

    with pytest.raises(ValidationFailed) as empty:
        file_claim(fresh_actor(somebody), kind=ClaimKind.ADMINISTRATOR, words=ClaimWords(uscc="1"))
    with pytest.raises(ValidationFailed) as stolen:
        claim(somebody, organisation, ClaimKind.ADMINISTRATOR, uscc=next_uscc(), licence=foreign)
    claim(somebody, organisation, ClaimKind.ADMINISTRATOR)
    with pytest.raises(IllegalTransition) as twice:
        claim(somebody, organisation, ClaimKind.ADMINISTRATOR)
    with pytest.raises(NotAuthorised):
        claim(somebody, organisation, ClaimKind.RENAME, new_name="抢注")

    assert [(each.path, each.code) for each in empty.value.problems] == [
        ("uscc", "claim_organisation_unknown"),
        ("licence", "claim_file_missing"),
        ("mandate", "claim_file_missing"),
    ]
    assert [(each.path, each.code) for each in stolen.value.problems] == [
        ("uscc", "claim_organisation_unknown"),
        ("licence", "claim_file_missing"),
    ]
    assert twice.value.code == "claim_open_already"


def test_who_left_the_unit_keeps_the_draft_and_cannot_submit_it(town: Town) -> None:
    organisation = make_organisation("子公司")
    leader = make_applicant()
    membership = add_member(organisation=organisation, user=leader, role="leader")
    draft = begin_draft(of_unit(town, organisation), leader=leader)
    Membership.objects.filter(pk=membership.pk).update(state="left")

    assert unit_problems(draft) == (Problem("organisation", "membership_ended", {"name": "子公司"}),)
