"""What the office tells the public, mounted under `publishing/`."""

from __future__ import annotations

from django.urls import path

from applications.web import announcements

app_name = "publishing"

ANNOUNCEMENT = "<uuid:announcement_id>"

urlpatterns = [
    path("", announcements.office_list, name="announcements"),
    path("new/", announcements.write, name="write"),
    path(f"{ANNOUNCEMENT}/", announcements.office_announcement, name="announcement"),
    path(f"{ANNOUNCEMENT}/change/", announcements.change, name="change"),
    path(f"{ANNOUNCEMENT}/publish/", announcements.publish, name="publish"),
    path(f"{ANNOUNCEMENT}/take-down/", announcements.take_down, name="take_down"),
]
