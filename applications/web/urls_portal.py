"""The public face of a jurisdiction, mounted at its root."""

from __future__ import annotations

from django.urls import path

from applications.web import announcements, portal, verification

app_name = "portal"

urlpatterns = [
    path("", portal.home, name="home"),
    path("guides/", portal.guides, name="guides"),
    path("guides/<slug:code>/", portal.guide, name="guide"),
    path("search/", portal.search, name="search"),
    path("announcements/", announcements.announcements, name="announcements"),
    path("announcements/<uuid:announcement_id>/", announcements.announcement, name="announcement"),
    path("progress/", portal.progress, name="progress"),
    path("verify/", verification.verify, name="verify"),
    path("verify/<str:check_code>/", verification.verify_code, name="verify_code"),
]
