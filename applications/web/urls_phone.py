"""What a phone reaches by a code from the desktop, mounted under `phone/`."""

from __future__ import annotations

from django.urls import path

from applications.web import phone_page

app_name = "phone"

urlpatterns = [
    path("<str:token>/", phone_page.page, name="page"),
    path("<str:token>/state/", phone_page.state, name="state"),
    path("<str:token>/pages/", phone_page.start, name="start"),
    path("<str:token>/pages/<uuid:file_id>/", phone_page.finish, name="finish"),
    path("<str:token>/give/", phone_page.give, name="give"),
]
