"""Addresses of the inbox."""

from __future__ import annotations

from django.urls import path

from notifications.web import hours, receipts, texts, views

app_name = "notifications"

urlpatterns = [
    path("", views.messages, name="messages"),
    path("read/", views.messages_read, name="messages_read"),
    path("hours/", hours.message_hours, name="message_hours"),
    path("receipts/sms/", receipts.sms_receipt, name="sms_receipt"),
    path("texts/", texts.texts, name="texts"),
    path("texts/resend/", texts.resend, name="resend_texts"),
    path("<uuid:message_id>/", views.message_open, name="message_open"),
]
