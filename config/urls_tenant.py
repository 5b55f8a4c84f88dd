"""URLs of a jurisdiction's own host."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path

from config.web_landing import landing
from config.web_language import choose_language
from tenants.web.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("i18n/setlang/", choose_language, name="set_language"),
    path("", include("applications.web.urls_portal")),
    path("notices/", include("reviews.web.urls_notices")),
    path("my/applications/", include("reviews.web.urls_unit_notice")),
    path("", include("reviews.web.urls_certificates")),
    path("my/", include("applications.web.urls_my")),
    path("my/materials/", include("applications.web.urls_materials")),
    path("counter/", include("applications.web.urls_counter")),
    path("phone/", include("applications.web.urls_phone")),
    path("api/v1/", include("applications.api.urls")),
    path("api/v1/", include("reviews.api.urls")),
    path("publishing/", include("applications.web.urls_publishing")),
    path("home/", landing, name="landing"),
    path("account/", include("accounts.web.urls")),
    path("messages/", include("notifications.web.urls")),
    path("ownership/", include("applications.web.urls_ownership")),
    path("workbench/", include("reviews.web.urls")),
    path("console/", include("procedures.web.urls_console")),
    path("staff-list/", include("procedures.web.urls_staff_list")),
]
if settings.SHOW_DESIGN_PAGES:
    from config.web_design import styleguide

    urlpatterns.append(path("_design/", styleguide, name="styleguide"))

handler400 = "tenants.web.errors.bad_request"
handler403 = "tenants.web.errors.forbidden"
handler404 = "tenants.web.errors.not_found"
handler500 = "tenants.web.errors.server_error"
