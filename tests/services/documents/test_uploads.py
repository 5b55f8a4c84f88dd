"""The way of a file: signed form, the real gateway, the check, its end under a write-once key."""

from __future__ import annotations

import hashlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from documents.domain.file_rules import FileRules
from documents.domain.file_states import FileState, MalwareState
from documents.models import StoredFile
from documents.queries.files import file_status, uploaded_file
from documents.services.checking import check_file
from documents.services.object_store import ObjectStore
from documents.services.removal import clear_incoming, discard_file, remove_objects
from documents.services.uploads import UNFINISHED_LIFE, UploadTicket, finish_upload, start_upload
from tenants.context import tenant_context
from tenants.domain.errors import IllegalTransition, NotAuthorised, Problem, ValidationFailed
from tenants.domain.ids import new_id
from tenants.records.models import LedgerEntry, OutboxMessage
from tests.services.documents.good_files import pdf, phone_photo
from tests.services.documents.hostile import EICAR, pdf_with_deep_script
from tests.services.documents.posting import post_form

ACTOR = new_id()
RULES = FileRules(("pdf", "jpg"), 1_000_000)


def start(size: int, name: str = "合同.pdf") -> UploadTicket:
    return start_upload(actor_id=ACTOR, name=name, size=size, content_type="", purpose="test", rules=RULES)


def test_ticket_names_no_file_name_and_only_its_own_tenant(store: ObjectStore) -> None:
    ticket = start(10, "../../秘密\x00\u202efdp.pdf")

    file = StoredFile.objects.get(id=ticket.file_id)
    assert ticket.fields["key"] == file.key == f"city_a/incoming/{ticket.file_id}"
    assert (file.name, file.state, file.content_type) == ("秘密fdp.pdf", FileState.PENDING, "application/pdf")


@pytest.mark.parametrize(
    ("name", "size", "problem"),
    [
        ("a.exe", 10, Problem("file", "file_format_not_allowed", {"formats": "PDF、JPG、HEIC"})),
        ("a.png", 10, Problem("file", "file_format_not_allowed", {"formats": "PDF、JPG、HEIC"})),
        ("a.pdf", 0, Problem("file", "file_empty")),
        ("a.pdf", 1_000_001, Problem("file", "file_too_large_pdf", {"size": 1, "limit": 1})),
    ],
)
def test_declaration_that_breaks_the_rules_gets_no_ticket(
    store: ObjectStore, name: str, size: int, problem: Problem
) -> None:
    with pytest.raises(ValidationFailed) as failure:
        start(size, name)

    assert failure.value.problems == (problem,)
    assert StoredFile.objects.count() == 0


def test_gateway_takes_what_was_signed(store: ObjectStore) -> None:
    ticket = start(100)

    status, answer = post_form(ticket.url, ticket.fields, bytes(100))

    assert (status, answer) == (204, "")
    assert store.size_of(ticket.fields["key"]) == 100


@pytest.mark.parametrize("size", [99, 101, 200_000])
def test_gateway_refuses_another_size(store: ObjectStore, size: int) -> None:
    ticket = start(100)

    status, _ = post_form(ticket.url, ticket.fields, bytes(size))

    assert status in {400, 403}
    assert store.size_of(ticket.fields["key"]) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("Content-Type", "text/html"), ("key", "city_a/incoming/other"), ("key", "city_b/incoming/other")],
)
def test_gateway_refuses_another_type_or_key(store: ObjectStore, field: str, value: str) -> None:
    ticket = start(100)

    status, _ = post_form(ticket.url, {**ticket.fields, field: value}, bytes(100))

    assert status == 403
    assert [store.size_of(key) for key in (ticket.fields["key"], "city_a/incoming/other")] == [None, None]


def test_gateway_refuses_a_changed_policy(store: ObjectStore) -> None:
    ticket, other = start(100), start(5000)

    status, _ = post_form(ticket.url, {**ticket.fields, "policy": other.fields["policy"]}, bytes(100))

    assert status == 403


