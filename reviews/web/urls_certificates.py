"""Certificates: checked by anybody; documents for whoever asked for them; the applicant's own."""

from __future__ import annotations

from django.urls import path

from reviews.web import certificate_prints, public_certificates

app_name = "certificates"
urlpatterns = [
    path("certificates/", public_certificates.check_form, name="check_form"),
    path("certificates/prints/<uuid:print_id>/", certificate_prints.certificate_print, name="print"),
    path("certificates/prints/<uuid:print_id>/file/", certificate_prints.certificate_print_file, name="print_file"),
    path("certificates/<str:check_code>/", public_certificates.check, name="check"),
    path("my/applications/<uuid:application_id>/certificate/", certificate_prints.own_certificate, name="own"),
]
