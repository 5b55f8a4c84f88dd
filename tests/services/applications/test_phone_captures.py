"""A phone brings pages for one material by a code: let in, bounded, bound into one PDF, and nothing else."""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import UUID

import pypdfium2
import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from applications.domain.phone_capture import LIFE, MOST_UPLOADS, CaptureState
from applications.models import Agreement, DraftMaterial, PhoneCapture
from applications.queries.phone_captures import live_capture, told_capture
from applications.services import phone_merging
from applications.services.phone_captures import (
    FORGET,
    MERGE,
    close_capture,
    finish_page,
    give_pages,
    open_capture,
    renew_capture,
    start_page,
)
from applications.services.phone_merging import merge_capture
from documents.models import StoredFile
from documents.services.checking import check_file
from documents.services.object_store import current_store
from tenants.clock import clock_set_to, now
from tenants.context import tenant_context
from tenants.domain.clock import FixedClock
from tenants.domain.errors import DomainError, IllegalTransition, NotAuthorised, ValidationFailed
from tenants.records.models import LedgerEntry, OutboxMessage
from tenants.records.outbox_registry import handler_of
from tests.factories.accounts import fresh_actor, make_applicant
from tests.factories.applications import Town, begin_draft, fill_draft, put_file, submit
from tests.factories.phone import MATERIAL, bring_page, given_capture, open_phone, plan_of, put_page
from tests.services.documents.hostile import HOSTILE
from tests.services.documents.photos import TILTED, corner_colours, page_photo


@pytest.fixture(autouse=True)
def _store(city_a: object) -> None:
    cache.clear()
    current_store().make_bucket()


def refused_as(work: object) -> str:
    """Class and code of a refusal, for whoever must not tell two apart."""
    with pytest.raises(DomainError) as refusal:
        work()  # type: ignore[operator]
    return f"{type(refusal.value).__name__} {refusal.value.code}"


UNKNOWN = "NotAuthorised phone_code_unknown"


def test_three_photos_become_one_pdf_under_the_material(town: Town) -> None:
    draft = begin_draft(town)
    opened = open_phone(draft)
    ids = [
        bring_page(opened.token, content)
        for content in (page_photo(), page_photo(orientation=6), page_photo(corners=TILTED))
    ]

    give_pages(
        opened.token,
        pages=[{"file": str(ids[2]), "corners": TILTED}, {"file": str(ids[0])}, {"file": str(ids[1]), "turns": 2}],
    )
    handler_of(MERGE)({"capture": str(opened.capture.id)})

    material = DraftMaterial.objects.select_related("file").get(draft=draft)
    assert material.file is not None
    check_file(material.file.id)
    material.file.refresh_from_db()
    assert (material.key, material.by_phone) == (MATERIAL, True)
    assert (material.file.state, material.file.pages, material.file.file_format) == ("clean", 3, "pdf")
    assert material.file.uploaded_by == town.leader.id
    assert material.file.name.startswith("手机拍照-20")
    document = pypdfium2.PdfDocument(io.BytesIO(b"".join(current_store().read(material.file.key))))
    straightened, _upright, turned = [page.render(scale=1).to_pil() for page in document]
    document.close()
    # Within the white edge of the paper.
    height = straightened.height
    assert corner_colours(turned.crop((14, 43, 581, height - 43))) == [2, 3, 0, 1]
    found = told_capture(opened.token)
    assert (found.state, found.pages_done, found.file_id) == ("done", 3, material.file.id)
    commands = ["applications.open_phone_capture", "applications.give_phone_pages"]
    assert list(LedgerEntry.objects.filter(command__in=commands).order_by("id").values_list("command", "data")) == [
        (commands[0], {"material": MATERIAL}),
        (commands[1], {"material": MATERIAL, "pages": 3}),
    ]


