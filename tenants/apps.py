"""Jurisdictions and the ground that every other app stands on."""

from __future__ import annotations

from django.apps import AppConfig


class TenantsConfig(AppConfig):
    name = "tenants"
    verbose_name = "租户"

    def ready(self) -> None:
        from tenants import outbox_handlers, sentences, tasks  # noqa: F401 - they register as they load
        from tenants.wording import register_wording

        register_wording(sentences.SENTENCES)
