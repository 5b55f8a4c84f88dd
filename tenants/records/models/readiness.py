"""What a province knows about how far its cities are: a read model in the province's own schema."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.domain.ids import new_id


class ReadinessItem(models.Model):
    """One line of a city's checklist as it stood at `checked_at`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    jurisdiction_id = models.UUIDField()
    key = models.CharField(max_length=60)
    title = models.CharField(_("项目"), max_length=100)
    place = models.PositiveSmallIntegerField()
    is_ready = models.BooleanField(_("已就绪"))
    detail = models.CharField(_("说明"), max_length=200, blank=True)
    checked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("上线检查")
        ordering: ClassVar = ["jurisdiction_id", "place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["jurisdiction_id", "key"], name="one_readiness_line_per_check")
        ]