def test_good_file_ends_clean_under_a_key_with_its_hash(
    store: ObjectStore, uploaded: Callable[..., StoredFile]
) -> None:
    content = pdf(3)

    file = uploaded("合同.pdf", content, ACTOR)

    sha256 = hashlib.sha256(content).hexdigest()
    assert (file.state, file.malware_state, file.pages) == (FileState.CLEAN, MalwareState.NOT_SCANNED, 3)
    assert (file.sha256, file.size, file.file_format) == (sha256, len(content), "pdf")
    assert file.key == f"city_a/files/{file.id}/sha256/{sha256}"
    assert b"".join(store.read(file.key)) == content
    commands = list(LedgerEntry.objects.filter(subject_id=file.id).order_by("id").values_list("command", flat=True))
    assert commands == ["finish_upload", "check_file"]


def test_photo_is_kept_without_where_it_was_taken(store: ObjectStore, uploaded: Callable[..., StoredFile]) -> None:
    file = uploaded("照片.jpg", phone_photo(), ACTOR)

    kept = b"".join(store.read(file.key))
    assert b"private words" not in kept
    assert (file.sha256, file.size) == (hashlib.sha256(kept).hexdigest(), len(kept))


def test_hostile_file_is_refused_with_a_sentence_and_not_kept(
    store: ObjectStore, uploaded: Callable[..., StoredFile]
) -> None:
    file = uploaded("合同.pdf", pdf_with_deep_script(), ACTOR)

    status = file_status(file)
    assert (status.state, file.refusal_code) == (FileState.REFUSED, "file_active_content")
    assert status.refusal == "PDF 中含有脚本或自动执行的动作，请“打印为 PDF”后重新上传。"
    removal = OutboxMessage.objects.get(handler="documents.remove_objects")
    remove_objects(removal.payload["keys"])
    assert store.size_of(file.key) is None


def test_checking_twice_changes_nothing(store: ObjectStore, uploaded: Callable[..., StoredFile]) -> None:
    file = uploaded("合同.pdf", pdf(), ACTOR)

    check_file(file.id)

    assert StoredFile.objects.get(id=file.id).checked_at == file.checked_at
    assert LedgerEntry.objects.filter(subject_id=file.id, command="check_file").count() == 1


def test_posting_again_after_the_check_changes_nothing(store: ObjectStore) -> None:
    content = pdf()
    ticket = start(len(content))
    post_form(ticket.url, ticket.fields, content)
    finish_upload(ticket.file_id, actor_id=ACTOR)
    check_file(ticket.file_id)

    post_form(ticket.url, ticket.fields, b"x" * len(content))
    finish_upload(ticket.file_id, actor_id=ACTOR)
    check_file(ticket.file_id)

    file = StoredFile.objects.get(id=ticket.file_id)
    assert b"".join(store.read(file.key)) == content
    clear_incoming(file.id)
    assert store.size_of(ticket.fields["key"]) is None


def test_finishing_before_anything_arrived_keeps_the_ticket_open(store: ObjectStore) -> None:
    content = pdf()
    ticket = start(len(content))

    with pytest.raises(IllegalTransition) as failure:
        finish_upload(ticket.file_id, actor_id=ACTOR)

    assert failure.value.code == "upload_not_received"
    assert post_form(ticket.url, ticket.fields, content)[0] == 204
    assert finish_upload(ticket.file_id, actor_id=ACTOR).state == FileState.CHECKING


def test_finishing_twice_queues_one_check(store: ObjectStore) -> None:
    content = pdf()
    ticket = start(len(content))
    post_form(ticket.url, ticket.fields, content)

    states = [finish_upload(ticket.file_id, actor_id=ACTOR).state for _ in range(2)]

    assert states == [FileState.CHECKING, FileState.CHECKING]
    assert OutboxMessage.objects.filter(handler="documents.check_file").count() == 1


def test_foreign_and_unknown_files_answer_alike(store: ObjectStore) -> None:
    ticket = start(100)

    refusals = []
    for file_id, actor_id in ((ticket.file_id, new_id()), (new_id(), ACTOR)):
        with pytest.raises(NotAuthorised) as refusal:
            finish_upload(file_id, actor_id=actor_id)
        refusals.append((refusal.value.code, refusal.value.params))

    assert refusals[0] == refusals[1]
    assert uploaded_file(ticket.file_id, actor_id=ACTOR).id == ticket.file_id