def test_the_secret_is_not_kept_and_means_nothing_elsewhere(town: Town, city_b: object) -> None:
    opened = open_phone(begin_draft(town))

    assert opened.token not in str(PhoneCapture.objects.values())
    assert live_capture(opened.token)[0] == opened.capture
    with tenant_context(city_b):  # type: ignore[arg-type]
        assert refused_as(lambda: live_capture(opened.token)) == UNKNOWN
    assert refused_as(lambda: live_capture(opened.token + "x")) == UNKNOWN
    assert refused_as(lambda: live_capture("")) == UNKNOWN
    assert refused_as(lambda: live_capture("x" * 500)) == UNKNOWN


def test_unknown_expired_closed_used_and_submitted_look_alike(town: Town) -> None:
    expired = open_phone(begin_draft(town))
    PhoneCapture.objects.filter(pk=expired.capture.id).update(expires_at=now())
    closed_draft = begin_draft(town)
    closed = open_phone(closed_draft)
    close_capture(closed.capture.id, draft_id=closed_draft.id, actor=fresh_actor(town.leader))
    renewed_draft = begin_draft(town)
    before = open_phone(renewed_draft)
    open_phone(renewed_draft)
    submitted_draft = begin_draft(town)
    fill_draft(submitted_draft)
    submitted = open_phone(submitted_draft, "other")
    submit(submitted_draft)
    used_draft = begin_draft(town)
    used = open_phone(used_draft)
    give_pages(used.token, pages=plan_of(put_page(used.capture)))
    merge_capture(used.capture.id)

    for token in (*(each.token for each in (expired, closed, before, submitted, used)), "nonsense"):
        assert refused_as(lambda token=token: live_capture(token)) == UNKNOWN
        assert refused_as(lambda token=token: start_page(token, size=9, content_type="image/jpeg")) == UNKNOWN
        assert refused_as(lambda token=token: give_pages(token, pages=[])) == UNKNOWN
        assert refused_as(lambda token=token: finish_page(token, file_id=UUID(int=1))) == UNKNOWN
    for token in (expired.token, closed.token, before.token, submitted.token, "nonsense"):
        assert refused_as(lambda token=token: told_capture(token)) == UNKNOWN
    assert told_capture(used.token).state == CaptureState.DONE


def test_a_code_ends_with_its_person_and_after_an_hour_tells_nothing(town: Town) -> None:
    left, done = open_phone(begin_draft(town)), given_capture(begin_draft(town))
    merge_capture(done.id)
    User.objects.filter(pk=town.leader.id).update(is_active=False)

    assert refused_as(lambda: live_capture(left.token)) == UNKNOWN


def test_the_code_is_renewed_by_its_person_only(town: Town) -> None:
    draft = begin_draft(town)
    opened = open_phone(draft)
    later = now() + timedelta(hours=2)
    stranger, other = make_applicant(), begin_draft(town)

    with clock_set_to(FixedClock(later)):
        assert refused_as(lambda: live_capture(opened.token)) == UNKNOWN
        renewed = renew_capture(opened.capture.id, draft_id=draft.id, actor=fresh_actor(town.leader))
        assert renewed.expires_at == later + LIFE
        assert live_capture(opened.token)[0] == opened.capture
    for change in (renew_capture, close_capture):
        for draft_id, actor in ((draft.id, stranger), (other.id, town.leader)):
            with pytest.raises(NotAuthorised):
                change(opened.capture.id, draft_id=draft_id, actor=fresh_actor(actor))
    close_capture(opened.capture.id, draft_id=draft.id, actor=fresh_actor(town.leader))
    with pytest.raises(IllegalTransition, match="phone_code_ended"):
        renew_capture(opened.capture.id, draft_id=draft.id, actor=fresh_actor(town.leader))


def test_a_code_is_opened_where_an_upload_would_begin(town: Town) -> None:
    draft, stranger = begin_draft(town), make_applicant()

    assert refused_as(lambda: open_capture(draft.id, key=MATERIAL, actor=fresh_actor(stranger))).startswith("NotAuth")
    assert refused_as(lambda: open_phone(draft, "unknown")).startswith("NotAuth")
    put_file(draft, MATERIAL)
    assert refused_as(lambda: open_phone(draft)) == "ValidationFailed validation_failed"
    DraftMaterial.objects.all().delete()
    opened = open_phone(draft)
    Agreement.objects.filter(draft=draft).delete()
    assert refused_as(lambda: open_phone(draft)) == "IllegalTransition consents_missing"
    assert (
        refused_as(lambda: start_page(opened.token, size=9, content_type="image/jpeg"))
        == "IllegalTransition consents_missing"
    )


