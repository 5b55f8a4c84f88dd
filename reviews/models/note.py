"""What the office writes down for itself: never shown to applicants."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.domain.ids import new_id
from tenants.encryption import EncryptedTextField


class NoteKind(models.TextChoices):
    NOTE = "note", _("内部记录")
    PHONE_CALL = "phone_call", _("电话记录")


class InternalNote(models.Model):
    """One note or phone call on an application. Never changed, never deleted; the words are encrypted at rest."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=20, choices=NoteKind)
    called = models.CharField(_("通话对象"), max_length=60, blank=True)
    text = EncryptedTextField(_("内容"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_phone_call_names_whom",
                condition=~models.Q(kind="phone_call") | ~models.Q(called=""),
            )
        ]