def test_upload_that_never_came_is_forgotten_after_a_day(store: ObjectStore) -> None:
    ticket = start(100)
    file = StoredFile.objects.get(id=ticket.file_id)
    timer = OutboxMessage.objects.get(handler="documents.clear_incoming")
    post_form(ticket.url, ticket.fields, bytes(100))

    clear_incoming(ticket.file_id)

    assert timer.not_before - file.created_at == UNFINISHED_LIFE == timedelta(hours=24)
    assert timer.payload == {"file_id": str(ticket.file_id)}
    assert StoredFile.objects.filter(id=ticket.file_id).count() == 0
    assert store.size_of(ticket.fields["key"]) is None


def test_clearing_leaves_files_in_and_after_their_check(
    store: ObjectStore, uploaded: Callable[..., StoredFile]
) -> None:
    clean = uploaded("合同.pdf", pdf(), ACTOR)
    content = pdf(2)
    ticket = start(len(content))
    post_form(ticket.url, ticket.fields, content)
    finish_upload(ticket.file_id, actor_id=ACTOR)

    clear_incoming(clean.id)
    clear_incoming(ticket.file_id)
    check_file(ticket.file_id)

    assert store.size_of(clean.key) == clean.size
    assert StoredFile.objects.get(id=ticket.file_id).state == FileState.CLEAN


def test_discarded_file_leaves_no_object(store: ObjectStore, uploaded: Callable[..., StoredFile]) -> None:
    file = uploaded("合同.pdf", pdf(), ACTOR)

    discard_file(file.id, actor_id=ACTOR)

    removal = OutboxMessage.objects.get(handler="documents.remove_objects", dedupe_key=str(file.id))
    remove_objects(removal.payload["keys"])
    assert StoredFile.objects.filter(id=file.id).count() == 0
    assert store.size_of(file.key) is None


def test_store_of_one_tenant_touches_no_key_of_another(
    store: ObjectStore, uploaded: Callable[..., StoredFile], city_b: object
) -> None:
    file = uploaded("合同.pdf", pdf(), ACTOR)

    with tenant_context(city_b):  # type: ignore[arg-type]
        assert StoredFile.objects.filter(id=file.id).count() == 0
        with pytest.raises(NotAuthorised):
            uploaded_file(file.id, actor_id=ACTOR)
        with pytest.raises(ValueError, match="another tenant"):
            remove_objects([file.key])


@contextmanager
def scanner() -> Iterator[str]:
    """Speaks clamd's INSTREAM and knows one virus: a hand-written fake, since signatures come in no package."""
    server = socket.create_server(("127.0.0.1", 0))

    def exactly(connection: socket.socket, count: int) -> bytes:
        received = b""
        while len(received) < count:
            received += connection.recv(count - len(received))
        return received

    def serve() -> None:
        connection, _ = server.accept()
        with connection:
            exactly(connection, len(b"zINSTREAM\0"))
            content = b""
            while size := struct.unpack(">I", exactly(connection, 4))[0]:
                content += exactly(connection, size)
            connection.sendall(b"stream: Eicar FOUND\0" if EICAR in content else b"stream: OK\0")

    thread = threading.Thread(target=serve)
    thread.start()
    with server:
        yield f"127.0.0.1:{server.getsockname()[1]}"
    thread.join(5)


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        (b"", (FileState.CLEAN, MalwareState.CLEAN, "")),
        (EICAR, (FileState.REFUSED, MalwareState.INFECTED, "file_infected")),
    ],
)
def test_configured_scanner_decides(
    uploaded: Callable[..., StoredFile], settings: object, tail: bytes, expected: tuple[str, str, str]
) -> None:
    with scanner() as address:
        settings.MALWARE_SCANNER = address  # type: ignore[attr-defined]

        file = uploaded("合同.pdf", pdf() + tail, ACTOR)

    assert (file.state, file.malware_state, file.refusal_code) == expected


def test_silent_scanner_leaves_the_file_unchecked(store: ObjectStore, settings: object) -> None:
    content = pdf()
    ticket = start(len(content))
    post_form(ticket.url, ticket.fields, content)
    finish_upload(ticket.file_id, actor_id=ACTOR)
    settings.MALWARE_SCANNER = "127.0.0.1:1"  # type: ignore[attr-defined]

    with pytest.raises(OSError, match="refused"):
        check_file(ticket.file_id)

    assert StoredFile.objects.get(id=ticket.file_id).state == FileState.CHECKING
