"""Pages of claims on organisations. One of the counted queries selects the tenant's role."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, User
from applications.domain.claims import ClaimWords
from applications.models import ClaimKind, OrganisationClaim
from applications.services.organisation_claims import file_claim
from tenants.context import tenant_context
from tests.factories.accounts import (
    fresh_actor,
    make_applicant,
    make_member,
    make_organisation,
    make_staff,
    open_bureau,
)
from tests.factories.applications import Town
from tests.factories.claims import claim_file_of

AsUser = Callable[[User], Client]


def claim_of(user: User, organisation: Organisation) -> OrganisationClaim:
    words = ClaimWords(uscc=organisation.uscc, licence=claim_file_of(user), mandate=claim_file_of(user))
    return file_claim(fresh_actor(user), kind=ClaimKind.ADMINISTRATOR, words=words)


def test_a_claim_goes_from_the_form_to_the_decision(town: Town, as_user: AsUser) -> None:
    organisation = make_organisation("甲公司")
    administrator, claimant, examiner = (
        make_member(organisation, "administrator"),
        make_applicant(),
        make_staff("registration_point"),
    )
    client, office = as_user(claimant), as_user(examiner)
    address = reverse("ownership:claim_administrator")
    typed = {"uscc": organisation.uscc, "note": "原管理员已离职", "replaces": "on"}

    assert client.get(address).status_code == 200
    refused = client.post(address, typed | {"licence": str(claim_file_of(claimant)), "licence_name": "执照.pdf"})
    filed = client.post(
        address, typed | {"licence": str(claim_file_of(claimant)), "mandate": str(claim_file_of(claimant))}
    )
    claim = OrganisationClaim.objects.get()
    listed = office.get(reverse("ownership:examine")).content.decode()
    page = office.get(reverse("ownership:claim", args=[claim.id])).content.decode()
    document = office.get(reverse("ownership:document", args=[claim.id, "licence"]))
    unsaid = office.post(reverse("ownership:decide", args=[claim.id]), {"verdict": "refuse", "reason": ""})
    decided = office.post(reverse("ownership:decide", args=[claim.id]), {"verdict": "approve", "reason": ""})
    late = office.post(reverse("ownership:decide", args=[claim.id]), {"verdict": "approve", "reason": ""})

    assert (refused.status_code, filed.status_code, unsaid.status_code) == (422, 302, 422)
    assert refused.context["form"].errors == {"mandate": ["请上传文件。"]}
    assert "执照.pdf" in refused.content.decode()
    assert "甲公司" in listed
    assert "原管理员已离职" in page
    assert (document.status_code, decided.status_code, late.status_code) == (302, 302, 409)
    for party in (administrator, claimant):
        assert "已通过" in as_user(party).get(reverse("ownership:claim", args=[claim.id])).content.decode()
        assert "甲公司" in as_user(party).get(reverse("ownership:mine")).content.decode()


def test_a_new_unit_is_told_what_to_do(town: Town, as_user: AsUser) -> None:
    organisation = make_organisation("乙公司")
    Organisation.objects.update(is_confirmed=False)
    administrator = make_member(organisation, "administrator")
    client = as_user(administrator)
    address = reverse("ownership:claim_own", args=[organisation.id])

    mine = client.get(reverse("ownership:mine")).content.decode()
    form = client.get(address)
    filed = client.post(
        address, {"licence": str(claim_file_of(administrator)), "mandate": str(claim_file_of(administrator))}
    )

    assert "待上传证明文件" in mine
    assert address in mine
    assert form.context["kind"] == ClaimKind.FIRST
    assert filed.status_code == 302
    assert "正在审核" in client.get(reverse("ownership:mine")).content.decode()


def test_strangers_find_nothing(town: Town, as_user: AsUser) -> None:
    organisation = make_organisation("丙公司")
    claim = claim_of(make_applicant(), organisation)
    stranger = as_user(make_member(make_organisation("外公司"), "administrator"))

    answers = [
        stranger.get(reverse("ownership:claim", args=[claim.id])),
        stranger.get(reverse("ownership:document", args=[claim.id, "licence"])),
        stranger.get(reverse("ownership:claim_own", args=[organisation.id])),
        stranger.get(reverse("ownership:examine")),
        stranger.post(reverse("ownership:decide", args=[claim.id]), {"verdict": "approve"}),
        stranger.get(reverse("ownership:file_status", args=[claim.licence_id])),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert "丙公司" not in stranger.get(reverse("ownership:mine")).content.decode()


def test_claims_stay_in_their_tenant(town: Town, city_b: object, client_for: Callable[..., Client]) -> None:
    organisation = make_organisation("丁公司")
    claim = claim_of(make_applicant(), organisation)
    with tenant_context(city_b):  # type: ignore[arg-type]
        open_bureau(city_b)  # type: ignore[arg-type]
        office, somebody = client_for(city_b, make_staff("registration_point")), make_applicant()
        applicant = client_for(city_b, somebody)

        assert "丁公司" not in office.get(reverse("ownership:examine")).content.decode()
        assert office.get(reverse("ownership:claim", args=[claim.id])).status_code == 404
        assert office.post(reverse("ownership:decide", args=[claim.id]), {"verdict": "approve"}).status_code == 404
        typed = {
            "uscc": organisation.uscc,
            "licence": str(claim_file_of(somebody)),
            "mandate": str(claim_file_of(somebody)),
        }
        foreign = applicant.post(reverse("ownership:claim_administrator"), typed)

    assert foreign.status_code == 422
    assert list(foreign.context["form"].errors) == ["uscc"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_have_a_fixed_number_of_queries(
    town: Town, as_user: AsUser, django_assert_num_queries: Callable[..., object], count: int
) -> None:
    claimant = make_applicant()
    for number in range(count):
        claim_of(claimant, make_organisation(f"单位{number}"))
    office, client = as_user(make_staff("registration_point")), as_user(claimant)
    office.get(reverse("ownership:examine"))
    client.get(reverse("ownership:mine"))

    with django_assert_num_queries(6):  # type: ignore[attr-defined]
        listed = office.get(reverse("ownership:examine"))
    with django_assert_num_queries(6):  # type: ignore[attr-defined]
        client.get(reverse("ownership:mine"))

    assert len(listed.context["page"].rows) == count


def test_documents_are_uploaded_for_a_claim(town: Town, as_user: AsUser) -> None:
    somebody = make_applicant()
    client = as_user(somebody)
    ours = claim_file_of(somebody)

    begun = client.post(
        reverse("ownership:start_file"), {"name": "执照.pdf", "size": "1000", "content_type": "application/pdf"}
    )
    wrong = client.post(
        reverse("ownership:start_file"), {"name": "执照.exe", "size": "1000", "content_type": "application/pdf"}
    )
    state = client.get(reverse("ownership:file_status", args=[ours])).json()
    finished = client.post(reverse("ownership:finish_file", args=[ours])).json()

    assert (begun.status_code, wrong.status_code) == (200, 422)
    assert (state["state"], finished["state"]) == ("clean", "clean")
