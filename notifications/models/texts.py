"""A jurisdiction's own rules for its texts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class TextSettings(models.Model):
    """The one row that the province sets; what is empty in it is the installation's."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    signature = models.CharField(_("短信签名"), max_length=20, blank=True)
    daily_quota = models.PositiveIntegerField(_("每天条数"), null=True)

    class Meta:
        verbose_name = _("短信设置")
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="text_settings_are_one_row")]
