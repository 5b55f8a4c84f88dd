"""Projects of a science plan that another system runs, as far as they bear on an application here."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.domain.ids import new_id


class PlanProjectState(models.TextChoices):
    """How far the project itself is. Only the other system knows."""

    REVIEWED = "reviewed", _("已完成验收评审")
    ACCEPTED = "accepted", _("已通过验收")
    FAILED = "failed", _("验收未通过")


class PlanProject(models.Model):
    """One project under the name and number that the other system gives it; its draft or application points here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(_("来源"), max_length=60)
    number = models.CharField(_("项目编号"), max_length=100)
    title = models.CharField(_("项目名称"), max_length=300)
    programme = models.CharField(_("计划名称"), max_length=200, blank=True)
    procedure = models.ForeignKey("procedures.Procedure", on_delete=models.PROTECT, related_name="+")
    variant = models.CharField(max_length=60)
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=PlanProjectState.choices)
    reported_at = models.DateTimeField()

    class Meta:
        verbose_name = _("计划项目")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "number"], name="a_plan_project_is_known_once"),
        ]
