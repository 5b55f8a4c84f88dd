"""The tenant's own keys, wrapped by the site key that lies outside the database."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.domain.ids import new_id


class KeyPurpose(models.TextChoices):
    FIELD = "field", _("字段加密")
    INDEX = "index", _("盲索引")


class DataKey(models.Model):
    """A key of this schema. Retired keys still open what they closed; exactly one per purpose closes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.CharField(max_length=8, choices=KeyPurpose.choices)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("数据密钥")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["purpose"], condition=Q(retired_at__isnull=True), name="one_active_data_key_per_purpose"
            )
        ]
