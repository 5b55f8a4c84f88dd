"""Entering paper for others, mounted under `counter/`."""

from __future__ import annotations

from django.urls import path

from applications.web import counter

app_name = "counter"

DRAFT = "drafts/<uuid:draft_id>"

urlpatterns = [
    path("", counter.home, name="home"),
    path("organisation/", counter.organisation, name="organisation"),
    path("begin/<slug:code>/", counter.begin, name="begin"),
    path(f"{DRAFT}/", counter.entry, name="entry"),
    path(f"{DRAFT}/evidence/", counter.draft_evidence, name="draft_evidence"),
    path(f"{DRAFT}/evidence/start/", counter.start_evidence, name="start_evidence"),
    path(f"{DRAFT}/evidence/<uuid:file_id>/finish/", counter.finish_evidence, name="finish_evidence"),
    path(f"{DRAFT}/evidence/<uuid:file_id>/status/", counter.evidence_status, name="evidence_status"),
    path("applications/<uuid:application_id>/evidence/", counter.evidence, name="evidence"),
]
