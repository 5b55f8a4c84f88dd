"""URLs of a jurisdiction's own host."""

from __future__ import annotations

from django.urls import include, path

from tenants.web.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("accounts.web.urls")),
    path("messages/", include("notifications.web.urls")),
]
handler400 = "tenants.web.errors.bad_request"
handler403 = "tenants.web.errors.forbidden"
handler404 = "tenants.web.errors.not_found"
handler500 = "tenants.web.errors.server_error"
