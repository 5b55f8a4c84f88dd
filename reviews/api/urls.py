"""The office's part of the interface for other systems, mounted under `api/v1/`."""

from __future__ import annotations

from django.urls import path

from reviews.api.external_steps import ExternalStepView, WaitingStepsView

app_name = "office_api"

urlpatterns = [
    path("external-steps/", WaitingStepsView.as_view(), name="waiting_steps"),
    path("external-steps/<str:application_number>/<slug:step_key>/", ExternalStepView.as_view(), name="external_step"),
]
