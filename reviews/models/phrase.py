"""Phrases (常用意见) of a person or of a department."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.domain.ids import new_id


class PhraseUse(models.TextChoices):
    """Where a phrase is offered."""

    ANY = "any", _("所有意见")
    APPROVE = "approve", _("审核通过")
    RETURN = "return", _("退回修改")
    DECIDE = "decide", _("批复")
    RECEIVE_PAPER = "receive_paper", _("接收纸质材料")


class Phrase(models.Model):
    """Belongs to one person or to one department. With `material` it is offered for remarks about that material."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    department = models.ForeignKey("accounts.Department", on_delete=models.CASCADE, null=True, related_name="+")
    use = models.CharField(_("用在"), max_length=20, choices=PhraseUse, default=PhraseUse.ANY)
    material = models.CharField(max_length=80, blank=True)
    material_label = models.CharField(_("材料"), max_length=200, blank=True)
    text = models.CharField(_("内容"), max_length=300)

    class Meta:
        verbose_name = _("常用意见")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="a_phrase_belongs_to_a_person_or_a_department",
                condition=models.Q(owner__isnull=True, department__isnull=False)
                | models.Q(owner__isnull=False, department__isnull=True),
            )
        ]
        indexes = [
            models.Index(fields=["owner", "id"], name="phrases_of_person"),
            models.Index(fields=["department", "id"], name="phrases_of_department"),
        ]
