"""The items of a draft's materials list as the page shows them."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from applications.domain.kept_materials import KEPT_RULES
from applications.models import Draft, DraftMaterial
from applications.queries.dossiers import Remarks
from applications.queries.filed import current_of, draft_materials
from applications.queries.stored_answers import stored_answers
from applications.queries.windows import judged_draft
from applications.services.phone_captures import BOUND_FORMAT
from applications.web.section_page import language
from applications.web.upload_answers import NO_FILE
from documents.domain.file_rules import FORMATS, taken_formats
from documents.domain.file_states import FileState
from documents.models import StoredFile
from documents.queries.files import FileStatus, file_status
from procedures.domain.form_checks import Judgement
from procedures.domain.materials import MEGABYTE, Authenticity, RequiredMaterial, required_materials
from procedures.queries.packages import compiled


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
    phone_url: str


def judgement_of(draft: Draft) -> Judgement:
    """A draft as it stands: which materials it needs follows from its answers."""
    form = compiled(draft.procedure_version).form(draft.variant)
    return judged_draft(draft, form, stored_answers(draft)).judgement


def material_items(draft: Draft, judged: Judgement, remarks: Remarks) -> list[MaterialItem]:
    """Every item that the answers ask for, in the package's order."""
    listed = compiled(draft.procedure_version).materials
    rows = draft_materials(draft.id)
    return [
        _item(draft, each, rows, remarks) for each in required_materials(listed, draft.variant, judged.settled.facts)
    ]


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
        phone_url=reverse("applications:open_phone", args=[draft.id, spec.key]) if BOUND_FORMAT in spec.formats else "",
    )


def _file_line(row: DraftMaterial, file: StoredFile) -> FileLine:
    keepable = file.state == FileState.CLEAN and file.file_format in KEPT_RULES.formats
    outdated = row.kept_version_id is not None and current_of(row) != row.kept_version_id
    return FileLine(row, file_status(file), keepable, outdated)
