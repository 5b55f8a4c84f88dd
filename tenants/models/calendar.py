"""The national arrangement of working days, published by the platform only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.domain.ids import new_id


class CalendarYear(models.Model):
    """A year whose arrangement the State Council has published; a missing year is provisional."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    year = models.PositiveSmallIntegerField(_("年份"), unique=True)
    source = models.CharField(_("依据"), max_length=200)
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("年度工作日安排")

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A day on which work differs from its weekday: a holiday, or a weekend worked in exchange."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    year = models.ForeignKey(CalendarYear, on_delete=models.CASCADE, related_name="days")
    day = models.DateField(_("日期"), unique=True)
    is_working = models.BooleanField(_("上班"))
    name = models.CharField(_("名称"), max_length=30)

    class Meta:
        verbose_name = _("调休日")
        ordering: ClassVar = ["day"]
