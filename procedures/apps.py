from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProceduresConfig(AppConfig):
    name = "procedures"
    verbose_name = _("事项")

    def ready(self) -> None:
        from accounts.role_followers import follow_roles
        from procedures import provisioning
        from procedures.scoring_wording import SENTENCES as SCORING
        from procedures.services.publishing import grant_made_role
        from procedures.wording import SENTENCES
        from tenants.wording import register_wording

        register_wording(SENTENCES)
        register_wording(SCORING)
        follow_roles(grant_made_role)
        provisioning.register()
