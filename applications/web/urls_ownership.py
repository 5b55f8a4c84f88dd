"""Addresses of claims on organisations: of those who claim, and of those who examine."""

from __future__ import annotations

from django.urls import path

from applications.web import ownership, ownership_files

app_name = "ownership"
urlpatterns = [
    path("", ownership.mine, name="mine"),
    path("administrator/", ownership.claim_administrator, name="claim_administrator"),
    path("organisations/<uuid:organisation_id>/", ownership.claim_own, name="claim_own"),
    path("examine/", ownership.examine, name="examine"),
    path("claims/<uuid:claim_id>/", ownership.claim, name="claim"),
    path("claims/<uuid:claim_id>/decide/", ownership.decide, name="decide"),
    path("claims/<uuid:claim_id>/<slug:which>/", ownership_files.document, name="document"),
    path("files/", ownership_files.start, name="start_file"),
    path("files/<uuid:file_id>/", ownership_files.status, name="file_status"),
    path("files/<uuid:file_id>/finish/", ownership_files.finish, name="finish_file"),
]
