"""The whole file of an application as one zip, sent while it is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import actor_of
from accounts.ledger_words import command_words
from applications.queries.dossiers import RoundView
from documents.domain.file_rules import clean_name
from documents.models import StoredFile
from documents.services.archives import Packed, stored, zip_stream
from documents.services.serving import Disposition, content_disposition
from procedures.domain.form_paths import label_of
from reviews.domain.material_verdicts import read_verdicts
from reviews.queries.whole_file import WholeFile, whole_file
from reviews.services.exporting import record_export
from reviews.web.material_cards import names_of_materials, who_acted
from reviews.web.posted import LANGUAGE
from reviews.web.rectifying import rectification_view
from reviews.web.timeline_views import timeline_read
from tenants.clock import now


@login_required
@require_POST
def export(request: HttpRequest, application_id: UUID) -> StreamingHttpResponse:
    application = record_export(
        actor_of(request.user), application_id=application_id, reason=request.POST.get("reason", "")
    )
    file = whole_file(application, language=get_language() or LANGUAGE)
    # Everything is read here: the response is sent when neither transaction nor tenant is there any more.
    packed = list(_contents(file))
    response = StreamingHttpResponse(
        zip_stream(packed, at=now(), listing=_("文件校验值（SHA-256）.txt")), content_type="application/zip"
    )
    name = clean_name(f"{application.number} {_('办件全档')}.zip")
    response["Content-Disposition"] = content_disposition(Disposition.ATTACHMENT, name)
    response["Cache-Control"] = "private, no-store"
    return response


def _contents(file: WholeFile) -> Iterator[Packed]:
    rounds = [_Round(each, tuple(_materials(each))) for each in file.rounds]
    evidence, mandates, written = dict(_evidence(file)), dict(_mandates(file)), dict(_written(file))
    names = names_of_materials(file.dossier)
    slips = dict(_slips(file))
    context = {
        "file": file,
        "application": file.application,
        "rounds": rounds,
        "decisions": [(decision, evidence.get(decision.id, "")) for decision in file.decisions],
        "timeline": list(reversed(timeline_read(file.dossier, acts=file.acts))),
        "corrections": [(item, place_words(file, item.path)) for item in file.corrections],
        "verdicts": [
            (act, who_acted(act), names.get(each.material, each.material), each)
            for act in file.acts
            for each in read_verdicts(act.verdicts)
        ],
        "rectifications": [
            (rectification_view(row, file.dossier.form, reveal=True), slips.get(row.id, ""))
            for row in file.rectifications
        ],
        "written": [(notice, written.get(notice.id, "")) for notice in file.written],
        "counter": [(entry, mandates.get(entry.id, "")) for entry in file.counter],
        "ledger": [(entry, command_words(entry.command)) for entry in file.ledger],
        "at": now(),
    }
    yield _text(_("办件全档.html"), render_to_string("reviews/whole_file.html", context))
    yield _text(_("所依据的规则.yaml"), file.rules)
    yield _text(_("操作留痕凭据.jsonl"), file.proof)
    for each in rounds:
        for material in each.materials:
            yield from (stored(place, row) for row, place in material.files)
    yield from (stored(written[each.id], each.file) for each in file.written if each.file is not None)
    yield from (stored(mandates[each.id], each.evidence) for each in file.counter if each.evidence is not None)
    yield from (stored(slips[each.id], each.evidence) for each in file.rectifications if each.evidence is not None)
    for decision in file.decisions:
        if decision.revocation_evidence is not None:
            yield stored(evidence[decision.id], decision.revocation_evidence)


def place_words(file: WholeFile, path: str) -> str:
    """The name of a place that a correction is about, in the reader's language."""
    material = next((each for each in file.dossier.round.materials if f"materials.{each.key}" == path), None)
    return material.name if material else label_of(file.dossier.form, path)


@dataclass(frozen=True, slots=True)
class _Material:
    """An item of the list with its files and their places in the archive."""

    name: str
    declaration: str
    files: tuple[tuple[StoredFile, str], ...]


@dataclass(frozen=True, slots=True)
class _Round:
    view: RoundView
    materials: tuple[_Material, ...]


def _materials(each: RoundView) -> Iterator[_Material]:
    """Places are numbered, so that two files of one name stay two files."""
    folder = _("材料/第%(round)d次提交") % {"round": each.submission.round}
    for at, material in enumerate(each.materials, start=1):
        files = []
        for number, row in enumerate(material.files, start=1):
            if row.file is not None:
                name = clean_name(f"{at:02}-{number} {material.name} {row.file.name}".replace("/", "／"))
                files.append((row.file, f"{folder}/{name}"))
        yield _Material(material.name, material.declaration if material.exempt else "", tuple(files))


def _evidence(file: WholeFile) -> Iterator[tuple[UUID, str]]:
    for number, decision in enumerate(file.decisions, start=1):
        if decision.revocation_evidence is not None:
            yield decision.id, f"{_('佐证材料')}/{clean_name(f'{number:02} {decision.revocation_evidence.name}')}"


def _slips(file: WholeFile) -> Iterator[tuple[UUID, str]]:
    """What showed that something was a slip of the pen."""
    for number, row in enumerate(file.rectifications, start=1):
        if row.evidence is not None:
            yield row.id, f"{_('更正佐证')}/{clean_name(f'{number:02} {row.evidence.name}')}"


def _written(file: WholeFile) -> Iterator[tuple[UUID, str]]:
    """Those that were made into a document; the words of all are in the page."""
    for number, notice in enumerate(file.written, start=1):
        if notice.file is not None:
            yield notice.id, f"{_('文书')}/{clean_name(f'{number:02} {notice.file.name}')}"


def _mandates(file: WholeFile) -> Iterator[tuple[UUID, str]]:
    """Of what was entered at the counter, one for each round."""
    for number, entry in enumerate(file.counter, start=1):
        if entry.evidence is not None:
            yield entry.id, f"{_('委托证明')}/{clean_name(f'{number:02} {entry.evidence.name}')}"


def _text(name: str, text: str) -> Packed:
    return Packed(name, [text.encode()])
