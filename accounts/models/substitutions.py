"""Absences, and who stands in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tenants.domain.ids import new_id
from tenants.encryption import EncryptedTextField


class Substitution(models.Model):
    """One person acts for another from a day to a day. It ends by itself; `ended_at` where somebody ended it early.

    `procedures` are ids of what it is narrowed to; none of them means all. Rows are never deleted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    absent = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="absences")
    substitute = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="substitutions")
    starts_on = models.DateField(_("从"))
    ends_on = models.DateField(_("到"))
    reason = EncryptedTextField(_("事由"))
    procedures = ArrayField(models.UUIDField(), default=list)
    set_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("外出代办")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(absent=F("substitute")), name="nobody_stands_in_for_himself"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="absence_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="an_ended_absence_names_who_ended_it",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["substitute", "ends_on"], condition=Q(ended_at__isnull=True), name="substitution_in_force"
            ),
            models.Index(fields=["absent", "-id"], name="absences_of_person"),
        ]
