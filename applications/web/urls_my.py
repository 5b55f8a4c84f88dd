"""The applicant's own pages, mounted under `my/`."""

from __future__ import annotations

from django.urls import path

from applications.web import application, consents, draft_form, draft_materials, draft_submit, lists, row_import, start
from applications.web.after_submission import leads_on

app_name = "applications"

DRAFT = "drafts/<uuid:draft_id>"
APPLICATION = "applications/<uuid:application_id>"

urlpatterns = [
    path("", lists.mine, name="mine"),
    path("unit/", lists.unit, name="unit"),
    path("start/<slug:code>/", start.start, name="start"),
    path(f"{DRAFT}/", leads_on(draft_form.draft), name="draft"),
    path(f"{DRAFT}/consents/", leads_on(consents.consents), name="consents"),
    path(f"{DRAFT}/sections/<slug:section_key>/", leads_on(draft_form.section), name="section"),
    path(f"{DRAFT}/rows/<slug:table_key>/", leads_on(row_import.rows), name="rows"),
    path(f"{DRAFT}/rows/<slug:table_key>/template/", leads_on(row_import.template), name="row_template"),
    path(f"{DRAFT}/materials/", leads_on(draft_materials.materials), name="materials"),
    path(f"{DRAFT}/materials/<slug:key>/start/", draft_materials.start_upload, name="start_upload"),
    path(f"{DRAFT}/materials/<slug:key>/<uuid:file_id>/finish/", draft_materials.finish_upload, name="finish_upload"),
    path(f"{DRAFT}/materials/<slug:key>/<uuid:file_id>/status/", draft_materials.upload_status, name="upload_status"),
    path(f"{DRAFT}/materials/<slug:key>/exempt/", leads_on(draft_materials.exempt), name="exempt"),
    path(f"{DRAFT}/files/<uuid:material_id>/", leads_on(draft_materials.draft_file), name="draft_file"),
    path(
        f"{DRAFT}/files/<uuid:material_id>/remove/", leads_on(draft_materials.remove_material), name="remove_material"
    ),
    path(f"{DRAFT}/check/", leads_on(draft_submit.check), name="check"),
    path(f"{DRAFT}/submit/", leads_on(draft_submit.submit), name="submit"),
    path(f"{DRAFT}/delete/", leads_on(draft_submit.delete), name="delete"),
    path(f"{APPLICATION}/", application.application, name="application"),
    path(f"{APPLICATION}/reveal/", application.reveal, name="reveal"),
    path(f"{APPLICATION}/correct/", application.correct, name="correct"),
    path(f"{APPLICATION}/withdraw/", application.withdraw, name="withdraw"),
    path("files/<uuid:material_id>/", application.filed_file, name="filed_file"),
    path("files/<uuid:material_id>/pages/", application.preview, name="preview"),
]
