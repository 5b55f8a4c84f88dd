from __future__ import annotations

from django.urls import path

from reviews.web import (
    acts,
    dossiers,
    excel,
    files,
    lists,
    notes,
    papers,
    phrases,
    printed,
    scanning,
    task_page,
)

app_name = "workbench"
urlpatterns = [
    path("", lists.inbox, name="inbox"),
    path("done/", lists.done, name="done"),
    path("all/", lists.all_applications, name="all"),
    path("export/<slug:which>/", excel.export, name="export"),
    path("fill/", excel.fill, name="fill"),
    path("papers/", papers.receive_papers, name="receive_papers"),
    path("papers/scan/", scanning.scan_papers, name="scan_papers"),
    path("papers/scan/one/", scanning.scanned_paper, name="scanned_paper"),
    path("tasks/<uuid:task_id>/", task_page.task, name="task"),
    path("tasks/<uuid:task_id>/approve/", acts.approve, name="approve"),
    path("tasks/<uuid:task_id>/return/", acts.return_for_revision, name="return"),
    path("tasks/<uuid:task_id>/receive-paper/", acts.receive_paper, name="receive_paper"),
    path("tasks/<uuid:task_id>/decide/", acts.decide, name="decide"),
    path("tasks/<uuid:task_id>/revoke/", acts.revoke, name="revoke"),
    path("tasks/<uuid:task_id>/evidence/", files.start_evidence, name="start_evidence"),
    path("evidence/<uuid:file_id>/finish/", files.finish_evidence, name="finish_evidence"),
    path("evidence/<uuid:file_id>/", files.evidence_status, name="evidence_status"),
    path("applications/<uuid:application_id>/", task_page.application, name="application"),
    path("applications/<uuid:application_id>/printed/", printed.printed, name="printed"),
    path("applications/<uuid:application_id>/reveal/", files.reveal, name="reveal"),
    path("applications/<uuid:application_id>/notes/", notes.add, name="add_note"),
    path("applications/<uuid:application_id>/dossier/", dossiers.export, name="export_dossier"),
    path("phrases/", phrases.phrases, name="phrases"),
    path("phrases/<uuid:phrase_id>/", phrases.phrase, name="phrase"),
    path("phrases/<uuid:phrase_id>/delete/", phrases.delete, name="phrase_delete"),
    path("files/<uuid:material_id>/", files.file, name="file"),
]
