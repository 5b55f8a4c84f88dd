"""What supervision asks the office about an application. Never shown to applicants."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.domain.ids import new_id
from tenants.encryption import EncryptedTextField


class SupervisionNote(models.Model):
    """A note to whoever had the application then (督办意见), to be answered by a day. Never changed, never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(
        "applications.Application", on_delete=models.PROTECT, related_name="supervision_notes"
    )
    step_label = models.CharField(max_length=100)
    #: Principals: whoever answers to one of them may answer, also somebody who got the role later.
    addressees = ArrayField(models.CharField(max_length=120))
    text = EncryptedTextField(_("督办意见"))
    answer_by = models.DateField(_("答复期限"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = EncryptedTextField(_("答复"), default="")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="an_answer_names_who_gave_it",
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["-asked_at", "-id"], name="supervision_by_asking"),
            models.Index(
                fields=["-asked_at", "-id"], condition=Q(answered_at__isnull=True), name="supervision_unanswered"
            ),
            GinIndex(fields=["addressees"], name="supervision_by_addressee"),
        ]
