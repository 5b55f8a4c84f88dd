"""The materials of a draft: the page, and the endpoints that `tongban/upload.js` talks to."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import actor_of
from applications.domain.draft_content import without_open_rows
from applications.domain.kept_materials import KEPT_RULES
from applications.models import Draft, DraftMaterial
from applications.queries.access import access_draft, access_draft_material
from applications.queries.dossiers import Remarks, remarks_of
from applications.queries.filed import current_of, draft_materials
from applications.queries.stored_answers import stored_answers
from applications.services.draft_materials import (
    attach_material,
    detach_material,
    exempt_material,
    material_spec,
    start_material_upload,
)
from applications.web.requests import SignedInRequest
from applications.web.section_page import language, navigation
from applications.web.upload_answers import NO_FILE, declared_size, upload_answer
from documents.domain.file_rules import FORMATS, taken_formats
from documents.domain.file_states import FileState
from documents.models import StoredFile
from documents.queries.files import FileStatus, file_status
from documents.services.serving import Disposition, signed_link
from procedures.domain.form_checks import judge
from procedures.domain.materials import MEGABYTE, Authenticity, RequiredMaterial, required_materials
from procedures.queries.packages import compiled
from tenants.domain.errors import NotAuthorised


@dataclass(frozen=True, slots=True)
class FileLine:
    """`keepable` files can be put into the library; `outdated` ones were chosen from it before a newer version."""

    material: DraftMaterial
    status: FileStatus
    keepable: bool
    outdated: bool


@dataclass(frozen=True, slots=True)
class MaterialItem:
    """One item of the list as the page shows it, with the addresses its upload box needs."""

    key: str
    name: str
    hint: str
    necessity: str
    group: str
    formats: str
    accept: str
    labels: str
    max_megabytes: int
    max_bytes: int
    max_files: int
    paper_copies: int
    is_original: bool
    declaration: str
    exempt: bool
    files: tuple[FileLine, ...]
    has_room: bool
    remark: str
    start_url: str
    finish_url: str
    status_url: str


@login_required
@require_safe
def materials(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    draft = access_draft(request.user, draft_id)
    form = compiled(draft.procedure_version).form(draft.variant)
    judged = judge(form, without_open_rows(form, stored_answers(draft)))
    remarks = remarks_of(draft.application)
    materials_of = compiled(draft.procedure_version).materials
    required = required_materials(materials_of, draft.variant, judged.settled.facts)
    rows = draft_materials(draft.id)
    context = {
        "draft": draft,
        "items": [_item(draft, item, rows, remarks) for item in required],
        "sections": navigation(draft, form, judged, "-materials", remarks),
        "opinion": remarks.opinion,
    }
    return render(request, "applications/materials.html", context)


def _item(draft: Draft, required: RequiredMaterial, rows: list[DraftMaterial], remarks: Remarks) -> MaterialItem:
    spec = required.spec
    own = [row for row in rows if row.key == spec.key]
    files = tuple(_file_line(row, row.file) for row in own if row.file is not None)
    necessity = required.group.necessity if required.group else required.necessity
    taken = taken_formats(spec.formats)
    known = [FORMATS[key] for key in taken]
    return MaterialItem(
        key=spec.key,
        name=spec.name.in_language(language()),
        hint=spec.hint.in_language(language()) if spec.hint else "",
        necessity=necessity.value,
        group=required.group.name.in_language(language()) if required.group else "",
        formats=",".join(taken),
        accept=",".join(f".{extension}" for each in known for extension in each.extensions),
        labels="、".join(each.label for each in known),
        max_megabytes=spec.max_megabytes,
        max_bytes=spec.max_megabytes * MEGABYTE,
        max_files=spec.max_files,
        paper_copies=spec.paper_copies,
        is_original=spec.authenticity is Authenticity.ORIGINAL,
        declaration=spec.exemption.declaration.in_language(language()) if spec.exemption else "",
        exempt=any(row.exempt for row in own),
        files=files,
        has_room=len(files) < spec.max_files,
        remark=remarks.at_places.get(f"materials.{spec.key}", ""),
        start_url=reverse("applications:start_upload", args=[draft.id, spec.key]),
        finish_url=reverse("applications:finish_upload", args=[draft.id, spec.key, NO_FILE]),
        status_url=reverse("applications:upload_status", args=[draft.id, spec.key, NO_FILE]),
    )


def _file_line(row: DraftMaterial, file: StoredFile) -> FileLine:
    keepable = file.state == FileState.CLEAN and file.file_format in KEPT_RULES.formats
    outdated = row.kept_version_id is not None and current_of(row) != row.kept_version_id
    return FileLine(row, file_status(file), keepable, outdated)


@login_required
@require_POST
def start_upload(request: SignedInRequest, draft_id: UUID, key: str) -> HttpResponse:
    return upload_answer(
        lambda: start_material_upload(
            draft_id,
            key=key,
            name=request.POST.get("name", ""),
            size=declared_size(request.POST.get("size", "")),
            content_type=request.POST.get("content_type", ""),
            actor=actor_of(request.user),
        ).as_json(),
    )


@login_required
@require_POST
def finish_upload(request: SignedInRequest, draft_id: UUID, key: str, file_id: UUID) -> HttpResponse:
    def work() -> dict[str, object]:
        access_draft(request.user, draft_id)
        material = attach_material(draft_id, key=key, file_id=file_id, actor=actor_of(request.user))
        return _status(material)

    return upload_answer(work)


@login_required
@require_safe
def upload_status(request: SignedInRequest, draft_id: UUID, key: str, file_id: UUID) -> HttpResponse:
    def work() -> dict[str, object]:
        draft = access_draft(request.user, draft_id)
        material_spec(draft, key)
        for row in draft_materials(draft.id):
            if row.key == key and row.file_id == file_id:
                return _status(row)
        raise NotAuthorised("file_unknown")

    return upload_answer(work)


def _status(material: DraftMaterial) -> dict[str, object]:
    if material.file is None:
        raise NotAuthorised("file_unknown")
    return dict(file_status(material.file).as_json())


@login_required
@require_POST
def remove_material(request: SignedInRequest, draft_id: UUID, material_id: UUID) -> HttpResponse:
    key = access_draft_material(request.user, draft_id, material_id).key
    detach_material(draft_id, material_id=material_id, actor=actor_of(request.user))
    return _back(draft_id, key)


@login_required
@require_POST
def exempt(request: SignedInRequest, draft_id: UUID, key: str) -> HttpResponse:
    exempt_material(draft_id, key=key, exempt=request.POST.get("exempt") == "yes", actor=actor_of(request.user))
    return _back(draft_id, key)


@login_required
@require_safe
def draft_file(request: SignedInRequest, draft_id: UUID, material_id: UUID) -> HttpResponse:
    """To the store, with a link that lives a minute."""
    material = access_draft_material(request.user, draft_id, material_id)
    if material.file is None:
        raise NotAuthorised("file_unknown")
    return redirect(signed_link(material.file, disposition=Disposition.INLINE))


def _back(draft_id: UUID, key: str) -> HttpResponseRedirect:
    page = reverse("applications:materials", args=[draft_id])
    return HttpResponseRedirect(f"{page}#material-{key}")
