"""What a new tenant needs from this app."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from documents.services.object_store import current_store
from tenants.models import Jurisdiction
from tenants.provisioning import ProvisioningStep


def make_bucket(jurisdiction: Jurisdiction, wishes: Mapping[str, object]) -> None:  # noqa: ARG001 - the step's signature
    """The tenant's bucket, in its own place. Repeating it changes nothing."""
    current_store().make_bucket()


STORAGE_STEP = ProvisioningStep("documents.storage", _("准备文件存储空间"), make_bucket)
