"""URLs of the platform's own host: health and the list of jurisdictions."""

from __future__ import annotations

from django.urls import path

from config.web_language import choose_language
from config.web_platform import home
from tenants.web.health import healthz

urlpatterns = [
    path("", home, name="platform_home"),
    path("i18n/setlang/", choose_language, name="set_language"),
    path("healthz", healthz, name="healthz"),
]
handler400 = "tenants.web.errors.bad_request"
handler403 = "tenants.web.errors.forbidden"
handler404 = "tenants.web.errors.not_found"
handler500 = "tenants.web.errors.server_error"