def test_pages_are_jpegs_of_bounded_size_and_number(town: Town) -> None:
    token = open_phone(begin_draft(town)).token

    for size, kind in ((9, "application/pdf"), (9, ""), (0, "image/jpeg"), (9 << 20, "image/jpeg")):
        with pytest.raises(ValidationFailed):
            start_page(token, size=size, content_type=kind)
    PhoneCapture.objects.update(uploads=[str(UUID(int=number)) for number in range(MOST_UPLOADS)])
    assert (
        refused_as(lambda: start_page(token, size=9, content_type="image/jpeg"))
        == "IllegalTransition phone_uploads_too_many"
    )


def test_a_phone_reaches_only_its_own_pages(town: Town) -> None:
    one, two = open_phone(begin_draft(town)), open_phone(begin_draft(town))
    mine, foreign = put_page(one.capture), put_page(two.capture)

    assert refused_as(lambda: finish_page(one.token, file_id=foreign)) == "NotAuthorised file_unknown"
    with pytest.raises(ValidationFailed) as refusal:
        give_pages(one.token, pages=plan_of(mine, foreign))
    assert [(each.code, each.params) for each in refusal.value.problems] == [("phone_page_unreadable", {"number": 2})]


@pytest.mark.parametrize("kind", [kind for kind, case in HOSTILE.items() if case.declared == "jpg" and case.code])
def test_a_hostile_picture_is_refused_and_never_bound(kind: str, town: Town) -> None:
    opened = open_phone(begin_draft(town))

    page = bring_page(opened.token, HOSTILE[kind].make())

    assert StoredFile.objects.get(pk=page).state == "refused"
    assert refused_as(lambda: give_pages(opened.token, pages=plan_of(page))) == "IllegalTransition phone_page_not_ready"


def test_a_page_that_was_never_posted_is_not_ready(town: Town) -> None:
    token = open_phone(begin_draft(town)).token
    ticket = start_page(token, size=9, content_type="image/jpeg")

    assert refused_as(lambda: finish_page(token, file_id=ticket.file_id)) == "IllegalTransition upload_not_received"
    assert (
        refused_as(lambda: give_pages(token, pages=plan_of(ticket.file_id))) == "IllegalTransition phone_page_not_ready"
    )


def test_pages_are_given_once(town: Town) -> None:
    opened = open_phone(begin_draft(town))
    page = put_page(opened.capture)
    give_pages(opened.token, pages=plan_of(page))

    assert refused_as(lambda: give_pages(opened.token, pages=plan_of(page))) == "IllegalTransition phone_pages_given"
    assert (
        refused_as(lambda: start_page(opened.token, size=9, content_type="image/jpeg"))
        == "IllegalTransition phone_pages_given"
    )
    assert OutboxMessage.objects.filter(handler=MERGE).count() == 1


