"""Addresses of the material library (我的材料库), mounted under `my/materials/`."""

from __future__ import annotations

from django.urls import path

from applications.web import kept_materials

app_name = "materials"
urlpatterns = [
    path("", kept_materials.library, name="library"),
    path("new/", kept_materials.add, name="add"),
    path("<uuid:kept_id>/", kept_materials.document, name="document"),
    path("<uuid:kept_id>/renew/", kept_materials.renew, name="renew"),
    path("<uuid:kept_id>/remove/", kept_materials.remove, name="remove"),
    path("versions/<uuid:version_id>/file/", kept_materials.version_file, name="version_file"),
    path("files/", kept_materials.start_file, name="start_file"),
    path("files/<uuid:file_id>/", kept_materials.file_state, name="file_status"),
    path("files/<uuid:file_id>/finish/", kept_materials.finish_file, name="finish_file"),
]
