"""The unit's own notice, among the applicant's pages."""

from __future__ import annotations

from django.urls import path

from reviews.web import unit_notice

app_name = "unit_notice"
urlpatterns = [
    path("notices/export/", unit_notice.export, name="export"),
    path("<uuid:application_id>/notice/", unit_notice.unit_notice, name="declare"),
]
