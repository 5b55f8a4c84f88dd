"""The app of people, organisations, departments and grants."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "人员与权限"

    def ready(self) -> None:
        from accounts.wording import SENTENCES
        from tenants.wording import register_wording

        register_wording(SENTENCES)
