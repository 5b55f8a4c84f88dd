from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    name = "applications"
    verbose_name = _("申报")

    def ready(self) -> None:
        from applications.messages import EVENTS
        from applications.wording import SENTENCES
        from notifications.domain.catalogue import register_events
        from tenants.wording import register_wording

        register_events(EVENTS)
        register_wording(SENTENCES)
        import_module("applications.tasks")
