"""The applicant's own pages, mounted under `my/`."""

from __future__ import annotations

from django.urls import path

from applications.web import (
    application,
    carrying_over,
    codes,
    consents,
    corrections,
    draft_form,
    draft_library,
    draft_materials,
    draft_submit,
    helping,
    lists,
    phone_panel,
    printed,
    row_import,
    start,
    written,
)
from applications.web.after_submission import leads_on

app_name = "applications"

DRAFT = "drafts/<uuid:draft_id>"
APPLICATION = "applications/<uuid:application_id>"
PRINTED = "printed/<uuid:printed_id>"

urlpatterns = [
    path("", lists.mine, name="mine"),
    path("codes/<slug:dictionary>/", codes.codes, name="codes"),
    path("unit/", lists.unit, name="unit"),
    path("start/<slug:code>/", start.start, name="start"),
    path(f"{DRAFT}/", leads_on(draft_form.draft), name="draft"),
    path(f"{DRAFT}/consents/", leads_on(consents.consents), name="consents"),
    path(f"{DRAFT}/earlier/", leads_on(carrying_over.earlier), name="earlier"),
    path(f"{DRAFT}/earlier/undo/", leads_on(carrying_over.undo), name="undo_carry"),
    path(f"{DRAFT}/earlier/<uuid:application_id>/", leads_on(carrying_over.carry), name="carry"),
    path(f"{DRAFT}/sections/<slug:section_key>/", leads_on(draft_form.section), name="section"),
    path(f"{DRAFT}/rows/<slug:table_key>/", leads_on(row_import.rows), name="rows"),
    path(f"{DRAFT}/rows/<slug:table_key>/template/", leads_on(row_import.template), name="row_template"),
    path(f"{DRAFT}/materials/", leads_on(draft_materials.materials), name="materials"),
    path(f"{DRAFT}/materials/<slug:key>/start/", draft_materials.start_upload, name="start_upload"),
    path(f"{DRAFT}/materials/<slug:key>/<uuid:file_id>/finish/", draft_materials.finish_upload, name="finish_upload"),
    path(f"{DRAFT}/materials/<slug:key>/<uuid:file_id>/status/", draft_materials.upload_status, name="upload_status"),
    path(f"{DRAFT}/materials/<slug:key>/exempt/", leads_on(draft_materials.exempt), name="exempt"),
    path(f"{DRAFT}/materials/<slug:key>/library/", leads_on(draft_library.pick), name="pick"),
    path(f"{DRAFT}/files/<uuid:material_id>/keep/", leads_on(draft_library.keep), name="keep"),
    path(f"{DRAFT}/materials/<slug:key>/phone/", phone_panel.open_phone, name="open_phone"),
    path(f"{DRAFT}/phone/<uuid:capture_id>/", phone_panel.phone_state, name="phone_state"),
    path(f"{DRAFT}/phone/<uuid:capture_id>/renew/", phone_panel.renew_phone, name="renew_phone"),
    path(f"{DRAFT}/phone/<uuid:capture_id>/close/", phone_panel.close_phone, name="close_phone"),
    path(f"{DRAFT}/files/<uuid:material_id>/", leads_on(draft_materials.draft_file), name="draft_file"),
    path(
        f"{DRAFT}/files/<uuid:material_id>/remove/", leads_on(draft_materials.remove_material), name="remove_material"
    ),
    path(f"{DRAFT}/help/", leads_on(helping.helpers), name="helpers"),
    path(f"{DRAFT}/help/<uuid:help_id>/end/", leads_on(helping.withdraw), name="end_help"),
    path(f"{DRAFT}/corrections/", leads_on(corrections.corrections), name="corrections"),
    path(f"{DRAFT}/corrections/<uuid:item_id>/", leads_on(corrections.answer), name="answer_correction"),
    path(f"{DRAFT}/check/", leads_on(draft_submit.check), name="check"),
    path(f"{DRAFT}/submit/", leads_on(draft_submit.submit), name="submit"),
    path(f"{DRAFT}/delete/", leads_on(draft_submit.delete), name="delete"),
    path(f"{DRAFT}/print/", leads_on(printed.draft_print), name="draft_print"),
    path(f"{DRAFT}/print/new/", leads_on(printed.print_draft), name="print_draft"),
    path(f"{DRAFT}/print/file/", leads_on(printed.draft_print_file), name="draft_print_file"),
    path(f"{APPLICATION}/", application.application, name="application"),
    path(f"{APPLICATION}/reveal/", application.reveal, name="reveal"),
    path(f"{APPLICATION}/correct/", application.correct, name="correct"),
    path(f"{APPLICATION}/withdraw/", application.withdraw, name="withdraw"),
    path(f"{APPLICATION}/print/", printed.print_form, name="print_form"),
    path("written/<uuid:written_id>/", written.written, name="written"),
    path("written/<uuid:written_id>/document/", written.written_document, name="written_document"),
    path("written/<uuid:written_id>/file/", written.written_file, name="written_file"),
    path(f"{PRINTED}/", printed.printed, name="printed"),
    path(f"{PRINTED}/state/", printed.printed_state, name="printed_state"),
    path(f"{PRINTED}/file/", printed.printed_file, name="printed_file"),
    path(f"{PRINTED}/stamped/start/", printed.start_stamped, name="start_stamped"),
    path(f"{PRINTED}/stamped/<uuid:file_id>/finish/", printed.finish_stamped, name="finish_stamped"),
    path(f"{PRINTED}/stamped/<uuid:file_id>/status/", printed.stamped_status, name="stamped_status"),
    path("stamped/<uuid:scan_id>/", printed.scan_file, name="scan_file"),
    path("stamped/<uuid:scan_id>/remove/", printed.remove_scan, name="remove_scan"),
    path("files/<uuid:material_id>/", application.filed_file, name="filed_file"),
    path("files/<uuid:material_id>/pages/", application.preview, name="preview"),
]
