"""The interface for other systems, mounted under `api/v1/`."""

from __future__ import annotations

from django.urls import path

from applications.api.plan_projects import PlanProjectView

app_name = "api"

urlpatterns = [
    path("plan-projects/<slug:source>/<str:project_number>/", PlanProjectView.as_view(), name="plan_project"),
]
