"""Public notices on the portal."""

from __future__ import annotations

from django.urls import path

from reviews.web import public_notices

app_name = "notices"
urlpatterns = [
    path("", public_notices.notice_list, name="list"),
    path("<uuid:notice_id>/", public_notices.notice, name="notice"),
]
