"""The ledger: what was done, by whom, to what. Tenant roles may insert and read these tables, never change them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.domain.ids import new_id


class LedgerEntry(models.Model):
    """One command or viewing. Holds ids, keys and salted hashes, never a personal value."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    command = models.CharField(_("操作"), max_length=80)
    actor_id = models.UUIDField(_("操作人"), null=True, blank=True, db_index=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    subject_title = models.CharField(_("对象"), max_length=200)
    data = models.JSONField(default=dict)
    request_id = models.CharField(max_length=36, blank=True)
    recorded_at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("操作留痕")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="ledger_by_subject"),
            models.Index(fields=["command", "id"], name="ledger_by_command"),
        ]


class LedgerSeal(models.Model):
    """The place of one committed entry in the tenant's chain; each digest covers the one before."""

    position = models.BigIntegerField(primary_key=True)
    entry_id = models.UUIDField(unique=True)
    previous = models.BinaryField()
    digest = models.BinaryField()
    algorithm = models.CharField(max_length=16)
    sealed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("留痕封条")
        ordering: ClassVar = ["position"]