def test_what_is_too_large_goes_back_to_the_phone_with_what_to_do(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    capture = given_capture(begin_draft(town))
    monkeypatch.setattr(phone_merging, "MEGABYTE", 10)

    merge_capture(capture.id)

    capture.refresh_from_db()
    assert (capture.state, capture.problem_code) == ("open", "photos_too_large")
    assert [key in capture.problem_params for key in ("size", "limit")] == [True, True]
    assert not DraftMaterial.objects.exists()
    assert StoredFile.objects.filter(pk=capture.uploads[0]).exists()


def test_a_place_that_was_filled_meanwhile_is_said_and_can_be_mended(town: Town) -> None:
    draft = begin_draft(town)
    capture = given_capture(draft)
    filed = put_file(draft, MATERIAL)

    merge_capture(capture.id)

    capture.refresh_from_db()
    assert (capture.state, capture.problem_code) == ("open", "material_too_many_files")
    assert capture.expires_at >= now() + LIFE - timedelta(minutes=1)
    filed.delete()
    PhoneCapture.objects.filter(pk=capture.id).update(state=CaptureState.MERGING)
    merge_capture(capture.id)
    assert DraftMaterial.objects.get(draft=draft).by_phone


def test_a_draft_submitted_meanwhile_gets_nothing(town: Town) -> None:
    draft = begin_draft(town)
    fill_draft(draft)
    DraftMaterial.objects.filter(draft=draft, key="other").delete()
    opened = open_phone(draft, "other")
    give_pages(opened.token, pages=plan_of(put_page(opened.capture)))
    files = StoredFile.objects.count()
    submit(draft)

    merge_capture(opened.capture.id)

    opened.capture.refresh_from_db()
    assert (opened.capture.state, opened.capture.problem_code) == ("open", "phone_draft_gone")
    assert StoredFile.objects.count() == files
    assert refused_as(lambda: told_capture(opened.token)) == UNKNOWN


def test_closing_the_panel_leaves_given_pages_on_their_way(town: Town) -> None:
    draft = begin_draft(town)
    capture = given_capture(draft)

    close_capture(capture.id, draft_id=draft.id, actor=fresh_actor(town.leader))
    merge_capture(capture.id)

    assert DraftMaterial.objects.get(draft=draft).by_phone


def test_binding_twice_files_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second run was already on its way when the first one ended."""
    draft = begin_draft(town)
    capture = given_capture(draft)
    whole = phone_merging._bring_in

    def late(*given: object) -> UUID:
        monkeypatch.undo()
        file_id = whole(*given)  # type: ignore[arg-type]
        merge_capture(capture.id)
        return file_id

    monkeypatch.setattr(phone_merging, "_bring_in", late)
    merge_capture(capture.id)
    merge_capture(capture.id)

    filed = DraftMaterial.objects.get(draft=draft)
    assert set(StoredFile.objects.values_list("id", flat=True)) == {filed.file_id, UUID(capture.uploads[0])}


def test_pages_are_forgotten_and_the_pdf_stays(town: Town) -> None:
    draft = begin_draft(town)
    capture = given_capture(draft, pages=2)
    merge_capture(capture.id)

    handler_of(FORGET)({"capture": str(capture.id)})
    handler_of(FORGET)({"capture": str(capture.id)})

    assert not PhoneCapture.objects.exists()
    assert [file.id for file in StoredFile.objects.all()] == [DraftMaterial.objects.get(draft=draft).file_id]
    due = OutboxMessage.objects.filter(handler=FORGET).order_by("not_before").values_list("dedupe_key", flat=True)
    assert list(due) == [f"{capture.id}:done", str(capture.id)]


def test_one_code_is_open_for_a_material_at_a_time(town: Town) -> None:
    capture = open_phone(begin_draft(town)).capture

    with pytest.raises(IntegrityError):
        PhoneCapture.objects.create(
            draft_id=capture.draft_id,
            key=capture.key,
            opened_by=capture.opened_by,
            token_hash="0" * 64,
            opened_at=capture.opened_at,
            expires_at=capture.expires_at,
        )


@pytest.mark.parametrize("pages", [1, 3])
def test_what_a_phone_asks_costs_the_same_for_many_pages(pages: int, town: Town) -> None:
    opened = open_phone(begin_draft(town))
    ids = [put_page(opened.capture) for _ in range(pages)]

    with CaptureQueriesContext(connection) as asked:
        told_capture(opened.token)
    with CaptureQueriesContext(connection) as given:
        give_pages(opened.token, pages=plan_of(*ids))

    assert (len(asked), len(given)) == (2, 12)


def test_a_code_for_one_material_is_none_for_another(town: Town) -> None:
    draft = begin_draft(town)
    one, two = open_phone(draft), open_phone(draft, "research_report")

    give_pages(one.token, pages=plan_of(put_page(one.capture)))
    merge_capture(one.capture.id)

    assert [row.key for row in DraftMaterial.objects.all()] == [MATERIAL]
    assert live_capture(two.token)[0].key == "research_report"
