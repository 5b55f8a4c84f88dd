from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = _("文件")

    def ready(self) -> None:
        from documents.provisioning import STORAGE_STEP
        from documents.wording import SENTENCES
        from tenants.provisioning import register_step
        from tenants.wording import register_wording

        register_wording(SENTENCES)
        register_step(STORAGE_STEP)
        import_module("documents.tasks")
