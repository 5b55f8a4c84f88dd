"""Certificates of registered results, and the sheets that were printed of them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.domain.certificates import CertificateState
from tenants.domain.ids import new_id

CERTIFICATE_STATE_LABELS = {
    CertificateState.VALID: _("有效"),
    CertificateState.REPLACED: _("已换发"),
    CertificateState.CANCELLED: _("已作废"),
}


class Certificate(models.Model):
    """One edition of the certificate of one application: its words are frozen when it is issued."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="certificates")
    decision = models.ForeignKey("reviews.Decision", on_delete=models.PROTECT, related_name="certificates")
    edition = models.PositiveSmallIntegerField(_("版次"))
    code = models.CharField(_("校验码"), max_length=12, unique=True)
    number = models.CharField(_("登记号"), max_length=60)
    title = models.CharField(_("名称"), max_length=300)
    heading = models.CharField(max_length=200)
    statement = models.TextField()
    issuer = models.CharField(max_length=200)
    lines = models.JSONField()
    state = models.CharField(
        max_length=10, choices=[(s.value, label) for s, label in CERTIFICATE_STATE_LABELS.items()], default="valid"
    )
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(blank=True)
    #: Number and title in one form, and the grams of both, for the search of the list (`tenants.domain.grams`).
    searched = models.TextField(default="", db_default="")
    grams = ArrayField(models.CharField(max_length=8), default=list, db_default=[])

    class Meta:
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "edition"], name="one_certificate_per_edition"),
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(state="valid"), name="one_valid_certificate"
            ),
            models.CheckConstraint(
                name="an_ended_certificate_has_its_reason",
                condition=models.Q(state="valid")
                | (models.Q(ended_by__isnull=False, ended_at__isnull=False) & ~models.Q(end_reason="")),
            ),
        ]
        indexes = [
            models.Index(fields=["-issued_at", "-id"], name="certificates_by_issue"),
            GinIndex(fields=["grams"], name="certificates_by_grams"),
        ]


class CertificatePrint(models.Model):
    """Certificates set as one document for the person who asked; thrown away after a day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    certificate_ids = ArrayField(models.UUIDField())
    requested_by = models.UUIDField()
    requested_at = models.DateTimeField()
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
