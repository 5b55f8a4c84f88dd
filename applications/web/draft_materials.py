"""The materials of a draft: the page, and the endpoints that `tongban/upload.js` talks to."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import actor_of
from applications.models import DraftMaterial
from applications.queries.access import access_draft, access_draft_material
from applications.queries.dossiers import remarks_of
from applications.queries.filed import draft_materials
from applications.services.draft_materials import (
    attach_material,
    detach_material,
    exempt_material,
    material_spec,
    start_material_upload,
)
from applications.web.material_rows import judgement_of, material_items
from applications.web.requests import SignedInRequest
from applications.web.section_page import navigation
from applications.web.upload_answers import declared_size, upload_answer
from documents.queries.files import file_status
from documents.services.serving import Disposition, signed_link
from procedures.queries.packages import compiled
from tenants.domain.errors import NotAuthorised


@login_required
@require_safe
def materials(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    draft = access_draft(request.user, draft_id)
    form = compiled(draft.procedure_version).form(draft.variant)
    judged = judgement_of(draft)
    remarks = remarks_of(draft.application)
    context = {
        "draft": draft,
        "items": material_items(draft, judged, remarks),
        "sections": navigation(draft, form, judged, "-materials", remarks),
        "opinion": remarks.opinion,
    }
    return render(request, "applications/materials.html", context)


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
