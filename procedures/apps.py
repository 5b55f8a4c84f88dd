from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProceduresConfig(AppConfig):
    name = "procedures"
    verbose_name = _("事项")

    def ready(self) -> None:
        from procedures import provisioning
        from procedures.wording import SENTENCES
        from tenants.wording import register_wording

        register_wording(SENTENCES)
        provisioning.register()
