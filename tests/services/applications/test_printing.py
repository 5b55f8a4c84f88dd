"""Printed forms, set by the real typesetter and kept in the real store."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from uuid import UUID

import pypdfium2
import pytest
from django.db import connection
from PIL import Image

from applications.domain.check_codes import grouped
from applications.models import Application, DraftPrint, PrintedForm, StampedScan
from applications.queries.printed import code_of, printed_by_code
from applications.services.drafts import delete_draft
from applications.services.printing import (
    forget_draft_print,
    request_draft_print,
    request_printed_form,
    typeset_draft,
    typeset_submission,
)
from applications.services.stamping import attach_stamped, remove_stamped, start_stamped_upload
from documents.models import StoredFile
from documents.services.checking import check_file
from documents.services.object_store import current_store
from tenants.domain.errors import IllegalTransition, NotAuthorised
from tenants.records.models import OutboxMessage
from tests.factories.accounts import fresh_actor, make_applicant, make_member
from tests.factories.applications import SECRETS, Town, begin_draft, fill_draft, make_application, submit
from tests.services.documents.good_files import pdf
from tests.services.documents.posting import post_form

TITLE = '成果 #eval("1+1") $x$ <b> \\u{41} [#read("data.json")]'


@pytest.fixture(autouse=True)
def _store(city_a: object) -> None:
    current_store().make_bucket()


def stored_bytes(file: StoredFile | None) -> bytes:
    assert file is not None
    return b"".join(current_store().read(file.key))


def pages_of(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    try:
        # Without blanks, line ends, and the places where a long number may break.
        return [re.sub(r"[\s\u200b]", "", page.get_textpage().get_text_range()) for page in document]
    finally:
        document.close()


def printed_form(town: Town, *, title: str = "") -> PrintedForm:
    application_id = make_application(town, title=title)
    printed = request_printed_form(application_id, round_number=1, actor=fresh_actor(town.leader))
    typeset_submission(printed.id)
    return PrintedForm.objects.select_related("file", "submission__application").get(pk=printed.id)


def test_every_page_carries_number_page_and_check_code_and_all_that_was_filled_in(town: Town) -> None:
    printed = printed_form(town)

    pages = pages_of(stored_bytes(printed.file))

    assert printed.file is not None
    assert (printed.file.state, printed.file.pages, printed.file.uploaded_by) == ("clean", len(pages), None)
    number = printed.submission.application.number
    for at, page in enumerate(pages, 1):
        assert f"第{at}页共{len(pages)}页" in page
        assert f"校验码{grouped(printed.code)}" in page
        assert number in page
        assert "草稿" not in page
    whole = "".join(pages)
    assert [word for word in ("一、成果概况", "（盖章）", "签字：", *SECRETS) if word not in whole] == []


def test_the_same_version_gives_the_same_bytes_and_is_set_once(town: Town) -> None:
    printed = printed_form(town)
    first = stored_bytes(printed.file)
    key = printed.file.key if printed.file else ""

    typeset_submission(printed.id)
    again = request_printed_form(
        printed.submission.application_id, round_number=1, actor=fresh_actor(town.administrator)
    )
    PrintedForm.objects.filter(pk=printed.id).update(file=None)
    StoredFile.objects.filter(pk=printed.id).delete()
    typeset_submission(printed.id)

    once_more = PrintedForm.objects.select_related("file").get(pk=printed.id).file
    assert (again.id, again.code) == (printed.id, printed.code)
    assert (once_more.key if once_more else "", stored_bytes(once_more)) == (key, first)
    assert OutboxMessage.objects.filter(handler="applications.typeset_submission").count() == 1


def test_what_people_wrote_is_never_read_as_markup(town: Town) -> None:
    printed = printed_form(town, title=TITLE)

    assert "".join(TITLE.split()) in "".join(pages_of(stored_bytes(printed.file)))


def test_the_qr_code_leads_to_the_verification_of_exactly_this_version(town: Town) -> None:
    printed = printed_form(town)

    assert printed.code == code_of(printed.submission)
    assert printed_by_code(printed.code) == printed
    printed.submission.content_hash = "f" * 64
    printed.submission.save(update_fields=["content_hash"])
    assert printed_by_code(printed.code) is None


def test_only_those_who_may_read_personal_values_print(town: Town) -> None:
    application_id = make_application(town)
    stranger = make_applicant()

    for user, round_number in ((stranger, 1), (town.leader, 2), (town.leader, 0)):
        with pytest.raises(NotAuthorised):
            request_printed_form(application_id, round_number=round_number, actor=fresh_actor(user))

    assert PrintedForm.objects.count() == 0


def test_a_draft_prints_with_a_watermark_and_without_a_code_and_is_forgotten(town: Town) -> None:
    draft = begin_draft(town)
    fill_draft(draft)
    printed = request_draft_print(draft.id, actor=fresh_actor(town.leader))
    typeset_draft(printed.id)
    file = DraftPrint.objects.select_related("file").get(pk=printed.id).file

    pages = pages_of(stored_bytes(file))

    assert [page for page in pages if "校验码" in page or "草稿" not in page] == []
    forgetting = OutboxMessage.objects.get(handler="applications.forget_draft_print")
    assert forgetting.not_before - printed.requested_at == timedelta(days=1)
    delete_draft(draft.id, actor=fresh_actor(town.leader))
    forget_draft_print(printed.id)
    assert StoredFile.objects.filter(purpose="printed_form").count() == 0


def test_a_draft_that_was_printed_is_submitted_and_its_print_forgotten(town: Town) -> None:
    draft = begin_draft(town)
    fill_draft(draft)
    printed, late = request_draft_print(draft.id, actor=fresh_actor(town.leader)), begin_draft(town)
    typeset_draft(printed.id)
    fill_draft(late)
    unset = request_draft_print(late.id, actor=fresh_actor(town.leader))

    submit(draft)
    submit(late)
    connection.check_constraints()

    typeset_draft(unset.id)
    for each in (printed, unset):
        forget_draft_print(each.id)
    assert (DraftPrint.objects.count(), StoredFile.objects.filter(purpose="printed_form").count()) == (0, 0)


def test_a_changed_draft_is_set_anew_and_the_former_one_thrown_away(town: Town) -> None:
    draft = begin_draft(town)
    former = request_draft_print(draft.id, actor=fresh_actor(town.leader))
    typeset_draft(former.id)
    same = request_draft_print(draft.id, actor=fresh_actor(town.leader))
    fill_draft(draft)

    present = request_draft_print(draft.id, actor=fresh_actor(town.leader))

    assert same.id == former.id
    assert list(DraftPrint.objects.values_list("id", flat=True)) == [present.id]
    assert StoredFile.objects.filter(pk=former.id).exists() is False
    with pytest.raises(NotAuthorised):
        request_draft_print(draft.id, actor=fresh_actor(make_member(town.organisation, "leader")))


def bring(town: Town, printed: PrintedForm, content: bytes, name: str = "盖章页.jpg") -> StampedScan:
    actor = fresh_actor(town.leader)
    ticket = start_stamped_upload(printed.id, name=name, size=len(content), content_type="", actor=actor)
    post_form(ticket.url, ticket.fields, content)
    scan = attach_stamped(printed.id, file_id=ticket.file_id, actor=actor)
    check_file(ticket.file_id)
    return StampedScan.objects.select_related("file").get(pk=scan.id)


def photo() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (400, 600), "white").save(buffer, "JPEG")
    return buffer.getvalue()


def test_a_stamped_photo_is_brought_checked_and_replaced(town: Town) -> None:
    printed = printed_form(town)

    scan = bring(town, printed, photo())
    better = bring(town, printed, pdf(), name="盖章扫描件.pdf")
    remove_stamped(scan.id, actor=fresh_actor(town.leader))

    assert (scan.file.state, better.file.state) == ("clean", "clean")
    assert list(printed.scans.values_list("id", flat=True)) == [better.id]
    assert StoredFile.objects.filter(pk=scan.file_id).exists() is False


def test_a_scan_is_neither_brought_nor_removed_once_the_decision_is_due(town: Town) -> None:
    printed = printed_form(town)
    scan = bring(town, printed, photo())
    Application.objects.filter(pk=printed.submission.application_id).update(status="deciding")

    with pytest.raises(IllegalTransition, match="cannot_stamp"):
        start_stamped_upload(printed.id, name="a.pdf", size=9, content_type="", actor=fresh_actor(town.leader))
    with pytest.raises(IllegalTransition, match="cannot_stamp"):
        remove_stamped(scan.id, actor=fresh_actor(town.leader))


def test_a_scan_belongs_to_the_latest_version_and_to_its_people(town: Town) -> None:
    printed = printed_form(town)
    stranger = fresh_actor(make_applicant())

    with pytest.raises(NotAuthorised):
        start_stamped_upload(printed.id, name="a.pdf", size=9, content_type="", actor=stranger)
    with pytest.raises(NotAuthorised):
        start_stamped_upload(UUID(int=1), name="a.pdf", size=9, content_type="", actor=stranger)
    Application.objects.filter(pk=printed.submission.application_id).update(round=2)
    with pytest.raises(IllegalTransition, match="printed_is_older"):
        start_stamped_upload(printed.id, name="a.pdf", size=9, content_type="", actor=fresh_actor(town.leader))
