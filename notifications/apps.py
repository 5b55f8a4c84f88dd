"""The app of messages: what is said to whom, over which channel, and whether it arrived."""

from __future__ import annotations

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = "消息"
