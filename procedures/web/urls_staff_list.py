"""Departments and people by list: in the bureau of every jurisdiction, so not a place of the province's console."""

from __future__ import annotations

from django.urls import path

from procedures.web import staff_list

app_name = "staff_list"

urlpatterns = [
    path("", staff_list.staff_list, name="page"),
    path("roles/", staff_list.role_list, name="roles"),
    path("template/", staff_list.template, name="template"),
]
