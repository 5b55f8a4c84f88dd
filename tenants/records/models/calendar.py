"""Days on which a jurisdiction differs from the national arrangement (a local holiday, a typhoon day).

Its own days, and a copy of those that count above it (`tenants.services.days_from_above`): on one day the own counts.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.domain.ids import new_id


class CalendarOverlay(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    day = models.DateField(_("日期"))
    is_working = models.BooleanField(_("上班"))
    reason = models.CharField(_("事由"), max_length=200)
    basis = models.CharField(_("依据"), max_length=200, blank=True, default="", db_default="")
    from_above = models.BooleanField(_("上级安排"), default=False, db_default=False)

    class Meta:
        verbose_name = _("本地调休日")
        ordering: ClassVar = ["day"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "from_above"], name="a_day_is_arranged_once_by_each")
        ]
