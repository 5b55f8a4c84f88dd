"""Other systems that call the interface of this jurisdiction."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.domain.ids import new_id
from tenants.encryption import EncryptedTextField


class Integrator(models.Model):
    """A system with a key of its own. The secret is shown once, when the key is made, and kept encrypted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("系统名称"), max_length=60)
    key_id = models.CharField(max_length=32, unique=True, editable=False)
    secret = EncryptedTextField()
    scopes = models.JSONField(default=list)
    #: The systems for which it may answer external steps; none of a key that was made before they were named.
    systems = models.JSONField(null=True)
    created_by = models.UUIDField(null=True, editable=False)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("对接系统")
        ordering: ClassVar = ["-created_at", "-id"]

    @property
    def is_active(self) -> bool:
        return self.ended_at is None

    @property
    def answers_for(self) -> frozenset[str]:
        return frozenset(map(str, self.systems or ()))
