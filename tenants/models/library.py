"""The library of procedure packages as sealed bytes; only `procedures` can open them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.domain.ids import new_id


class LibraryPackage(models.Model):
    """One offered version, immutable. `offered_by` is the tenant code of the province, `platform` otherwise."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(_("事项代码"), max_length=60)
    name = models.CharField(_("名称"), max_length=120)
    version = models.CharField(_("版本"), max_length=20)
    content = models.BinaryField()
    content_hash = models.CharField(_("内容校验值"), max_length=64)
    metadata = models.JSONField(default=dict, blank=True)
    offered_by = models.CharField(_("提供方"), max_length=40)
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("事项库")
        ordering: ClassVar = ["code", "-published_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["offered_by", "code", "version"], name="one_library_entry_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"
