"""The app of messages: what is said to whom, over which channel, and whether it arrived."""

from __future__ import annotations

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = "消息"

    def ready(self) -> None:
        import notifications.handlers  # noqa: F401 - registers the outbox handlers
        from notifications import provisioning
        from notifications.domain.catalogue import register_events
        from notifications.events import ACCOUNT_EVENTS
        from notifications.wording import SENTENCES
        from tenants.wording import register_wording

        register_events(ACCOUNT_EVENTS)
        register_wording(SENTENCES)
        provisioning.register()
