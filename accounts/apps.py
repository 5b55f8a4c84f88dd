"""The app of people, organisations, departments and grants."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "人员与权限"

    def ready(self) -> None:
        from accounts.ledger_words import COMMANDS
        from accounts.services.provisioning import BASE_STEP, PEOPLE_STEP
        from accounts.wording import SENTENCES
        from tenants.provisioning import register_step
        from tenants.wording import register_wording

        register_wording(SENTENCES)
        register_wording(COMMANDS)
        register_step(BASE_STEP)
        register_step(PEOPLE_STEP, after=BASE_STEP.key)
