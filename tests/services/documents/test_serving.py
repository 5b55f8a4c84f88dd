"""Links and page pictures: only for clean files, for a minute, with our headers."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from documents.domain.file_states import FileState
from documents.models import PageImage, StoredFile
from documents.services.object_store import ObjectStore
from documents.services.previews import render_pages
from documents.services.serving import Disposition, PageLink, page_images, signed_link
from tenants.domain.errors import IllegalTransition
from tenants.domain.ids import new_id
from tenants.records.models import OutboxMessage
from tests.services.documents.good_files import docx, pdf, picture

ACTOR = new_id()


def test_link_forces_name_and_type_and_lives_a_minute(uploaded: Callable[..., StoredFile]) -> None:
    content = pdf()
    file = uploaded('合同 "终稿".pdf', content, ACTOR)

    url = signed_link(file, disposition=Disposition.INLINE)

    answer = requests.get(url, timeout=10)
    assert answer.content == content
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == (
        "inline; filename=\"_______.pdf\"; filename*=UTF-8''%E5%90%88%E5%90%8C%20%22%E7%BB%88%E7%A8%BF%22.pdf"
    )
    assert parse_qs(urlsplit(url).query)["X-Amz-Expires"] == ["60"]


def test_link_with_another_disposition_or_key_is_refused(uploaded: Callable[..., StoredFile]) -> None:
    file = uploaded("合同.pdf", pdf(), ACTOR)
    url = signed_link(file)

    changed = [url.replace("attachment", "inline"), url.replace(file.sha256, "0" * 64), url.split("?")[0]]

    assert [requests.get(address, timeout=10).status_code for address in changed] == [403, 403, 403]


def test_office_file_is_always_downloaded(uploaded: Callable[..., StoredFile]) -> None:
    file = uploaded("说明.docx", docx(), ACTOR)

    answer = requests.get(signed_link(file, disposition=Disposition.INLINE), timeout=10)

    assert answer.headers["Content-Disposition"].split(";")[0] == "attachment"
    assert page_images(file) == []


@pytest.mark.parametrize("state", [FileState.PENDING, FileState.CHECKING, FileState.REFUSED])
def test_file_that_is_not_clean_is_not_served(uploaded: Callable[..., StoredFile], state: FileState) -> None:
    file = uploaded("合同.pdf", pdf(), ACTOR)
    file.state = state

    for serve in (signed_link, page_images):
        with pytest.raises(IllegalTransition) as failure:
            serve(file)
        assert failure.value.code == "file_not_ready"


def test_check_orders_the_first_pages(uploaded: Callable[..., StoredFile]) -> None:
    file = uploaded("合同.pdf", pdf(12), ACTOR)

    order = OutboxMessage.objects.get(handler="documents.render_pages")

    assert order.payload == {"file_id": str(file.id), "first": 1, "last": 10}


def test_pages_are_linked_once_they_are_drawn(uploaded: Callable[..., StoredFile]) -> None:
    file = uploaded("合同.pdf", pdf(3), ACTOR)
    render_pages(file.id, first=1, last=2)

    links = page_images(file)

    assert [(link.number, bool(link.url)) for link in links] == [(1, True), (2, True), (3, False)]
    answer = requests.get(links[0].url, timeout=10)
    assert (answer.headers["Content-Type"], answer.content[8:12]) == ("image/webp", b"WEBP")


def test_turning_to_later_pages_orders_them_once(uploaded: Callable[..., StoredFile]) -> None:
    file = uploaded("合同.pdf", pdf(25), ACTOR)

    for _ in range(2):
        assert page_images(file, first=21) == [PageLink(number, "", 0, 0) for number in range(21, 26)]

    orders = OutboxMessage.objects.filter(handler="documents.render_pages", payload__first=21)
    assert [order.payload["last"] for order in orders] == [25]


def test_drawing_twice_draws_once(store: ObjectStore, uploaded: Callable[..., StoredFile]) -> None:
    file = uploaded("图.png", picture("PNG"), ACTOR)

    for _ in range(2):
        render_pages(file.id, first=1, last=10)

    image = PageImage.objects.get(file=file)
    assert (image.number, image.width, image.height) == (1, 400, 300)
    assert store.size_of(image.key)
    assert image.key.startswith(f"city_a/pages/{file.id}/1/sha256/")
